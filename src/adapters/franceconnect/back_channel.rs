//! The only HTTP client towards FranceConnect: bounded in time and size, follows nothing.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use metrics::{counter, histogram};
use openidconnect::{AsyncHttpClient, http};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE};
use reqwest::redirect::Policy;
use thread_local::ThreadLocal;
use url::Url;

use crate::adapters::traced::traced;

/// Largest answer read, in bytes. FranceConnect's largest, the discovery document, has some 5 KiB.
const LARGEST_ANSWER: usize = 256 * 1024;

/// How long a connection may lie idle and still be used again: less than the 5 seconds after which a Node server
/// closes it. A call that meets a closing connection fails, and a code cannot be sent twice.
const IDLE: Duration = Duration::from_secs(4);

/// HTTP towards FranceConnect's back channel: a client a thread, so that whoever asks is woken by the answer
/// itself, not by another thread that read it.
#[derive(Clone)]
pub struct BackChannel {
    clients: Arc<ThreadLocal<reqwest::Client>>,
    timeout: Duration,
}

/// Why there is no usable answer.
#[derive(Debug, thiserror::Error)]
pub enum BackChannelError {
    /// No connection, no answer in time, or a broken one.
    #[error("no answer")]
    Transport(#[source] reqwest::Error),
    /// More than the largest answer expected.
    #[error("the answer is larger than {LARGEST_ANSWER} bytes")]
    TooLarge,
    /// A status other than 200; redirects included, for none is followed.
    #[error("the answer has status {0}")]
    Status(u16),
    /// The answer cannot be put together.
    #[error("the answer cannot be read")]
    Malformed(#[source] http::Error),
}

/// An answer with status 200.
pub struct Answer {
    /// Media type without parameters, in lower case; empty when there was none.
    pub media_type: String,
    /// `max-age` of `Cache-Control`, in seconds.
    pub max_age: Option<u64>,
    /// `Date` of the answer.
    pub date: Option<String>,
    /// Body.
    pub body: Vec<u8>,
}

impl BackChannel {
    /// A client whose every call ends within `timeout`, connection and body included.
    ///
    /// # Errors
    /// When the machine's certificate store cannot be used.
    pub fn new(timeout: Duration) -> Result<Self, reqwest::Error> {
        let back_channel = Self { clients: Arc::default(), timeout };
        back_channel.client()?;
        Ok(back_channel)
    }

    /// This thread's client.
    fn client(&self) -> Result<&reqwest::Client, reqwest::Error> {
        self.clients.get_or_try(|| {
            reqwest::Client::builder()
                .timeout(self.timeout)
                .connect_timeout(self.timeout)
                .pool_idle_timeout(IDLE)
                .redirect(Policy::none())
                .retry(reqwest::retry::never())
                .no_proxy()
                .user_agent(concat!("mon-releve/", env!("CARGO_PKG_VERSION")))
                .build()
        })
    }

    /// `GET` of a document.
    pub async fn get(&self, url: &Url, bearer: Option<&str>) -> Result<Answer, BackChannelError> {
        let client = self.client().map_err(BackChannelError::Transport)?;
        let mut request = client.get(url.clone()).header(ACCEPT, "application/json, application/jwt");
        if let Some(token) = bearer {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let answered =
            async { answer(traced(request).send().await.map_err(BackChannelError::Transport)?).await };
        measured(url, answered).await
    }

    /// `POST` of a form.
    pub async fn post_form(&self, url: &Url, form: &[(&str, &str)]) -> Result<Answer, BackChannelError> {
        let client = self.client().map_err(BackChannelError::Transport)?;
        let request = client.post(url.clone()).form(form);
        let answered =
            async { answer(traced(request).send().await.map_err(BackChannelError::Transport)?).await };
        measured(url, answered).await
    }
}

impl<'c> AsyncHttpClient<'c> for BackChannel {
    type Error = BackChannelError;
    type Future =
        Pin<Box<dyn Future<Output = Result<http::Response<Vec<u8>>, BackChannelError>> + Send + 'c>>;

    /// One call on behalf of `openidconnect`. Its own error texts may quote a body, so the callers map
    /// them to causes and never print them.
    fn call(&'c self, request: http::Request<Vec<u8>>) -> Self::Future {
        Box::pin(async move {
            let request = reqwest::Request::try_from(request).map_err(BackChannelError::Transport)?;
            let url = request.url().clone();
            let client = self.client().map_err(BackChannelError::Transport)?;
            let request = traced(reqwest::RequestBuilder::from_parts(client.clone(), request));
            let answered = async {
                let response = request.send().await.map_err(BackChannelError::Transport)?;
                let status = response.status();
                if status.is_redirection() || status.is_server_error() {
                    return Err(BackChannelError::Status(status.as_u16()));
                }
                let mut answer = http::Response::builder().status(status.as_u16());
                for (name, value) in response.headers() {
                    answer = answer.header(name.as_str(), value.as_bytes());
                }
                answer.body(read(response).await?).map_err(BackChannelError::Malformed)
            };
            measured(&url, answered).await
        })
    }
}

/// Times a call and counts how it ended. FranceConnect names its endpoints by the last segment: `token`,
/// `userinfo`, `jwks`, `checktoken`, `openid-configuration`.
async fn measured<T>(
    url: &Url,
    answered: impl Future<Output = Result<T, BackChannelError>>,
) -> Result<T, BackChannelError> {
    let endpoint = url.path_segments().and_then(|mut segments| segments.next_back()).unwrap_or_default();
    let begun = Instant::now();
    let answer = answered.await;
    let outcome = match &answer {
        Ok(_) => "answered",
        Err(BackChannelError::Transport(error)) if error.is_timeout() => "timeout",
        Err(BackChannelError::Transport(_)) => "no_answer",
        Err(BackChannelError::Status(status)) if *status < 500 => "refused",
        Err(_) => "unusable",
    };
    let endpoint = endpoint.to_owned();
    histogram!("franceconnect_call_duration_seconds", "endpoint" => endpoint.clone()).record(begun.elapsed());
    counter!("franceconnect_calls_total", "endpoint" => endpoint, "outcome" => outcome).increment(1);
    answer
}

async fn answer(response: reqwest::Response) -> Result<Answer, BackChannelError> {
    if response.status() != reqwest::StatusCode::OK {
        return Err(BackChannelError::Status(response.status().as_u16()));
    }
    let header = |name| {
        let value = response.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_ascii_lowercase()
    };
    let media_type = header(CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_owned();
    let max_age = header(reqwest::header::CACHE_CONTROL)
        .split(',')
        .find_map(|directive| directive.trim().strip_prefix("max-age=")?.parse().ok());
    let date = response.headers().get(DATE).and_then(|date| date.to_str().ok()).map(str::to_owned);
    Ok(Answer { media_type, max_age, date, body: read(response).await? })
}

async fn read(mut response: reqwest::Response) -> Result<Vec<u8>, BackChannelError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(BackChannelError::Transport)? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(BackChannelError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

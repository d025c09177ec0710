//! An existing ARPENT API, asked over HTTP: `audit-notes/credentials` and `audit-notes/franceconnect`.
//!
//! It is outside, so nothing it sends is taken on trust: every call ends in time, no redirect is followed, no
//! answer is read beyond its largest size, and what does not have the form of the contract is no answer. What
//! may be shown to whom is for `services::ask_remote` to decide.

mod answer;
mod circuit_breaker;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::ACCEPT;
use reqwest::redirect::Policy;
use reqwest::{RequestBuilder, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use url::Url;

use self::circuit_breaker::CircuitBreaker;
use crate::adapters::exam_records::wire;
use crate::adapters::traced::traced;
use crate::domain::credentials::Credentials;
use crate::domain::exam_record::ExamRecord;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::remote_records::{RemoteAnswer, RemoteRecords};
use crate::ports::token_introspection::BearerToken;

/// Where the API is, and who we are there.
pub struct ArpentSettings {
    /// Address that its paths follow.
    pub base_url: Url,
    /// Longest wait for an answer, all attempts together.
    pub timeout: Duration,
    /// Our `client_id` and secret there (HTTP Basic), if it wants to know.
    pub client: Option<(String, SecretString)>,
}

/// The API.
pub struct ArpentApi {
    settings: ArpentSettings,
    http: reqwest::Client,
    breaker: CircuitBreaker,
}

const CREDENTIALS: &str = "arpent-resultats-api/api/arpent-resultats/audit-notes/credentials";
const FRANCECONNECT: &str = "arpent-resultats-api/api/arpent-resultats/audit-notes/franceconnect";

/// Largest answer read, in bytes. A person's transcripts have some 20 KiB each, seal included.
const LARGEST_ANSWER: usize = 4 * 1024 * 1024;

/// How often one question is asked, when nobody took it.
const ATTEMPTS: u32 = 2;
const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(100);

/// Why there is no usable answer. Names what was wrong, never what was in it.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("no connection")]
    Connection(#[source] reqwest::Error),
    #[error("no whole answer in time")]
    Transport(#[source] reqwest::Error),
    #[error("no answer in time")]
    TimeOut,
    #[error("answered with status {0}")]
    Status(u16),
    #[error("does not take our client_id and secret, or the person's token (status {0})")]
    Refused(u16),
    #[error("the answer is larger than {LARGEST_ANSWER} bytes")]
    TooLarge,
    #[error("the answer does not have the form of the contract: {0}")]
    Malformed(String),
    #[error("failed too often moments ago, and is left alone for a while")]
    LeftAlone,
}

impl Failure {
    /// Whether the question was certainly not answered, so that it may be asked again.
    fn may_pass(&self) -> bool {
        matches!(self, Self::Connection(_) | Self::Status(502..=504))
    }

    /// Whether it says that the API is out of order, not that we are.
    fn counts(&self) -> bool {
        !matches!(self, Self::Refused(_) | Self::LeftAlone)
    }
}

impl ArpentApi {
    /// Prepares to ask; nothing is asked yet.
    ///
    /// # Errors
    /// When the machine's certificate store cannot be used.
    pub fn new(settings: ArpentSettings, clock: Arc<dyn Clock>) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .timeout(settings.timeout)
            .connect_timeout(settings.timeout)
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .user_agent(concat!("mon-releve/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { settings, http, breaker: CircuitBreaker::new(clock) })
    }

    fn post(&self, path: &str) -> RequestBuilder {
        let base = self.settings.base_url.as_str().trim_end_matches('/');
        self.http.post(format!("{base}/{path}")).header(ACCEPT, "application/json")
    }

    async fn ask(&self, question: impl Fn() -> RequestBuilder) -> Result<RemoteAnswer, Unavailable> {
        let answered = match self.breaker.admits() {
            true => tokio::time::timeout(self.settings.timeout, attempts(question))
                .await
                .unwrap_or(Err(Failure::TimeOut)),
            false => Err(Failure::LeftAlone),
        };
        match &answered {
            Ok(_) => self.breaker.succeeded(),
            Err(failure) if failure.counts() => self.breaker.failed(),
            Err(_) => {}
        }
        answered.map_err(unavailable)
    }
}

fn unavailable(error: impl Into<anyhow::Error>) -> Unavailable {
    Unavailable::because("the ARPENT API", error)
}

async fn attempts(question: impl Fn() -> RequestBuilder) -> Result<RemoteAnswer, Failure> {
    for _ in 1..ATTEMPTS {
        match attempt(question()).await {
            Err(failure) if failure.may_pass() => tokio::time::sleep(BETWEEN_ATTEMPTS).await,
            answered => return answered,
        }
    }
    attempt(question()).await
}

async fn attempt(question: RequestBuilder) -> Result<RemoteAnswer, Failure> {
    let mut response = traced(question).send().await.map_err(|error| match error.is_connect() {
        true => Failure::Connection(error.without_url()),
        false => Failure::Transport(error.without_url()),
    })?;
    let status = response.status();
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Ok(RemoteAnswer::TooMany { wait_seconds: answer::wait_seconds(response.headers()) });
    }
    if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        return Err(Failure::Refused(status.as_u16()));
    }
    if !matches!(status, StatusCode::OK | StatusCode::NOT_FOUND) {
        return Err(Failure::Status(status.as_u16()));
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| Failure::Transport(error.without_url()))? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(Failure::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    match status {
        StatusCode::OK => answer::records(&body).map(RemoteAnswer::Records).map_err(Failure::Malformed),
        // Any other address than the API's has a 404 of its own.
        _ if answer::says_nothing(&body) => Ok(RemoteAnswer::Nothing),
        status => Err(Failure::Status(status.as_u16())),
    }
}

#[async_trait::async_trait]
impl RemoteRecords for ArpentApi {
    async fn by_credentials(&self, credentials: &Credentials) -> Result<RemoteAnswer, Unavailable> {
        let Credentials { ina, num_gestion } = credentials;
        let body = json!({ "ina": ina.as_str(), "numGestion": num_gestion.as_str() });
        self.ask(|| {
            let question = self.post(CREDENTIALS).json(&body);
            match &self.settings.client {
                Some((id, secret)) => question.basic_auth(id, Some(secret.expose_secret())),
                None => question,
            }
        })
        .await
    }

    async fn by_token(&self, token: &BearerToken) -> Result<RemoteAnswer, Unavailable> {
        self.ask(|| self.post(FRANCECONNECT).bearer_auth(token.as_str())).await
    }

    fn read(&self, text: &str) -> Result<ExamRecord, Unavailable> {
        wire::parse_released(text.as_bytes()).map_err(unavailable)
    }
}

//! From a site's request to the browser that may answer it.
//!
//! A request is nobody's until a browser opens it; from then on it is that browser's, and for every other
//! one it does not exist. It is also one person's, once somebody signed in has seen their transcripts there.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::try_join;

use super::kept::{KeptRequest, bytes, read};
use crate::domain::enrolment_site::ClientId;
use crate::domain::giver::Giver;
use crate::domain::hand_off::{HandOffRequest, PushedId, RequestId};
use crate::domain::hex_token::hex_token;
use crate::domain::redacted::redacted_debug;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::random::Random;
use crate::ports::short_term_store::ShortTermStore;
use crate::services::sign_in::BrowserBinding;

/// How long a candidate may take to answer: FranceConnect alone gives them 30 minutes.
pub const REQUEST_LIFE: SignedDuration = SignedDuration::from_mins(60);
/// How long a pushed request waits for its browser (RFC 9126 §2.2).
pub const PUSHED_LIFE: SignedDuration = SignedDuration::from_secs(90);
/// How long it is remembered what became of a request, for those who come late.
const MEMORY: Duration = Duration::from_secs(4 * 60 * 60);

hex_token! {
    /// Anti-forgery value of the forms of one request.
    FormToken;
}

/// The gesture.
pub struct ReceiveRequestService {
    /// Where requests wait.
    pub store: Arc<dyn ShortTermStore>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Identifiers.
    pub random: Arc<dyn Random>,
}

/// A request that this browser may answer.
pub struct OpenRequest {
    /// Its name in addresses.
    pub id: RequestId,
    /// What is asked.
    pub request: HandOffRequest,
    /// Anti-forgery value of its forms.
    pub form_token: FormToken,
    pub(super) browser: String,
    person: Option<String>,
}

redacted_debug!(OpenRequest, Answered);

/// What became of a request that this browser answered.
#[derive(Clone)]
pub struct Answered {
    /// Which site asked.
    pub site: ClientId,
    /// When it was answered.
    pub at: Timestamp,
    /// Number of the receipt, when something was handed over.
    pub number: Option<String>,
}

/// What a request is to this browser.
pub enum Opening {
    /// To be answered.
    Open(Box<OpenRequest>),
    /// Too old.
    Expired(ClientId),
    /// Answered already.
    Answered(Answered),
    /// There is none, or it is another browser's.
    Unknown,
}

/// `open-request:`.
#[derive(Serialize, Deserialize)]
struct KeptOpen {
    request: KeptRequest,
    browser: String,
    form_token: FormToken,
    person: Option<String>,
}

/// `answered-request:`.
#[derive(Serialize, Deserialize)]
struct KeptAnswer {
    browser: String,
    site: String,
    at: Timestamp,
    number: Option<String>,
}

/// `pushed-request:`.
#[derive(Serialize, Deserialize)]
struct KeptPushed {
    request: KeptRequest,
    language: Option<String>,
    pushed_at: Timestamp,
}

/// A request that a site pushed, with the language it wished for.
pub struct Pushed {
    /// What is asked.
    pub request: HandOffRequest,
    /// `ui_locales`.
    pub language: Option<String>,
}

impl ReceiveRequestService {
    /// Keeps a request for the browser that is on its way.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn receive(&self, request: &HandOffRequest) -> Result<RequestId, Unavailable> {
        let id = RequestId::from_random(self.random.bytes());
        self.store.put(&arriving(&id), &bytes(&KeptRequest::from(request)), MEMORY).await?;
        Ok(id)
    }

    /// Keeps a request that a site pushed, until its browser brings the name.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn push(&self, pushed: &Pushed) -> Result<PushedId, Unavailable> {
        let id = PushedId::from_random(self.random.bytes());
        let kept = KeptPushed {
            request: KeptRequest::from(&pushed.request),
            language: pushed.language.clone(),
            pushed_at: self.clock.now(),
        };
        let life = Duration::try_from(PUSHED_LIFE).unwrap_or_default();
        self.store.put(&pushed_entry(&id), &bytes(&kept), life).await?;
        Ok(id)
    }

    /// Takes a pushed request; none when it was never pushed by this site, is too old, or was taken before.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn take_pushed(&self, id: &PushedId, site: &ClientId) -> Result<Option<Pushed>, Unavailable> {
        // Looked at first: another site cannot spend it.
        let is_of_site = |kept: &KeptPushed| kept.request.is_of(site);
        let waiting: Option<KeptPushed> = read(self.store.get(&pushed_entry(id)).await?);
        if !waiting.as_ref().is_some_and(is_of_site) {
            return Ok(None);
        }
        let taken: Option<KeptPushed> = read(self.store.take(&pushed_entry(id)).await?);
        let now = self.clock.now();
        let taken = taken.filter(is_of_site).filter(|kept| now.duration_since(kept.pushed_at) <= PUSHED_LIFE);
        Ok(taken.and_then(|kept| Some(Pushed { request: kept.request.restore()?, language: kept.language })))
    }

    /// Opens a request in a browser; the first to come gets it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn open(&self, id: &RequestId, browser: &BrowserBinding) -> Result<Opening, Unavailable> {
        let arrived: Option<KeptRequest> = read(self.store.take(&arriving(id)).await?);
        if let Some(request) = arrived {
            let browser = browser.fingerprint();
            let form_token = FormToken::from_random(self.random.bytes());
            let kept = KeptOpen { request, browser: browser.clone(), form_token, person: None };
            let (entry, content, name) = (open(id), bytes(&kept), pending(&browser));
            try_join!(
                self.store.put(&entry, &content, MEMORY),
                self.store.put(&name, id.as_str().as_bytes(), MEMORY)
            )?;
            return Ok(self.opening(id, kept, &browser).unwrap_or(Opening::Unknown));
        }
        self.look(id, Some(browser)).await
    }

    /// What a request is to a browser, without opening it there.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn look(
        &self,
        id: &RequestId,
        browser: Option<&BrowserBinding>,
    ) -> Result<Opening, Unavailable> {
        let Some(browser) = browser.map(BrowserBinding::fingerprint) else {
            return Ok(Opening::Unknown);
        };
        let kept: Option<KeptOpen> = read(self.store.get(&open(id)).await?);
        if let Some(kept) = kept {
            return Ok(self.opening(id, kept, &browser).unwrap_or(Opening::Unknown));
        }
        let answered: Option<KeptAnswer> = read(self.store.get(&answered(id)).await?);
        let answered = answered.filter(|answer| answer.browser == browser).and_then(|answer| {
            let site = ClientId::parse(&answer.site).ok()?;
            Some(Opening::Answered(Answered { site, at: answer.at, number: answer.number }))
        });
        Ok(answered.unwrap_or(Opening::Unknown))
    }

    fn opening(&self, id: &RequestId, kept: KeptOpen, browser: &str) -> Option<Opening> {
        if kept.browser != browser {
            return None;
        }
        let request = kept.request.restore()?;
        if self.clock.now().duration_since(request.asked_at) > REQUEST_LIFE {
            return Some(Opening::Expired(request.site));
        }
        Some(Opening::Open(Box::new(OpenRequest {
            id: id.clone(),
            request,
            form_token: kept.form_token,
            browser: kept.browser,
            person: kept.person,
        })))
    }

    /// The request that this browser is about to answer.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn pending(&self, browser: &BrowserBinding) -> Result<Option<OpenRequest>, Unavailable> {
        let id = self.store.get(&pending(&browser.fingerprint())).await?;
        let id = id.and_then(|id| RequestId::parse(&String::from_utf8(id).ok()?));
        Ok(match id {
            Some(id) => match self.look(&id, Some(browser)).await? {
                Opening::Open(request) => Some(*request),
                _ => None,
            },
            None => None,
        })
    }

    /// Whoever signs out here leaves the request behind: the next person is not led to it.
    pub async fn leave(&self, browser: &BrowserBinding) {
        if let Err(error) = self.store.take(&pending(&browser.fingerprint())).await {
            tracing::warn!(%error, "a pending request is not forgotten");
        }
    }

    /// Makes a request this person's, or says that it is somebody else's: whoever signs in next in the same
    /// browser does not answer it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn claim(&self, request: &mut OpenRequest, giver: &Giver) -> Result<bool, Unavailable> {
        let person = fingerprint(request, giver);
        if let Some(known) = &request.person {
            return Ok(*known == person);
        }
        request.person = Some(person);
        self.store.replace(&open(&request.id), &bytes(&KeptOpen::from(&*request)), MEMORY).await
    }

    /// Takes a request to answer it, once.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(super) async fn take(&self, request: &OpenRequest) -> Result<bool, Unavailable> {
        Ok(self.store.take(&open(&request.id)).await?.is_some())
    }

    /// Gives a request back whose answer could not be kept.
    pub(super) async fn give_back(&self, request: &OpenRequest) {
        if let Err(error) = self.store.put(&open(&request.id), &bytes(&KeptOpen::from(request)), MEMORY).await
        {
            tracing::warn!(%error, "a request whose answer failed is lost");
        }
    }

    /// Remembers an answer. A comfort: without it the answer holds all the same.
    pub(super) async fn remember_answer(&self, request: &OpenRequest, number: Option<String>) {
        let kept = KeptAnswer {
            browser: request.browser.clone(),
            site: request.request.site.as_str().to_owned(),
            at: self.clock.now(),
            number,
        };
        // That the browser was about to answer it may stay: what is answered is pending no more.
        if let Err(error) = self.store.put(&answered(&request.id), &bytes(&kept), MEMORY).await {
            tracing::warn!(%error, "an answer is not remembered");
        }
    }
}

impl From<&OpenRequest> for KeptOpen {
    fn from(open: &OpenRequest) -> Self {
        Self {
            request: KeptRequest::from(&open.request),
            browser: open.browser.clone(),
            form_token: open.form_token.clone(),
            person: open.person.clone(),
        }
    }
}

/// A person as one request knows them.
fn fingerprint(request: &OpenRequest, giver: &Giver) -> String {
    let text = format!("{} {}", request.id.as_str(), giver.name());
    hex::encode(digest::digest(&digest::SHA256, text.as_bytes()))
}

fn pushed_entry(id: &PushedId) -> String {
    format!("pushed-request:{}", id.as_str())
}

fn arriving(id: &RequestId) -> String {
    format!("arriving-request:{}", id.as_str())
}

fn open(id: &RequestId) -> String {
    format!("open-request:{}", id.as_str())
}

fn answered(id: &RequestId) -> String {
    format!("answered-request:{}", id.as_str())
}

fn pending(browser: &str) -> String {
    format!("pending-request-of:{browser}")
}

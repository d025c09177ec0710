//! From « S’identifier avec FranceConnect » to a known citizen.
//!
//! An attempt is stored under its `state` and taken out in one step, so that a callback serves once,
//! on whatever replica; a browser may have many attempts, one a tab. The attempt is bound to the
//! browser that began it: a callback smuggled into another browser signs nobody in. What each attempt was
//! for is kept with its browser, so that a callback that no longer serves still finds where to go.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use tokio::try_join;
use url::Url;

use crate::domain::assurance::Assurance;
use crate::domain::hex_token::hex_token;
use crate::domain::language::Language;
use crate::domain::local_path::LocalPath;

use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::identity_provider::{
    AuthorizationCode, CodeVerifier, IdentityProvider, IdentityProviderError, Nonce, State, VerifiedIdentity,
};
use crate::ports::random::Random;
use crate::ports::short_term_store::ShortTermStore;
use crate::ports::support_reference::SupportReference;

/// How long a sign-in may take: FranceConnect's own interaction lasts 30 minutes.
const ATTEMPT_LIFE: Duration = Duration::from_secs(30 * 60);

/// How long it is remembered what a citizen wanted, once the attempt itself no longer serves.
const INTENT_LIFE: Duration = Duration::from_secs(2 * 60 * 60);

/// Attempts one browser may have under way; beyond, its oldest ones no longer serve.
const MOST_ATTEMPTS: usize = 64;

hex_token! {
    /// Secret of one browser, in a cookie of its own.
    BrowserBinding;
}

impl BrowserBinding {
    /// What a store may hold of it.
    pub fn fingerprint(&self) -> String {
        hex::encode(digest::digest(&digest::SHA256, self.0.as_bytes()))
    }
}

/// Where the citizen wanted to go, in which language. Survives everything that can happen on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// The page.
    pub return_to: LocalPath,
    /// The language.
    pub language: Language,
    /// How surely FranceConnect must know them.
    pub assurance: Assurance,
}

/// What FranceConnect sent back, read once.
pub enum Callback {
    /// `code`, `state`, `iss`.
    Granted {
        /// The code.
        code: AuthorizationCode,
        /// Which attempt.
        state: State,
        /// Who says so (RFC 9207).
        issuer: Option<String>,
    },
    /// `error`, `state`, `iss`.
    Denied {
        /// Branches on the code only, never on the description.
        error: Denial,
        /// For the log.
        reference: Option<SupportReference>,
        /// Which attempt.
        state: State,
        /// Who says so.
        issuer: Option<String>,
    },
    /// Anything else: no parameters, a state that cannot be ours, the literal `undefined`.
    Malformed,
}

/// Why FranceConnect did not sign the citizen in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// `access_denied`: the citizen came back, or FranceConnect could not identify them; it does not
    /// say which.
    Declined,
    /// `server_error`, `temporarily_unavailable`.
    Unavailable,
    /// An error that says our request is not what FranceConnect wants, such as `invalid_scope`.
    Misconfigured,
    /// Anything else: FranceConnect's own codes leak at times.
    Unexplained,
}

/// How a sign-in ended.
#[derive(Debug)]
pub enum SignIn {
    /// Somebody is signed in.
    Completed(Box<VerifiedIdentity>, Intent),
    /// FranceConnect said no.
    Denied(Denial, Option<SupportReference>, Intent),
    /// Unknown, expired, already used, or another browser's attempt.
    Stale {
        /// For the log.
        cause: &'static str,
        /// What this browser wanted, while that is remembered.
        intent: Option<Intent>,
    },
    /// FranceConnect, or our talk with it, failed. Nothing is retried: the code is spent.
    Failed(IdentityProviderError, Intent),
}

impl SignIn {
    /// How it ended, in a word.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Completed(..) => "completed",
            Self::Denied(..) => "denied",
            Self::Stale { .. } => "stale",
            Self::Failed(..) => "failed",
        }
    }
}

/// The gesture.
pub struct SignInService {
    /// FranceConnect.
    pub provider: Arc<dyn IdentityProvider>,
    /// Where attempts wait.
    pub attempts: Arc<dyn ShortTermStore>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Secrets.
    pub random: Arc<dyn Random>,
}

#[derive(Serialize, Deserialize)]
struct Attempt {
    nonce: Nonce,
    verifier: CodeVerifier,
    browser: String,
    return_to: String,
    language: String,
    assurance: String,
    begun_at: i64,
}

/// What outlives an attempt, on the list of its browser: neither nonce nor verifier, so that it can sign
/// nobody in.
#[derive(Serialize, Deserialize)]
struct Wanted {
    state: State,
    return_to: String,
    language: String,
    assurance: String,
}

/// A sign-in on its way.
pub struct Begun {
    /// Where to send the citizen.
    pub url: Url,
    /// The binding to leave with the browser, if it had none.
    pub new_binding: Option<BrowserBinding>,
}

/// Why a sign-in cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// FranceConnect does not answer.
    #[error(transparent)]
    Provider(#[from] IdentityProviderError),
    /// The attempt cannot be kept.
    #[error(transparent)]
    Store(#[from] Unavailable),
}

impl SignInService {
    /// Begins an attempt and says where to send the citizen. A browser without a binding gets one.
    ///
    /// # Errors
    /// When FranceConnect or the store does not answer.
    pub async fn begin(&self, intent: &Intent, known: Option<BrowserBinding>) -> Result<Begun, BeginError> {
        let is_new = known.is_none();
        let browser = known.unwrap_or_else(|| BrowserBinding::from_random(self.random.bytes()));
        let state = State::from_random(self.random.bytes());
        let attempt = Attempt {
            nonce: Nonce::from_random(self.random.bytes()),
            verifier: CodeVerifier::from_random(self.random.bytes()),
            browser: browser.fingerprint(),
            return_to: intent.return_to.as_str().to_owned(),
            language: intent.language.tag().to_owned(),
            assurance: intent.assurance.code().to_owned(),
            begun_at: self.clock.now().as_second(),
        };
        let (nonce, verifier) = (&attempt.nonce, &attempt.verifier);
        let url = self.provider.authorization_url(&state, nonce, verifier, intent.assurance).await?;
        let value = serde_json::to_vec(&attempt).expect("an attempt is plain text");
        // Longer than it serves: a late return still finds where it was going.
        let key = entry(&state);
        let earlier = if is_new { Vec::new() } else { self.wanted_by(&attempt.browser).await? };
        let wanted = Wanted {
            state,
            return_to: attempt.return_to,
            language: attempt.language,
            assurance: attempt.assurance,
        };
        try_join!(
            self.attempts.put(&key, &value, INTENT_LIFE),
            self.enlist(&attempt.browser, earlier, wanted)
        )?;
        Ok(Begun { url, new_binding: is_new.then_some(browser) })
    }

    /// What the latest attempts of a browser were for, oldest first.
    async fn wanted_by(&self, browser: &str) -> Result<Vec<Wanted>, Unavailable> {
        let list = self.attempts.get(&list_of(browser)).await?;
        Ok(list.and_then(|list| serde_json::from_slice(&list).ok()).unwrap_or_default())
    }

    /// Keeps the list of a browser's attempts, and its length within bounds. Two tabs at once may each miss
    /// the other on the list: then the bound is off by one, and no attempt is lost.
    async fn enlist(&self, browser: &str, mut list: Vec<Wanted>, newest: Wanted) -> Result<(), Unavailable> {
        list.push(newest);
        let surplus = list.len().saturating_sub(MOST_ATTEMPTS);
        for oldest in list.drain(..surplus) {
            self.attempts.take(&entry(&oldest.state)).await?;
        }
        let value = serde_json::to_vec(&list).expect("a list of texts always serializes");
        self.attempts.put(&list_of(browser), &value, INTENT_LIFE).await
    }

    /// Ends an attempt with what came back.
    ///
    /// # Errors
    /// When the store of attempts does not answer. The attempt is then still there, and so is its code.
    pub async fn finish(
        &self,
        callback: Callback,
        browser: Option<&BrowserBinding>,
    ) -> Result<SignIn, Unavailable> {
        let (state, issuer, answer) = match callback {
            Callback::Granted { code, state, issuer } => (state, issuer, Ok(code)),
            Callback::Denied { error, reference, state, issuer } => (state, issuer, Err((error, reference))),
            Callback::Malformed => return Ok(stale("callback without usable parameters", None)),
        };
        let Some(attempt) = self.take(&state).await? else {
            let intent = self.wanted(&state, browser).await?;
            return Ok(stale("unknown, expired or already used attempt", intent));
        };
        if !attempt.is_of(browser) {
            return Ok(stale("attempt of another browser", None));
        }
        let Some(intent) = attempt.intent() else {
            return Ok(stale("unreadable attempt", None));
        };
        Ok(self.outcome(answer, issuer.as_deref(), &attempt, intent).await)
    }

    async fn outcome(
        &self,
        answer: Result<AuthorizationCode, (Denial, Option<SupportReference>)>,
        issuer: Option<&str>,
        attempt: &Attempt,
        intent: Intent,
    ) -> SignIn {
        let elapsed = self.clock.now().as_second() - attempt.begun_at;
        if elapsed > ATTEMPT_LIFE.as_secs() as i64 {
            return stale("expired attempt", Some(intent));
        }
        if !self.provider.accepts_issuer(issuer) {
            return stale("callback with another issuer", Some(intent));
        }
        let code = match answer {
            Ok(code) => code,
            Err((denial, reference)) => return SignIn::Denied(denial, reference, intent),
        };
        let (nonce, verifier) = (&attempt.nonce, &attempt.verifier);
        match self.provider.redeem(code, nonce, verifier, intent.assurance).await {
            Ok(identity) => SignIn::Completed(Box::new(identity), intent),
            Err(IdentityProviderError::CodeNotTaken(cause)) => {
                tracing::info!(%cause, "the code of a callback is not taken");
                stale("code that FranceConnect does not take", Some(intent))
            }
            Err(error) => SignIn::Failed(error, intent),
        }
    }

    async fn take(&self, state: &State) -> Result<Option<Attempt>, Unavailable> {
        let value = self.attempts.take(&entry(state)).await?;
        Ok(value.and_then(|value| serde_json::from_slice(&value).ok()))
    }

    /// What an attempt that no longer serves was for, told to its own browser only.
    async fn wanted(
        &self,
        state: &State,
        browser: Option<&BrowserBinding>,
    ) -> Result<Option<Intent>, Unavailable> {
        let Some(browser) = browser else { return Ok(None) };
        let list = self.wanted_by(&browser.fingerprint()).await?;
        let wanted = list.iter().find(|wanted| wanted.state.as_str() == state.as_str());
        Ok(wanted.and_then(|wanted| intent(&wanted.return_to, &wanted.language, &wanted.assurance)))
    }
}

fn stale(cause: &'static str, intent: Option<Intent>) -> SignIn {
    SignIn::Stale { cause, intent }
}

fn intent(return_to: &str, language: &str, assurance: &str) -> Option<Intent> {
    let language = Language::from_tag(language)?;
    Some(Intent {
        return_to: LocalPath::parse(return_to).ok()?,
        language,
        assurance: Assurance::from_code(assurance)?,
    })
}

impl Attempt {
    fn is_of(&self, browser: Option<&BrowserBinding>) -> bool {
        browser.is_some_and(|browser| browser.fingerprint().as_bytes().ct_eq(self.browser.as_bytes()).into())
    }

    fn intent(&self) -> Option<Intent> {
        intent(&self.return_to, &self.language, &self.assurance)
    }
}

fn entry(state: &State) -> String {
    format!("sign-in:{}", state.as_str())
}

fn list_of(browser: &str) -> String {
    format!("sign-ins-of:{browser}")
}

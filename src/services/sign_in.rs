//! From « S’identifier avec FranceConnect » to a known citizen.
//!
//! An attempt is stored under its `state` and taken out in one step, so that a callback serves once,
//! on whatever replica; a browser may have many attempts, one a tab. The attempt is bound to the
//! browser that began it: a callback smuggled into another browser signs nobody in.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use url::Url;

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

/// How long a sign-in may take: FranceConnect's own interaction lasts 30 minutes.
const ATTEMPT_LIFE: Duration = Duration::from_secs(30 * 60);

/// Attempts one browser may have under way; beyond, its oldest ones no longer serve.
const MOST_ATTEMPTS: usize = 64;

hex_token! {
    /// Secret of one browser, in a cookie of its own.
    BrowserBinding;
}

impl BrowserBinding {
    fn fingerprint(&self) -> String {
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
    /// Anything else: our request was not what FranceConnect wants.
    Misconfigured,
}

/// How a sign-in ended.
#[derive(Debug)]
pub enum SignIn {
    /// Somebody is signed in.
    Completed(Box<VerifiedIdentity>, Intent),
    /// FranceConnect said no.
    Denied(Denial, Intent),
    /// Unknown, expired, already used, or another browser's attempt. The cause is for the log.
    Stale(&'static str),
    /// FranceConnect, or our talk with it, failed. Nothing is retried: the code is spent.
    Failed(IdentityProviderError, Intent),
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
    begun_at: i64,
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
    /// Begins an attempt and says where to send the citizen.
    ///
    /// # Errors
    /// When FranceConnect or the store does not answer.
    pub async fn begin(&self, intent: &Intent, browser: &BrowserBinding) -> Result<Url, BeginError> {
        let state = State::from_random(self.random.bytes());
        let attempt = Attempt {
            nonce: Nonce::from_random(self.random.bytes()),
            verifier: CodeVerifier::from_random(self.random.bytes()),
            browser: browser.fingerprint(),
            return_to: intent.return_to.as_str().to_owned(),
            language: intent.language.tag().to_owned(),
            begun_at: self.clock.now().as_second(),
        };
        let url = self.provider.authorization_url(&state, &attempt.nonce, &attempt.verifier).await?;
        let value = serde_json::to_vec(&attempt).expect("an attempt is plain text");
        self.attempts.put(&entry(&state), &value, ATTEMPT_LIFE).await?;
        self.forget_oldest(&attempt.browser, &state).await?;
        Ok(url)
    }

    /// Keeps the list of a browser's attempts, and its length within bounds. Two tabs at once may each miss
    /// the other on the list: then the bound is off by one, and no attempt is lost.
    async fn forget_oldest(&self, browser: &str, newest: &State) -> Result<(), Unavailable> {
        let key = format!("sign-ins-of:{browser}");
        let list = self.attempts.get(&key).await?;
        let mut states: Vec<State> =
            list.and_then(|list| serde_json::from_slice(&list).ok()).unwrap_or_default();
        states.push(newest.clone());
        let surplus = states.len().saturating_sub(MOST_ATTEMPTS);
        for state in states.drain(..surplus) {
            self.attempts.take(&entry(&state)).await?;
        }
        let list = serde_json::to_vec(&states).expect("a list of texts always serializes");
        self.attempts.put(&key, &list, ATTEMPT_LIFE).await
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
        let (state, issuer) = match &callback {
            Callback::Granted { state, issuer, .. } | Callback::Denied { state, issuer, .. } => {
                (state, issuer)
            }
            Callback::Malformed => return Ok(SignIn::Stale("callback without usable parameters")),
        };
        let Some(attempt) = self.take(state).await? else {
            return Ok(SignIn::Stale("unknown, expired or already used attempt"));
        };
        let Some(intent) = attempt.intent() else {
            return Ok(SignIn::Stale("unreadable attempt"));
        };
        let elapsed = self.clock.now().as_second() - attempt.begun_at;
        if elapsed > ATTEMPT_LIFE.as_secs() as i64 {
            return Ok(SignIn::Stale("expired attempt"));
        }
        let is_same_browser = browser
            .is_some_and(|browser| browser.fingerprint().as_bytes().ct_eq(attempt.browser.as_bytes()).into());
        if !is_same_browser {
            return Ok(SignIn::Stale("attempt of another browser"));
        }
        if !self.provider.accepts_issuer(issuer.as_deref()) {
            return Ok(SignIn::Stale("callback with another issuer"));
        }
        Ok(match callback {
            Callback::Denied { error, .. } => SignIn::Denied(error, intent),
            Callback::Granted { code, .. } => {
                match self.provider.redeem(code, &attempt.nonce, &attempt.verifier).await {
                    Ok(identity) => SignIn::Completed(Box::new(identity), intent),
                    Err(error) => SignIn::Failed(error, intent),
                }
            }
            Callback::Malformed => SignIn::Stale("callback without usable parameters"),
        })
    }

    async fn take(&self, state: &State) -> Result<Option<Attempt>, Unavailable> {
        let value = self.attempts.take(&entry(state)).await?;
        Ok(value.and_then(|value| serde_json::from_slice(&value).ok()))
    }
}

impl Attempt {
    fn intent(&self) -> Option<Intent> {
        let language = Language::ALL.into_iter().find(|language| language.tag() == self.language)?;
        Some(Intent { return_to: LocalPath::parse(&self.return_to).ok()?, language })
    }
}

fn entry(state: &State) -> String {
    format!("sign-in:{}", state.as_str())
}

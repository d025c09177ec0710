//! From « Se déconnecter » to a closed session, here and at FranceConnect.
//!
//! The order matters: the address at FranceConnect is built while the id_token is still known, the
//! caller then kills the local session, and only then sends the citizen away. Whether FranceConnect
//! ever sends them back changes nothing.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::domain::language::Language;
use crate::ports::Unavailable;
use crate::ports::identity_provider::{IdTokenHint, IdentityProvider, State};
use crate::ports::random::Random;
use crate::ports::short_term_store::ShortTermStore;

/// How long FranceConnect may take to send the citizen back.
const RETURN_LIFE: Duration = Duration::from_secs(10 * 60);

/// The gesture.
pub struct SignOutService {
    /// FranceConnect.
    pub provider: Arc<dyn IdentityProvider>,
    /// Where expected returns wait.
    pub returns: Arc<dyn ShortTermStore>,
    /// Secrets.
    pub random: Arc<dyn Random>,
}

impl SignOutService {
    /// Where to send the citizen; `None` when FranceConnect's session cannot be closed now.
    pub async fn begin(&self, hint: &IdTokenHint, language: Language) -> Option<Url> {
        let state = State::from_random(self.random.bytes());
        let url = self.provider.end_session_url(hint, &state).await?;
        self.returns.put(&entry(&state), language.tag().as_bytes(), RETURN_LIFE).await.ok()?;
        Some(url)
    }

    /// The language of the sign-out that a return with this `state` confirms; `None` when none began here.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn confirmed(&self, state: Option<&str>) -> Result<Option<Language>, Unavailable> {
        let Some(state) = state.and_then(State::parse) else {
            return Ok(None);
        };
        let tag = self.returns.take(&entry(&state)).await?;
        Ok(tag.and_then(|tag| Language::ALL.into_iter().find(|language| language.tag().as_bytes() == tag)))
    }
}

fn entry(state: &State) -> String {
    format!("sign-out:{}", state.as_str())
}

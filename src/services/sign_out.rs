//! From « Se déconnecter » to a closed session, here and at FranceConnect.
//!
//! The order matters: the address at FranceConnect is built while the id_token is still known, the
//! caller then kills the local session, and only then sends the citizen away. Whether FranceConnect
//! ever sends them back changes nothing.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

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
    pub async fn begin(&self, hint: &IdTokenHint) -> Option<Url> {
        let state = State::from_random(self.random.bytes());
        let url = self.provider.end_session_url(hint, &state).await?;
        self.returns.put(&entry(&state), b"expected", RETURN_LIFE).await.ok()?;
        Some(url)
    }

    /// Whether a return with this `state` confirms a sign-out that began here.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn is_confirmed(&self, state: Option<&str>) -> Result<bool, Unavailable> {
        match state.and_then(State::parse) {
            Some(state) => Ok(self.returns.take(&entry(&state)).await?.is_some()),
            None => Ok(false),
        }
    }
}

fn entry(state: &State) -> String {
    format!("sign-out:{}", state.as_str())
}

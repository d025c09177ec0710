//! `actix-session` over our short-term store.
//!
//! The stock Redis store hangs for minutes when Redis is away, keeps names in clear and lets a request
//! in flight bring a session back to life after sign-out; this one does none of these.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::cookie::time::Duration as CookieDuration;

use crate::ports::random::Random;
use crate::ports::short_term_store::ShortTermStore;

/// Sessions in a short-term store.
#[derive(Clone)]
pub struct Sessions {
    /// Where they live.
    pub store: Arc<dyn ShortTermStore>,
    /// Their identifiers.
    pub random: Arc<dyn Random>,
}

type State = HashMap<String, String>;

fn entry(key: &SessionKey) -> String {
    format!("session:{}", key.as_ref())
}

fn std_duration(ttl: &CookieDuration) -> Duration {
    Duration::from_secs(ttl.whole_seconds().unsigned_abs())
}

fn bytes(state: &State) -> Vec<u8> {
    serde_json::to_vec(state).expect("a map of texts always serializes")
}

impl SessionStore for Sessions {
    async fn load(&self, key: &SessionKey) -> Result<Option<State>, LoadError> {
        let value = self.store.get(&entry(key)).await.map_err(|error| LoadError::Other(error.into()))?;
        // A session written by another version of this program is as good as none.
        Ok(value.and_then(|value| serde_json::from_slice(&value).ok()))
    }

    async fn save(&self, state: State, ttl: &CookieDuration) -> Result<SessionKey, SaveError> {
        let identifier: [u8; 32] = self.random.bytes();
        let key =
            SessionKey::try_from(hex::encode(identifier)).map_err(|error| SaveError::Other(error.into()))?;
        self.store
            .put(&entry(&key), &bytes(&state), std_duration(ttl))
            .await
            .map_err(|error| SaveError::Other(error.into()))?;
        Ok(key)
    }

    async fn update(
        &self,
        key: SessionKey,
        state: State,
        ttl: &CookieDuration,
    ) -> Result<SessionKey, UpdateError> {
        // A session that is gone was signed out meanwhile, and stays so.
        self.store
            .replace(&entry(&key), &bytes(&state), std_duration(ttl))
            .await
            .map_err(|error| UpdateError::Other(error.into()))?;
        Ok(key)
    }

    async fn update_ttl(&self, key: &SessionKey, ttl: &CookieDuration) -> Result<(), anyhow::Error> {
        Ok(self.store.prolong(&entry(key), std_duration(ttl)).await?)
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), anyhow::Error> {
        self.store.take(&entry(key)).await?;
        Ok(())
    }
}

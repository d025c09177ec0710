//! From `[sessions]` to what lives for minutes or hours, and the cookie that leads to it.

use std::sync::Arc;

use actix_web::cookie::Key;
use aws_lc_rs::digest;
use secrecy::ExposeSecret;

use super::StartError;
use crate::adapters::store::Cipher;
use crate::adapters::store::memory::MemoryStore;
use crate::adapters::store::redis::RedisStore;
use crate::config::{Problems, SessionStore, SessionsSettings};
use crate::http::session::SessionPolicy;
use crate::ports::random::Random;
use crate::ports::short_term_store::ShortTermStore;

pub(super) fn short_term_store(
    settings: &SessionStore,
    random: &Arc<dyn Random>,
) -> Result<Arc<dyn ShortTermStore>, StartError> {
    let (url, key) = match settings {
        SessionStore::Memory => return Ok(Arc::new(MemoryStore::default())),
        SessionStore::Redis { url, encryption_key } => (url, encryption_key),
    };
    let cipher = Cipher::parse(key.expose_secret(), Arc::clone(random))
        .map_err(|error| Problems::one("sessions.encryption_key", "is not a key", error.to_string()))?;
    let store = RedisStore::new(url.expose_secret(), cipher).map_err(|_| {
        Problems::one(
            "sessions.redis_url",
            "is not an address of a Redis",
            "write for example \"redis://127.0.0.1:6379/0\"",
        )
    })?;
    Ok(Arc::new(store))
}

/// The key of the session cookie: every replica must read it, so it derives from the key they share.
pub(super) fn cookie_key(settings: &SessionStore, random: &dyn Random) -> Key {
    match settings {
        SessionStore::Memory => Key::from(&random.bytes::<64>()),
        SessionStore::Redis { encryption_key, .. } => {
            let mut labelled = b"mon-releve session cookie\0".to_vec();
            labelled.extend_from_slice(encryption_key.expose_secret().trim().as_bytes());
            Key::from(digest::digest(&digest::SHA512, &labelled).as_ref())
        }
    }
}

pub(super) fn session_policy(settings: &SessionsSettings) -> SessionPolicy {
    SessionPolicy { idle: settings.idle, absolute: settings.absolute }
}

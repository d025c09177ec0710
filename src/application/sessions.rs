//! From `[sessions]` to what lives for minutes or hours, and the cookie that leads to it.

use std::sync::Arc;

use actix_web::cookie::Key;
use aws_lc_rs::digest;
use secrecy::{ExposeSecret, SecretString};

use super::StartError;
use crate::adapters::store::Cipher;
use crate::adapters::store::memory::MemoryStore;
use crate::adapters::store::redis::{RedisStore, Servers};
use crate::config::{Problems, RedisServers, RedisSettings, SessionStore, SessionsSettings};
use crate::http::session::SessionPolicy;
use crate::ports::random::Random;
use crate::ports::short_term_store::ShortTermStore;

pub(super) fn short_term_store(
    settings: &SessionStore,
    random: &Arc<dyn Random>,
) -> Result<Arc<dyn ShortTermStore>, StartError> {
    let (redis, key) = match settings {
        SessionStore::Memory => return Ok(Arc::new(MemoryStore::default())),
        SessionStore::Redis { redis, encryption_key } => (redis, encryption_key),
    };
    let cipher = Cipher::parse(key.expose_secret(), Arc::clone(random))
        .map_err(|error| Problems::one("sessions.encryption_key", "is not a key", error.to_string()))?;
    Ok(Arc::new(RedisStore::new(servers(redis)?, cipher)))
}

fn servers(settings: &RedisSettings) -> Result<Servers, Problems> {
    let authorities = settings.authorities.as_deref();
    let servers = match &settings.servers {
        RedisServers::One(url) => Servers::one(url.expose_secret(), authorities),
        RedisServers::Sentinel { sentinels, master } => {
            Servers::watched(&exposed(sentinels), master.expose_secret(), authorities)
        }
        RedisServers::Cluster(nodes) => Servers::cluster(&exposed(nodes), authorities),
    };
    // Addresses were checked when they were read.
    servers.map_err(|_| {
        Problems::one(
            "sessions.redis_ca",
            "holds no authority",
            "name a file of certificates in PEM by redis_ca_file",
        )
    })
}

fn exposed(addresses: &[SecretString]) -> Vec<&str> {
    addresses.iter().map(ExposeSecret::expose_secret).collect()
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

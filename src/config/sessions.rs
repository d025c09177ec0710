//! `[sessions]`.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{Environment, Problems};

/// Where sessions and sign-in attempts live.
#[derive(Clone)]
pub enum SessionStore {
    /// In this process: demo and tests.
    Memory,
    /// In Redis.
    Redis {
        /// Address, possibly with a password.
        url: SecretString,
        /// 32 bytes in base64 or hexadecimal.
        encryption_key: SecretString,
    },
}

/// `[sessions]`, checked.
#[derive(Clone)]
pub struct SessionsSettings {
    /// Where they live.
    pub store: SessionStore,
    /// A session ends after this time without a request.
    pub idle: Duration,
    /// A session ends after this time in any case.
    pub absolute: Duration,
    /// Whether candidates without FranceConnect may come with their numbers.
    pub takes_numbers: bool,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    store: String,
    redis_url: Option<SecretString>,
    #[serde(default, rename = "redis_url_file")]
    _redis_url_file: Option<String>,
    encryption_key: Option<SecretString>,
    #[serde(default, rename = "encryption_key_file")]
    _encryption_key_file: Option<String>,
    idle_minutes: u64,
    absolute_minutes: u64,
    without_franceconnect: bool,
}

impl Typed {
    pub(super) fn resolve(
        self,
        environment: Environment,
        problems: &mut Problems,
    ) -> Option<SessionsSettings> {
        if self.idle_minutes == 0
            || self.absolute_minutes < self.idle_minutes
            || self.absolute_minutes > 24 * 60
        {
            problems.add(
                "sessions",
                "idle_minutes and absolute_minutes do not fit",
                "idle at least 1, absolute at least as long and at most 1440",
            );
        }
        let store = match self.store.as_str() {
            "memory" if environment == Environment::Production => {
                problems.add(
                    "sessions.store",
                    "is in this process",
                    "production has several replicas: set store = \"redis\" and redis_url",
                );
                None
            }
            "memory" => Some(SessionStore::Memory),
            "redis" => redis(self.redis_url, self.encryption_key, problems),
            _ => {
                problems.add("sessions.store", "is not a store", "write \"redis\" or \"memory\"");
                None
            }
        };
        let minutes = |minutes: u64| Duration::from_secs(minutes.saturating_mul(60));
        Some(SessionsSettings {
            store: store?,
            idle: minutes(self.idle_minutes),
            absolute: minutes(self.absolute_minutes),
            takes_numbers: self.without_franceconnect,
        })
    }
}

fn redis(
    url: Option<SecretString>,
    key: Option<SecretString>,
    problems: &mut Problems,
) -> Option<SessionStore> {
    match &url {
        None => problems.missing("sessions.redis_url", "write for example \"redis://127.0.0.1:6379/0\""),
        Some(url) if redis::Client::open(url.expose_secret()).is_err() => {
            problems.add(
                "sessions.redis_url",
                "is not an address of a Redis",
                "write for example \"redis://127.0.0.1:6379/0\"",
            );
        }
        Some(_) => {}
    }
    if key.is_none() {
        problems.missing(
            "sessions.encryption_key",
            "make one with `openssl rand -base64 32` and set encryption_key_file",
        );
    }
    Some(SessionStore::Redis { url: url?, encryption_key: key? })
}

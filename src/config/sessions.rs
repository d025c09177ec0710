//! `[sessions]`.

use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;

use super::list::List;
use super::redis::{self, RedisSettings};
use super::{Environment, Problems};

/// Where sessions and sign-in attempts live.
#[derive(Clone)]
pub enum SessionStore {
    /// In this process: demo and tests.
    Memory,
    /// In Redis.
    Redis {
        /// Which.
        redis: RedisSettings,
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
    #[serde(default)]
    redis_sentinels: List,
    #[serde(default, rename = "redis_sentinels_file")]
    _redis_sentinels_file: Option<String>,
    redis_master: Option<SecretString>,
    #[serde(default, rename = "redis_master_file")]
    _redis_master_file: Option<String>,
    #[serde(default)]
    redis_cluster: List,
    #[serde(default, rename = "redis_cluster_file")]
    _redis_cluster_file: Option<String>,
    redis_ca: Option<String>,
    #[serde(default, rename = "redis_ca_file")]
    _redis_ca_file: Option<String>,
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
            "redis" => {
                let redis = redis::Typed {
                    url: self.redis_url,
                    sentinels: self.redis_sentinels,
                    master: self.redis_master,
                    cluster: self.redis_cluster,
                    authorities: self.redis_ca,
                };
                in_redis(redis, self.encryption_key, problems)
            }
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

fn in_redis(redis: redis::Typed, key: Option<SecretString>, problems: &mut Problems) -> Option<SessionStore> {
    let redis = redis.resolve(problems);
    if key.is_none() {
        problems.missing(
            "sessions.encryption_key",
            "make one with `openssl rand -base64 32` and set encryption_key_file",
        );
    }
    Some(SessionStore::Redis { redis: redis?, encryption_key: key? })
}

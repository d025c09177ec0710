//! What one simulator remembers: sign-ins under way, sessions, codes, tokens, keys, orders.
//!
//! Each store is capped and forgets by itself; whether an entry is still valid is always decided
//! against the clock of the settings, never by the store.

use std::sync::{Arc, Mutex, OnceLock, RwLock};
use std::time::Duration;

use aws_lc_rs::error::Unspecified;
use moka::future::Cache;
use moka::policy::EvictionPolicy;

use super::authorization_request::AuthorizationRequest;
use super::behaviour::{Behaviour, Order, Rotation, Tamper};
use super::control::Counters;
use super::keys::SigningKeys;
use super::random;
use super::settings::{RegisteredClient, SimulatorSettings};
use crate::sandbox::people::Person;

/// Lifetimes in seconds (`instances/core-fcp-low/src/config/oidc-provider.ts`, `session.ts`).
pub(super) const CODE_SECONDS: i64 = 30;
pub(super) const GRANT_SECONDS: i64 = 30;
pub(super) const TOKEN_SECONDS: i64 = 60;
pub(super) const SESSION_SECONDS: i64 = 30 * 60;

const CAPACITY: u64 = 10_000;
const FORGOTTEN_AFTER: Duration = Duration::from_secs(2 * 3600);

/// A sign-in between the authorization request and the callback.
#[derive(Clone)]
pub(super) struct Interaction {
    pub(super) request: AuthorizationRequest,
    pub(super) started_at: i64,
    /// Who chose, or whose session was found.
    pub(super) signed_in: Option<SignedIn>,
}

/// A person and when they proved who they are.
#[derive(Clone)]
pub(super) struct SignedIn {
    pub(super) person: Arc<Person>,
    pub(super) auth_time: i64,
}

/// The single sign-on session of one browser.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) signed_in: SignedIn,
    pub(super) last_seen: i64,
}

/// What a person agreed to, once.
pub(super) struct Grant {
    pub(super) request: AuthorizationRequest,
    pub(super) signed_in: SignedIn,
    pub(super) granted_at: i64,
}

/// An authorization code; redeemed at most once.
pub(super) struct IssuedCode {
    pub(super) grant: Arc<Grant>,
    /// The access token it was exchanged for.
    pub(super) redeemed_for: OnceLock<String>,
}

/// An access token.
#[derive(Clone)]
pub(super) struct AccessToken {
    pub(super) grant: Arc<Grant>,
    pub(super) issued_at: i64,
}

/// One simulator.
pub(super) struct Provider {
    pub(super) settings: SimulatorSettings,
    pub(super) people: Vec<Arc<Person>>,
    pub(super) interactions: Cache<String, Interaction>,
    pub(super) sessions: Cache<String, Session>,
    pub(super) codes: Cache<String, Arc<IssuedCode>>,
    pub(super) access_tokens: Cache<String, AccessToken>,
    /// `jti` of client assertions already used.
    pub(super) assertions: Cache<String, ()>,
    pub(super) keys: RwLock<SigningKeys>,
    pub(super) counters: Counters,
    behaviour: Mutex<Behaviour>,
}

impl Provider {
    /// A simulator that has seen nobody yet.
    pub(super) fn new(settings: SimulatorSettings) -> Result<Self, Unspecified> {
        Ok(Self {
            people: settings.people.iter().cloned().map(Arc::new).collect(),
            settings,
            interactions: store(),
            sessions: store(),
            codes: store(),
            access_tokens: store(),
            assertions: store(),
            keys: RwLock::new(SigningKeys::generate()?),
            counters: Counters::default(),
            behaviour: Mutex::new(Behaviour::default()),
        })
    }

    /// Seconds since the epoch, by the given clock.
    pub(super) fn now(&self) -> i64 {
        (self.settings.clock)().as_second()
    }

    /// The public address without its final slash.
    pub(super) fn base(&self) -> &str {
        self.settings.public_url.as_str().trim_end_matches('/')
    }

    /// The issuer: always with `/api/v2`, never with a final slash.
    pub(super) fn issuer(&self) -> String {
        format!("{}/api/v2", self.base())
    }

    pub(super) fn client(&self, id: &str) -> Option<&RegisteredClient> {
        self.settings.clients.iter().find(|client| client.client_id == id)
    }

    /// The interaction, if its half hour is not over.
    pub(super) async fn interaction(&self, id: &str) -> Option<Interaction> {
        let interaction = self.interactions.get(id).await?;
        (self.now() < interaction.started_at + SESSION_SECONDS).then_some(interaction)
    }

    /// The person of a live session; looking prolongs it.
    pub(super) async fn resume(&self, session: &str) -> Option<SignedIn> {
        let mut found = self.sessions.get(session).await?;
        let now = self.now();
        if now >= found.last_seen + SESSION_SECONDS {
            self.sessions.invalidate(session).await;
            return None;
        }
        found.last_seen = now;
        let signed_in = found.signed_in.clone();
        self.sessions.insert(session.to_owned(), found).await;
        Some(signed_in)
    }

    /// A code for what the person just agreed to.
    pub(super) async fn grant(&self, request: AuthorizationRequest, signed_in: SignedIn) -> String {
        let code = random::token();
        let grant = Arc::new(Grant { request, signed_in, granted_at: self.now() });
        let issued = IssuedCode { grant, redeemed_for: OnceLock::new() };
        self.codes.insert(code.clone(), Arc::new(issued)).await;
        code
    }

    /// What earlier orders left.
    pub(super) fn behaviour(&self) -> Behaviour {
        self.lock_behaviour().clone()
    }

    pub(super) fn tamper(&self) -> Tamper {
        self.lock_behaviour().tamper
    }

    /// The callback error ordered for the next sign-in; asking uses it up.
    pub(super) fn take_next_callback(&self) -> Option<super::behaviour::CallbackError> {
        self.lock_behaviour().next_callback.take()
    }

    /// Obeys an order.
    pub(super) fn apply(&self, order: &Order) -> Result<(), Unspecified> {
        if let Some(rotation) = order.rotate_keys {
            let mut keys = self.keys.write().map_err(|_| Unspecified)?;
            keys.rotate(rotation == Rotation::SameKid)?;
        }
        self.lock_behaviour().apply(order);
        Ok(())
    }

    fn lock_behaviour(&self) -> std::sync::MutexGuard<'_, Behaviour> {
        // A panic while it was held leaves a plain value, still whole.
        self.behaviour.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn store<V: Clone + Send + Sync + 'static>() -> Cache<String, V> {
    // The default policy may turn a newcomer away for the sake of old entries: here the newest must stay.
    Cache::builder()
        .max_capacity(CAPACITY)
        .eviction_policy(EvictionPolicy::lru())
        .time_to_live(FORGOTTEN_AFTER)
        .build()
}

//! How the simulator misbehaves when told to: the orders of the control address, as types.
//!
//! An order changes what it names and leaves the rest. Everything lasts until it is changed or
//! reset, except `next_callback`, which is used up by one sign-in.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::forgery::Forgery;

/// One order: JSON of `POST /controle`, or [`super::Control::apply`] in process.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Order {
    /// Forget every earlier order, before the rest of this one applies. Keys stay as they are.
    pub reset: bool,
    /// How the next sign-in ends when the person agrees to continue.
    pub next_callback: Option<CallbackError>,
    /// The provider metadata.
    pub discovery: Option<Mood>,
    /// The key set.
    pub jwks: Option<Mood>,
    /// The token endpoint.
    pub token: Option<Mood>,
    /// The userinfo endpoint.
    pub userinfo: Option<Mood>,
    /// The address where data providers ask what is behind a token.
    pub check_token: Option<Mood>,
    /// How long [`Mood::Slow`] waits; 10 seconds until told otherwise.
    pub delay_ms: Option<u64>,
    /// Replace the signing key, at once.
    pub rotate_keys: Option<Rotation>,
    /// The lie told from now on.
    pub tamper: Option<Tamper>,
    /// What id_tokens say from now on instead of the truth.
    pub forge_id_token: Option<Forgery>,
    /// What userinfo says from now on instead of the truth.
    pub forge_userinfo: Option<Forgery>,
    /// What answers to data providers say from now on instead of the truth.
    pub forge_introspection: Option<Forgery>,
    /// Members of what is behind a token from now on, as a merge patch (RFC 7396).
    pub forge_introspected: Option<Value>,
    /// What answers to data providers travel in.
    pub envelope: Option<Envelope>,
    /// Members of the provider metadata from now on, as a merge patch (RFC 7396).
    pub forge_discovery: Option<Value>,
    /// The key set from now on.
    pub key_set: Option<KeySetShape>,
}

/// What an answer to a data provider travels in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Envelope {
    /// A JWE.
    #[default]
    Encrypted,
    /// None: the JWS alone.
    SignedOnly,
}

/// What the published key set looks like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeySetShape {
    /// One EC key and one RSA key.
    #[default]
    Standard,
    /// A second EC key beside them.
    SecondEcKey,
    /// A second EC key under the id of the first, before it: the middle of a rotation.
    SameIdTwice,
    /// The EC key without an id.
    WithoutId,
    /// No key at all.
    Empty,
    /// A set in which a member stands twice.
    DoubledMember,
}

/// The state of one address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    /// Answers.
    #[default]
    Ok,
    /// Answers 500 with a JSON error.
    ServerError,
    /// Answers 503 with an HTML page, as a proxy in front of it would.
    Unavailable,
    /// Answers, late.
    Slow,
    /// Answers 200 with something else.
    Garbage,
    /// Closes the connection without a whole answer.
    Reset,
    /// Answers 200 with 5 MB of JSON.
    Huge,
    /// Answers 200 and then one byte a tenth of a second, without end.
    Drip,
    /// Redirects to a working copy of itself.
    Redirect,
    /// Answers 200 with a few bytes that unpack to 10 MB.
    Bomb,
}

/// Errors that reach the callback (`_doc/erreurs.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CallbackError {
    /// The person went back to the service: `access_denied`, `User auth aborted`.
    AccessDenied,
    /// The civil register did not recognise the identity: `access_denied` too.
    IdentityNotRecognised,
    /// The identity provider is barred: `access_denied` with the technical description.
    ProviderBarred,
    /// A scope that was not granted to the service.
    InvalidScope,
    /// A technical error.
    ServerError,
    /// The civil register does not answer.
    TemporarilyUnavailable,
    /// An internal code instead of a standard error, as still leaks at times.
    LeakedCode,
}

impl CallbackError {
    /// `error` and `error_description`, to the letter.
    pub(super) fn texts(self) -> (&'static str, &'static str) {
        const TECHNICAL: &str = "authentication aborted due to a technical error on the authorization server";
        match self {
            Self::AccessDenied => ("access_denied", "User auth aborted"),
            Self::IdentityNotRecognised => ("access_denied", "user authentication aborted"),
            Self::ProviderBarred => ("access_denied", TECHNICAL),
            Self::InvalidScope => ("invalid_scope", "requested scope is not allowed"),
            Self::ServerError => ("server_error", TECHNICAL),
            Self::TemporarilyUnavailable => ("temporarily_unavailable", TECHNICAL),
            Self::LeakedCode => ("Y020026", "Une erreur technique est survenue"),
        }
    }
}

/// How the signing key changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rotation {
    /// A new key under a new id.
    NewKid,
    /// A new key under the old id, as a fixed label of a security module allows.
    SameKid,
}

/// A lie a relying party must see through; the last three are no lies but shapes it must accept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it, and tests show it")]
pub enum Tamper {
    #[default]
    None,
    CallbackWrongIss,
    CallbackMissingIss,
    CallbackWrongState,
    CallbackStateUndefined,
    CallbackMissingState,
    DiscoveryWrongIssuer,
    TokenTypeMac,
    TokenWithoutIdToken,
    IdTokenWrongNonce,
    IdTokenMissingNonce,
    IdTokenWrongIss,
    IdTokenWrongAud,
    IdTokenManyAudiences,
    IdTokenExpired,
    IdTokenFutureIat,
    IdTokenAlgNone,
    IdTokenHs256ClientSecret,
    IdTokenRs256,
    IdTokenBadSignature,
    IdTokenWrongAtHash,
    UnknownKid,
    AcrTooLow,
    AcrMissing,
    UserinfoOtherSub,
    UserinfoMissingSub,
    UserinfoWrongIss,
    UserinfoWrongAud,
    UserinfoExpired,
    UserinfoAlgNone,
    UserinfoRs256,
    UserinfoBadSignature,
    UserinfoUnsignedJson,
    UserinfoIsIdToken,
    IdTokenOlderShape,
    UserinfoContentTypeCharset,
    UserinfoWithoutBirthplace,
}

/// What earlier orders left.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Behaviour {
    pub(super) next_callback: Option<CallbackError>,
    pub(super) discovery: Mood,
    pub(super) jwks: Mood,
    pub(super) token: Mood,
    pub(super) userinfo: Mood,
    pub(super) check_token: Mood,
    pub(super) delay_ms: u64,
    pub(super) tamper: Tamper,
    pub(super) forge_id_token: Forgery,
    pub(super) forge_userinfo: Forgery,
    pub(super) forge_introspection: Forgery,
    pub(super) forge_introspected: Value,
    pub(super) envelope: Envelope,
    pub(super) forge_discovery: Value,
    pub(super) key_set: KeySetShape,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            next_callback: None,
            discovery: Mood::Ok,
            jwks: Mood::Ok,
            token: Mood::Ok,
            userinfo: Mood::Ok,
            check_token: Mood::Ok,
            delay_ms: 10_000,
            tamper: Tamper::None,
            forge_id_token: Forgery::default(),
            forge_userinfo: Forgery::default(),
            forge_introspection: Forgery::default(),
            forge_introspected: Value::Null,
            envelope: Envelope::Encrypted,
            forge_discovery: Value::Null,
            key_set: KeySetShape::Standard,
        }
    }
}

impl Behaviour {
    /// Applies everything but the key rotation, which is not a lasting state.
    pub(super) fn apply(&mut self, order: &Order) {
        if order.reset {
            *self = Self::default();
        }
        self.next_callback = order.next_callback.or(self.next_callback);
        self.discovery = order.discovery.unwrap_or(self.discovery);
        self.jwks = order.jwks.unwrap_or(self.jwks);
        self.token = order.token.unwrap_or(self.token);
        self.userinfo = order.userinfo.unwrap_or(self.userinfo);
        self.check_token = order.check_token.unwrap_or(self.check_token);
        self.envelope = order.envelope.unwrap_or(self.envelope);
        self.delay_ms = order.delay_ms.unwrap_or(self.delay_ms);
        self.tamper = order.tamper.unwrap_or(self.tamper);
        self.key_set = order.key_set.unwrap_or(self.key_set);
        let forge = |forgery: &mut Forgery, order: &Option<Forgery>| {
            if let Some(order) = order {
                forgery.clone_from(order);
            }
        };
        forge(&mut self.forge_id_token, &order.forge_id_token);
        forge(&mut self.forge_userinfo, &order.forge_userinfo);
        forge(&mut self.forge_introspection, &order.forge_introspection);
        if let Some(introspected) = &order.forge_introspected {
            self.forge_introspected.clone_from(introspected);
        }
        if let Some(metadata) = &order.forge_discovery {
            self.forge_discovery.clone_from(metadata);
        }
    }

    /// How long a slow answer waits.
    pub(super) fn delay(&self) -> Duration {
        Duration::from_millis(self.delay_ms)
    }
}

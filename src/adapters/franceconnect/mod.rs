//! FranceConnect v2, seen from the relying party.
//!
//! `openidconnect` builds the requests and reads the discovery document and the token answer; what it
//! leaves open is closed here, once: pinned ES256 for id_token **and** userinfo (which FranceConnect
//! signs), one verifier for both, `crit`, `typ`, duplicated members, `iss` of the callback, key
//! rotation under the same `kid`, time-outs, size caps, no redirects. Raw claims and raw answers never
//! leave this folder, and no error says more than a cause.
//!
//! Sources: OpenID Connect Core 1.0 §3.1, RFC 7515, RFC 8725, RFC 9207; FranceConnect's own rules are
//! quoted where they apply.

mod back_channel;
pub(super) mod cached_document;
mod check_token;
mod client_authentication;
mod diagnosis;
mod encryption;
mod error;
#[cfg(fuzzing)]
pub mod fuzzing;
mod id_token;
mod key_set;
mod provider;
mod provider_metadata;
pub(super) mod signed_token;
mod strict_json;
mod token_endpoint;
mod user_info;

pub use back_channel::BackChannel;
pub use check_token::{CheckToken, DataProviderSettings};
pub use client_authentication::{AssertionKey, ClientAuthentication, InvalidAssertionKey};
pub use diagnosis::{Finding, Health};
pub use encryption::{DecryptionKeys, InvalidKeySet};
pub use error::ProtocolError;
pub use key_set::KeySet;
pub use provider::{FranceConnect, RelyingPartySettings};
pub use provider_metadata::Issuer;

/// What FranceConnect signs with: registered for id_token and userinfo, nothing else is accepted even
/// though its discovery document advertises HS256 and RS256.
const PINNED_ALGORITHM: jsonwebtoken::Algorithm = jsonwebtoken::Algorithm::ES256;

/// How far FranceConnect's clock and ours may differ, in seconds. Tokens live 60 s, so not much.
const CLOCK_SKEW_SECONDS: i64 = 30;

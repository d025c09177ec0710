//! FranceConnect, as the services see it.

use url::Url;

use crate::domain::pivot_identity::PivotIdentity;
use crate::domain::redacted::redacted_debug;

/// 64 lower-case hexadecimal characters drawn for one sign-in: satisfies every length FranceConnect
/// ever published.
#[derive(Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct State(String);

/// Binds the id_token to one sign-in; same form as [`State`].
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Nonce(String);

/// PKCE secret of one sign-in (RFC 7636); kept although FranceConnect does not take PKCE yet.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CodeVerifier(String);

/// The single-use code of the callback.
pub struct AuthorizationCode(pub String);

/// The raw id_token, kept on the server for the sign-out at FranceConnect.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
pub struct IdTokenHint(pub String);

/// The citizen's identifier at FranceConnect, particular to our entity; changes with civil status.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Subject(pub String);

redacted_debug!(State, Nonce, CodeVerifier, AuthorizationCode, IdTokenHint, Subject, VerifiedIdentity);

impl State {
    /// A state from fresh random bytes.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(hex::encode(bytes))
    }

    /// A state that came back on the callback; whether it was ever ours is for the store to say.
    /// `None` when it cannot be.
    pub fn parse(text: &str) -> Option<Self> {
        let is_ours = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_ours.then(|| Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl CodeVerifier {
    /// A verifier from fresh random bytes: 64 unreserved characters (RFC 7636 §4.1).
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(hex::encode(bytes))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Nonce {
    /// A nonce from fresh random bytes.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(hex::encode(bytes))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who signed in, after every check of the protocol. Raw claims never leave the adapter.
#[derive(Clone)]
pub struct VerifiedIdentity {
    /// Identifier at FranceConnect.
    pub subject: Subject,
    /// Civil identity.
    pub pivot: PivotIdentity,
    /// For the sign-out at FranceConnect.
    pub id_token_hint: IdTokenHint,
    /// Level of assurance reached, such as `eidas1`.
    pub acr: String,
}

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
pub enum IdentityProviderError {
    /// FranceConnect does not answer, or answers that it cannot.
    #[error("FranceConnect is unavailable")]
    Unavailable(#[source] anyhow::Error),
    /// FranceConnect refused the code or our authentication.
    #[error("FranceConnect refused the request")]
    Refused(#[source] anyhow::Error),
    /// The answer does not pass the checks: forged, mixed up, or a provider's bug.
    #[error("the answer of FranceConnect is not acceptable")]
    Unacceptable(#[source] anyhow::Error),
}

/// The relying party's side of FranceConnect.
#[async_trait::async_trait]
pub trait IdentityProvider: Send + Sync {
    /// Where to send the citizen to sign in.
    async fn authorization_url(
        &self,
        state: &State,
        nonce: &Nonce,
        verifier: &CodeVerifier,
    ) -> Result<Url, IdentityProviderError>;

    /// Whether a callback with this `iss` (RFC 9207) can be FranceConnect's.
    fn accepts_issuer(&self, issuer: Option<&str>) -> bool;

    /// Exchanges the code and verifies everything that comes back. A code serves once: never retried.
    async fn redeem(
        &self,
        code: AuthorizationCode,
        nonce: &Nonce,
        verifier: &CodeVerifier,
    ) -> Result<VerifiedIdentity, IdentityProviderError>;

    /// Where to send the citizen to end the session at FranceConnect; `None` when FranceConnect's
    /// addresses are not known now.
    async fn end_session_url(&self, hint: &IdTokenHint, state: &State) -> Option<Url>;
}

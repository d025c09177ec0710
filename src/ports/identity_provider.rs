//! FranceConnect, as the services see it.

use url::Url;

use super::token_introspection::BearerToken;
use crate::domain::assurance::Assurance;
use crate::domain::hex_token::hex_token;
use crate::domain::pivot_identity::PivotIdentity;
use crate::domain::redacted::redacted_debug;
use crate::domain::subject::Subject;

hex_token! {
    /// Names one sign-in towards FranceConnect; its form satisfies every length FranceConnect ever published.
    State;
    /// Binds the id_token to one sign-in.
    Nonce;
    /// PKCE secret of one sign-in (RFC 7636 §4.1); kept although FranceConnect does not take PKCE yet.
    CodeVerifier;
}

/// The single-use code of the callback.
pub struct AuthorizationCode(pub String);

/// The raw id_token, kept on the server for the sign-out at FranceConnect.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
pub struct IdTokenHint(pub String);

redacted_debug!(AuthorizationCode, IdTokenHint, VerifiedIdentity);

/// Who signed in, after every check of the protocol. Raw claims never leave the adapter.
#[derive(Clone)]
pub struct VerifiedIdentity {
    /// Identifier at FranceConnect.
    pub subject: Subject,
    /// Civil identity.
    pub pivot: PivotIdentity,
    /// For the sign-out at FranceConnect.
    pub id_token_hint: IdTokenHint,
    /// Level of assurance reached.
    pub assurance: Assurance,
    /// Opens what other services hold of this person, for a minute. Serves at once and is kept nowhere; none
    /// when it has not the form of a token.
    pub access_token: Option<BearerToken>,
    /// For what a professional may act for the citizen, when the one at the keyboard is a carer of Aidants
    /// Connect (`rep_scope`).
    pub mandate: Option<String>,
}

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
pub enum IdentityProviderError {
    /// FranceConnect does not answer, or answers that it cannot.
    #[error("FranceConnect is unavailable")]
    Unavailable(#[source] anyhow::Error),
    /// FranceConnect does not know the code, or no longer: the citizen took too long, or came back twice.
    #[error("FranceConnect does not take the code")]
    CodeNotTaken(#[source] anyhow::Error),
    /// FranceConnect refused our request or our authentication.
    #[error("FranceConnect refused the request")]
    Refused(#[source] anyhow::Error),
    /// The answer does not pass the checks: forged, mixed up, or a provider's bug.
    #[error("the answer of FranceConnect is not acceptable")]
    Unacceptable(#[source] anyhow::Error),
}

/// The relying party's side of FranceConnect.
#[async_trait::async_trait]
pub trait IdentityProvider: Send + Sync {
    /// Where to send the citizen to sign in, at this level of assurance at least.
    async fn authorization_url(
        &self,
        state: &State,
        nonce: &Nonce,
        verifier: &CodeVerifier,
        assurance: Assurance,
    ) -> Result<Url, IdentityProviderError>;

    /// Whether its addresses and keys are at hand: then only its own answers can still fail a sign-in.
    fn is_known(&self) -> bool;

    /// Whether a callback with this `iss` (RFC 9207) can be FranceConnect's.
    fn accepts_issuer(&self, issuer: Option<&str>) -> bool;

    /// Exchanges the code and verifies everything that comes back; a lower level of assurance than asked for
    /// is refused. A code serves once: never retried.
    async fn redeem(
        &self,
        code: AuthorizationCode,
        nonce: &Nonce,
        verifier: &CodeVerifier,
        assurance: Assurance,
    ) -> Result<VerifiedIdentity, IdentityProviderError>;

    /// Where to send the citizen to end the session at FranceConnect; `None` when FranceConnect's
    /// addresses are not known now.
    async fn end_session_url(&self, hint: &IdTokenHint, state: &State) -> Option<Url>;
}

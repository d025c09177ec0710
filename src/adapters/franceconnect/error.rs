//! Why a sign-in is refused, for the operator's log. Names causes and claims, never values.

/// One check that an answer of FranceConnect did not pass.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ProtocolError {
    /// Not three base64url parts with a JSON object as header and payload.
    #[error("{0} is not a signed JWT")]
    NotSigned(&'static str),
    /// Encryption is registered, and this came without.
    #[error("{0} is not encrypted though encryption is configured: register it at FranceConnect+")]
    NotEncrypted(&'static str),
    /// Not encrypted to one of our keys, or tampered with.
    #[error("{0} cannot be decrypted with our keys: is the published key the one in use?")]
    Decryption(&'static str),
    /// Another algorithm than ES256. Check the registration: ES256 for id_token and for userinfo.
    #[error("{0} is not signed with ES256: register ES256 for id_token and userinfo at FranceConnect")]
    Algorithm(&'static str),
    /// A header that changes the meaning of the token: `crit`, an embedded key, another `typ`.
    #[error("{token} carries the header {header}, which is not accepted")]
    Header {
        /// Which token.
        token: &'static str,
        /// Which header.
        header: &'static str,
    },
    /// No published key fits.
    #[error("no published key fits the kid of {0}")]
    UnknownKey(&'static str),
    /// The signature does not verify, not even with freshly fetched keys.
    #[error("the signature of {0} does not verify")]
    Signature(&'static str),
    /// A claim is missing, has another type or another value than it must have.
    #[error("claim {claim} of {token} is missing or does not have the value it must have")]
    Claim {
        /// Which token.
        token: &'static str,
        /// Which claim.
        claim: &'static str,
    },
    /// A member stands twice in one JSON object.
    #[error("{0} holds a member twice")]
    DuplicateMember(&'static str),
    /// The level of assurance is lower than requested.
    #[error("the level of assurance is lower than requested")]
    Assurance,
    /// An answer has another content type than it must have.
    #[error("{0} came with another content type: check its registration at FranceConnect")]
    ContentType(&'static str),
    /// The discovery document is not that of the configured issuer, or lacks an address.
    #[error("the discovery document does not fit: {0}")]
    Metadata(&'static str),
    /// The token answer lacks what it must hold.
    #[error("the token answer lacks {0}")]
    TokenAnswer(&'static str),
}

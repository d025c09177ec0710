//! What a simulator is given: its address, the relying parties it knows, its people and its clock.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use jsonwebtoken::jwk::JwkSet;
use url::Url;

use crate::sandbox::people::Person;

/// Where the simulator reads the time; a test moves it, the demo gives the real one.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Everything one simulator needs. Several may run in one process.
#[derive(Clone)]
pub struct SimulatorSettings {
    /// Scheme, host and port browsers reach it at; the issuer is this plus `/api/v2`.
    pub public_url: Url,
    /// The relying parties, registered as on FranceConnect's partner portal.
    pub clients: Vec<RegisteredClient>,
    /// The data providers, registered the same way.
    pub data_providers: Vec<RegisteredDataProvider>,
    /// The time.
    pub clock: Clock,
    /// Who one can sign in as.
    pub people: Vec<Person>,
}

/// A relying party as FranceConnect registers it.
#[derive(Clone)]
pub struct RegisteredClient {
    /// `client_id`.
    pub client_id: String,
    /// How it authenticates at the token endpoint.
    pub authentication: ClientAuthentication,
    /// Callbacks, compared to the character.
    pub redirect_uris: Vec<Url>,
    /// Addresses it may name at sign-out, compared to the character.
    pub post_logout_redirect_uris: Vec<Url>,
    /// The name pages show.
    pub name: String,
    /// The scopes it was granted; `amr` among them allows the claim `amr`.
    pub scopes: Vec<String>,
}

/// A data provider as FranceConnect registers it: a client of its own kind.
#[derive(Clone)]
pub struct RegisteredDataProvider {
    /// `client_id`.
    pub client_id: String,
    /// `client_secret`.
    pub client_secret: String,
    /// Where its public keys are, fetched at each call.
    pub jwks_uri: Url,
    /// What answers are encrypted with.
    pub encryption: Encryption,
    /// The scopes of its data.
    pub scopes: Vec<String>,
}

/// Key management of a JWE (RFC 7518 §4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of RFC 7518")]
pub enum Encryption {
    EcdhEs,
    RsaOaep,
    RsaOaep256,
}

impl Encryption {
    /// The value of `alg`.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::EcdhEs => "ECDH-ES",
            Self::RsaOaep => "RSA-OAEP",
            Self::RsaOaep256 => "RSA-OAEP-256",
        }
    }
}

/// The two methods FranceConnect advertises.
#[derive(Clone)]
pub enum ClientAuthentication {
    /// `client_secret_post`, with the secret.
    SecretPost(String),
    /// `private_key_jwt`, with the public keys of the relying party.
    PrivateKeyJwt(JwkSet),
}

impl ClientAuthentication {
    /// The shared secret, or nothing when the client holds a key.
    pub(super) fn secret(&self) -> &str {
        match self {
            Self::SecretPost(secret) => secret,
            Self::PrivateKeyJwt(_) => "",
        }
    }
}

impl fmt::Debug for ClientAuthentication {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::SecretPost(_) => "SecretPost([redacted])",
            Self::PrivateKeyJwt(_) => "PrivateKeyJwt",
        })
    }
}

//! How we prove to the token endpoint who we are.

use std::borrow::Cow;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::SecretString;
use serde::Serialize;
use serde_json::{Value, json};

/// The two methods FranceConnect announces. Never a Basic header, never both.
pub enum ClientAuthentication {
    /// `client_secret_post`.
    SecretPost(SecretString),
    /// `private_key_jwt` (OpenID Connect Core §9).
    PrivateKeyJwt(AssertionKey),
}

/// A P-256 key that signs client assertions.
pub struct AssertionKey {
    key: EncodingKey,
    kid: String,
    public: Value,
}

/// The text is no P-256 private key.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "expected a P-256 private key in PEM (PKCS #8), as made by `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`"
)]
pub struct InvalidAssertionKey;

/// Life of an assertion, in seconds: long enough for one call.
const LIFE_SECONDS: i64 = 60;

impl AssertionKey {
    /// Reads a key in PEM.
    ///
    /// # Errors
    /// When it is no P-256 key.
    pub fn from_pem(text: &str) -> Result<Self, InvalidAssertionKey> {
        let (label, der) = der::pem::decode_vec(text.trim().as_bytes()).map_err(|_| InvalidAssertionKey)?;
        if label != "PRIVATE KEY" {
            return Err(InvalidAssertionKey);
        }
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der)
            .map_err(|_| InvalidAssertionKey)?;
        let point = pair.public_key().as_ref();
        let [4, coordinates @ ..] = point else { return Err(InvalidAssertionKey) };
        let (x, y) = coordinates.split_at(coordinates.len() / 2);
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        // RFC 7638 §3.2: the required members in this order, without spaces.
        let thumbprint = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, thumbprint.as_bytes());
        let kid = URL_SAFE_NO_PAD.encode(digest);
        let public =
            json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "use": "sig", "alg": "ES256", "kid": kid });
        Ok(Self { key: EncodingKey::from_ec_der(&der), kid, public })
    }

    /// The public half, to publish.
    pub fn public_jwk(&self) -> &Value {
        &self.public
    }

    /// One assertion, to be used once.
    pub fn assertion(&self, client_id: &str, audience: &str, jti: &str, now: i64) -> String {
        #[derive(Serialize)]
        struct Claims<'a> {
            iss: &'a str,
            sub: &'a str,
            aud: &'a str,
            jti: &'a str,
            iat: i64,
            exp: i64,
        }
        let header = Header { kid: Some(self.kid.clone()), ..Header::new(Algorithm::ES256) };
        let claims =
            Claims { iss: client_id, sub: client_id, aud: audience, jti, iat: now, exp: now + LIFE_SECONDS };
        jsonwebtoken::encode(&header, &claims, &self.key).expect("a checked P-256 key signs")
    }
}

/// `client_assertion_type` of RFC 7523 §2.2.
pub(super) const ASSERTION_TYPE: (Cow<'static, str>, Cow<'static, str>) = (
    Cow::Borrowed("client_assertion_type"),
    Cow::Borrowed("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
);

//! The keys tokens are signed with, published at `/jwks`: one EC P-256 (ES256) and one RSA (RS256).
//!
//! Tokens are assembled by hand rather than with the library the service verifies them with, so
//! that both sides cannot share one mistake, and so that a broken token is as easy as a good one.
//! The first key id is the one FranceConnect's sandbox publishes: a label of its security module,
//! which says nothing about the key and may survive a rotation.

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair,
    KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use der::Decode as _;
use der::asn1::UintRef;
use serde_json::{Value, json};

use super::behaviour::KeySetShape;
use super::forgery::merge;

const FIRST_KEY_ID: &str = "pkcs11:ES256:hsm";

/// How one token is signed. Anything but [`Algorithm::Es256`] is a misbehaviour asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Algorithm {
    Es256,
    Rs256,
    None,
    Hs256(String),
}

/// The key pairs of one simulator.
pub(super) struct SigningKeys {
    ec: EcdsaKeyPair,
    ec_id: String,
    rotations: u32,
    rsa: RsaKeyPair,
    rsa_modulus: String,
    rsa_exponent: String,
}

#[derive(der::Sequence)]
struct RsaPublicKey<'a> {
    modulus: UintRef<'a>,
    exponent: UintRef<'a>,
}

impl SigningKeys {
    /// New keys, which live as long as the process.
    pub(super) fn generate() -> Result<Self, Unspecified> {
        let rsa = RsaKeyPair::generate(KeySize::Rsa2048)?;
        let public = RsaPublicKey::from_der(rsa.public_key().as_ref()).map_err(|_| Unspecified)?;
        let rsa_modulus = URL_SAFE_NO_PAD.encode(public.modulus.as_bytes());
        let rsa_exponent = URL_SAFE_NO_PAD.encode(public.exponent.as_bytes());
        Ok(Self {
            ec: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?,
            ec_id: FIRST_KEY_ID.to_owned(),
            rotations: 0,
            rsa,
            rsa_modulus,
            rsa_exponent,
        })
    }

    /// Replaces the EC key; the old one is no longer published.
    pub(super) fn rotate(&mut self, keep_key_id: bool) -> Result<(), Unspecified> {
        self.ec = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?;
        self.rotations += 1;
        if !keep_key_id {
            self.ec_id = format!("{FIRST_KEY_ID}:{}", self.rotations + 1);
        }
        Ok(())
    }

    /// The key set as published, in this shape.
    pub(super) fn published(&self, shape: KeySetShape) -> Result<String, Unspecified> {
        let ec = ec_jwk(&self.ec, &self.ec_id);
        let stranger =
            |id: &str| EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map(|pair| ec_jwk(&pair, id));
        let mut keys = match shape {
            KeySetShape::Standard | KeySetShape::DoubledMember => vec![ec],
            KeySetShape::SecondEcKey => vec![stranger("another")?, ec],
            KeySetShape::SameIdTwice => vec![stranger(&self.ec_id)?, ec],
            KeySetShape::WithoutId => {
                let mut ec = ec;
                merge(&mut ec, &json!({ "kid": null }));
                vec![ec]
            }
            KeySetShape::Empty => Vec::new(),
        };
        if shape != KeySetShape::Empty {
            keys.push(json!({
                "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.rsa_key_id(),
                "n": self.rsa_modulus, "e": self.rsa_exponent,
            }));
        }
        let set = json!({ "keys": keys }).to_string();
        Ok(if shape == KeySetShape::DoubledMember { set.replacen('{', "{\"keys\":[],", 1) } else { set })
    }

    /// The key id a token signed this way announces.
    pub(super) fn key_id(&self, algorithm: &Algorithm) -> String {
        match algorithm {
            Algorithm::Rs256 => self.rsa_key_id(),
            _ => self.ec_id.clone(),
        }
    }

    /// A compact JWS over `header` and `payload`, taken as they are: no JSON library writes all of them.
    pub(super) fn sign(
        &self,
        algorithm: &Algorithm,
        header: &str,
        payload: &str,
    ) -> Result<String, Unspecified> {
        let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
        let message = input.as_bytes();
        let rng = SystemRandom::new();
        let signature = match algorithm {
            Algorithm::Es256 => self.ec.sign(&rng, message)?.as_ref().to_vec(),
            Algorithm::Rs256 => {
                let mut signature = vec![0; self.rsa.public_modulus_len()];
                self.rsa.sign(&RSA_PKCS1_SHA256, &rng, message, &mut signature)?;
                signature
            }
            Algorithm::None => Vec::new(),
            Algorithm::Hs256(secret) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
                hmac::sign(&key, message).as_ref().to_vec()
            }
        };
        Ok(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// An ASN.1 signature of the current EC key, which no JWS has.
    pub(super) fn sign_asn1(&self, message: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let key = self.ec.to_pkcs8v1()?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, key.as_ref())
            .map_err(|_| Unspecified)?;
        Ok(pair.sign(&SystemRandom::new(), message)?.as_ref().to_vec())
    }

    /// Whether the current EC key made this compact JWS.
    pub(super) fn verifies(&self, compact: &str) -> bool {
        let Some((input, signature)) = compact.rsplit_once('.') else {
            return false;
        };
        let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else {
            return false;
        };
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, self.ec.public_key().as_ref())
            .verify(input.as_bytes(), &signature)
            .is_ok()
    }

    fn rsa_key_id(&self) -> String {
        let seen = digest::digest(&digest::SHA256, self.rsa_modulus.as_bytes());
        URL_SAFE_NO_PAD.encode(seen)
    }
}

fn ec_jwk(pair: &EcdsaKeyPair, id: &str) -> Value {
    let point = pair.public_key().as_ref();
    json!({
        "kty": "EC", "use": "sig", "alg": "ES256", "crv": "P-256", "kid": id,
        "x": URL_SAFE_NO_PAD.encode(&point[1..33]),
        "y": URL_SAFE_NO_PAD.encode(&point[33..65]),
    })
}

/// The left half of SHA-256 over an access token (OpenID Connect Core 3.1.3.6).
pub(super) fn access_token_hash(access_token: &str) -> String {
    let hash = digest::digest(&digest::SHA256, access_token.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])
}

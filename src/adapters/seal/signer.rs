//! A private key: from a PEM file, or made new.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256};
use der::pem::LineEnding;

use super::jws::fixed;
use super::key::{InvalidSealKey, KeyKind, SHORTEST_RSA};
use super::low_s::lowered;
use super::token::{TokenError, TokenKey};

/// A key that signs. Has no `Debug`: it is the ministry's.
pub enum Signer {
    /// ECDSA on P-256.
    P256(EcdsaKeyPair),
    /// RSA.
    Rsa(RsaKeyPair),
    /// Either, in a token.
    Token(TokenKey),
}

/// Why a key did not sign.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NoSignature {
    /// The key from a file.
    #[error("the key of the seal did not sign")]
    Key,
    /// The key in a token.
    #[error(transparent)]
    Token(#[from] TokenError),
}

impl Signer {
    /// A new key, and its PKCS #8 in PEM.
    ///
    /// # Errors
    /// When the machine cannot make one.
    pub fn generate(kind: KeyKind) -> Result<(Self, String), InvalidSealKey> {
        let failed = |_| InvalidSealKey::Key;
        let (signer, der) = match kind {
            KeyKind::P256 => {
                let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).map_err(failed)?;
                let der = pair.to_pkcs8v1().map_err(failed)?.as_ref().to_vec();
                (Self::P256(pair), der)
            }
            KeyKind::Rsa => {
                let pair = RsaKeyPair::generate(KeySize::Rsa3072).map_err(failed)?;
                let der: Pkcs8V1Der<'_> = pair.as_der().map_err(failed)?;
                let der = der.as_ref().to_vec();
                (Self::Rsa(pair), der)
            }
        };
        let pem = der::pem::encode_string("PRIVATE KEY", LineEnding::LF, &der);
        Ok((signer, pem.map_err(|_| InvalidSealKey::Key)?))
    }

    /// PKCS #8, SEC 1 or PKCS #1, whichever a key ceremony left.
    pub fn from_pem(pem: &[u8]) -> Result<Self, InvalidSealKey> {
        let text = std::str::from_utf8(pem).map_err(|_| InvalidSealKey::Key)?;
        // `openssl ecparam` puts the curve's parameters in front.
        for (at, _) in text.match_indices("-----BEGIN") {
            let Ok((label, der)) = der::pem::decode_vec(first_block(&text[at..]).as_bytes()) else {
                continue;
            };
            let p256 = match label {
                "PRIVATE KEY" => EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &der).ok(),
                "EC PRIVATE KEY" => {
                    EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_ASN1_SIGNING, &der).ok()
                }
                _ => None,
            };
            if let Some(pair) = p256 {
                return Ok(Self::P256(pair));
            }
            let rsa = match label {
                "PRIVATE KEY" => RsaKeyPair::from_pkcs8(&der).ok(),
                "RSA PRIVATE KEY" => RsaKeyPair::from_der(&der).ok(),
                _ => None,
            };
            if let Some(pair) = rsa {
                let is_long = pair.public_modulus_len() * 8 >= SHORTEST_RSA;
                return if is_long { Ok(Self::Rsa(pair)) } else { Err(InvalidSealKey::Weak) };
            }
        }
        Err(InvalidSealKey::Key)
    }

    /// What the key is.
    pub fn kind(&self) -> KeyKind {
        match self {
            Self::P256(_) => KeyKind::P256,
            Self::Rsa(_) => KeyKind::Rsa,
            Self::Token(key) => key.kind(),
        }
    }

    /// Signs with SHA-256: ECDSA in DER, or RSA PKCS #1 v1.5.
    ///
    /// # Errors
    /// When the key does not answer.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, NoSignature> {
        let random = SystemRandom::new();
        match self {
            Self::P256(pair) => {
                let signature = pair.sign(&random, message).map_err(|_| NoSignature::Key)?;
                fixed(signature.as_ref()).and_then(|fixed| lowered(&fixed)).ok_or(NoSignature::Key)
            }
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map_err(|_| NoSignature::Key)?;
                Ok(signature)
            }
            Self::Token(key) => Ok(key.sign(message)?),
        }
    }

    /// An uncompressed point, or a PKCS #1 RSA key.
    pub fn public_key(&self) -> &[u8] {
        match self {
            Self::P256(pair) => pair.public_key().as_ref(),
            Self::Rsa(pair) => pair.public_key().as_ref(),
            Self::Token(key) => key.public_key(),
        }
    }
}

/// From a `BEGIN` to the end of its block.
fn first_block(text: &str) -> &str {
    let end = text.find("-----END").map(|end| end + text[end..].find('\n').unwrap_or(text.len() - end));
    end.map_or(text, |end| &text[..end])
}

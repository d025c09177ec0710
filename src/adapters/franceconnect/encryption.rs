//! FranceConnect+ encrypts what it signs: a JWE (RFC 7516) around the JWS.
//!
//! Only what FranceConnect+ announces is opened: `ECDH-ES` on P-256, `RSA-OAEP`, `RSA-OAEP-256`, all with
//! `A256GCM`. The keys are ours; the public halves are published for FranceConnect+ to fetch.

mod private_key;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, UnparsedPublicKey};
use aws_lc_rs::digest;
use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use self::private_key::{PrivateKey, Secret};
use super::error::ProtocolError;
use super::strict_json;

/// Our encryption keys: the one in use and those that came before or come next.
pub struct DecryptionKeys(Vec<PrivateKey>);

/// The text is no set of private keys that FranceConnect+ can encrypt to.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "expected a private JWKS with P-256 or RSA (2048 bits or more) keys, each with kid, use \"enc\" and alg ECDH-ES, RSA-OAEP or RSA-OAEP-256"
)]
pub struct InvalidKeySet;

/// The only content encryption FranceConnect+ announces.
const CONTENT_ENCRYPTION: &str = "A256GCM";

/// How a JWE says its content key came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeyManagement {
    EcdhEs,
    RsaOaep,
    RsaOaep256,
}

impl KeyManagement {
    fn from_name(name: &str) -> Option<Self> {
        match name {
            "ECDH-ES" => Some(Self::EcdhEs),
            "RSA-OAEP" => Some(Self::RsaOaep),
            "RSA-OAEP-256" => Some(Self::RsaOaep256),
            _ => None,
        }
    }
}

impl DecryptionKeys {
    /// Reads a private JWKS (RFC 7517 §5, RFC 7518 §6).
    ///
    /// # Errors
    /// When it holds no key, or one that cannot be used.
    pub fn parse(jwks: &str) -> Result<Self, InvalidKeySet> {
        let set = strict_json::object(jwks.as_bytes()).ok_or(InvalidKeySet)?;
        let keys = set.get("keys").and_then(Value::as_array).ok_or(InvalidKeySet)?;
        let keys: Vec<_> = keys
            .iter()
            .map(|key| key.as_object().and_then(PrivateKey::parse).ok_or(InvalidKeySet))
            .collect::<Result<_, _>>()?;
        if keys.is_empty() { Err(InvalidKeySet) } else { Ok(Self(keys)) }
    }

    /// The public halves, to publish.
    pub fn public_jwks(&self) -> Vec<Value> {
        self.0.iter().map(|key| Value::Object(key.public.clone())).collect()
    }

    /// Opens a compact JWE (RFC 7516 §7.1) and hands over the JWS inside.
    ///
    /// # Errors
    /// [`ProtocolError::NotEncrypted`] when it is no JWE; [`ProtocolError::Decryption`] when it is not for
    /// us, not as FranceConnect+ makes them, or tampered with: which of these is not told.
    pub fn decrypt(&self, name: &'static str, compact: &str) -> Result<String, ProtocolError> {
        let parts: Vec<&str> = compact.split('.').collect();
        let [header, encrypted_key, iv, ciphertext, tag] = parts.as_slice() else {
            return Err(ProtocolError::NotEncrypted(name));
        };
        self.open(header, [*encrypted_key, *iv, *ciphertext, *tag]).ok_or(ProtocolError::Decryption(name))
    }

    fn open(&self, header: &str, parts: [&str; 4]) -> Option<String> {
        let [encrypted_key, iv, ciphertext, tag] = parts.map(|part| URL_SAFE_NO_PAD.decode(part).ok());
        let members = strict_json::object(&URL_SAFE_NO_PAD.decode(header).ok()?)?;
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        if text("enc") != Some(CONTENT_ENCRYPTION)
            || members.contains_key("crit")
            || members.contains_key("zip")
        {
            return None;
        }
        let management = KeyManagement::from_name(text("alg")?)?;
        let encrypted_key = encrypted_key?;
        // FranceConnect's data-provider answers have no kid: then every key of the kind is tried.
        let fitting = self.0.iter().filter(|key| key.management == management).filter(|key| {
            text("kid").is_none_or(|kid| key.public.get("kid").and_then(Value::as_str) == Some(kid))
        });
        let (iv, ciphertext, tag) = (iv?, ciphertext?, tag?);
        fitting
            .filter_map(|key| content_key(&key.secret, management, &members, &encrypted_key))
            .find_map(|content_key| decrypt_content(&content_key, header, &iv, &ciphertext, &tag))
            .and_then(|jws| String::from_utf8(jws).ok())
    }
}

/// The 256-bit key of the content (RFC 7518 §4.3, §4.6).
fn content_key(
    secret: &Secret,
    management: KeyManagement,
    header: &Map<String, Value>,
    encrypted_key: &[u8],
) -> Option<Vec<u8>> {
    match (secret, management) {
        (Secret::P256(key), KeyManagement::EcdhEs) => {
            if !encrypted_key.is_empty() {
                return None;
            }
            let ephemeral = private_key::p256_point(header.get("epk")?.as_object()?)?;
            let party = |name: &str| match header.get(name) {
                None => Some(Vec::new()),
                Some(info) => URL_SAFE_NO_PAD.decode(info.as_str()?).ok(),
            };
            let (apu, apv) = (party("apu")?, party("apv")?);
            let peer = UnparsedPublicKey::new(&ECDH_P256, ephemeral);
            agreement::agree(key, peer, (), |shared| {
                Ok(concat_kdf(shared, CONTENT_ENCRYPTION, 256, &apu, &apv))
            })
            .ok()
        }
        (Secret::Rsa(key), KeyManagement::RsaOaep | KeyManagement::RsaOaep256) => {
            let algorithm = if management == KeyManagement::RsaOaep {
                &OAEP_SHA1_MGF1SHA1
            } else {
                &OAEP_SHA256_MGF1SHA256
            };
            let key = OaepPrivateDecryptingKey::new(key.clone()).ok()?;
            let mut plaintext = vec![0; key.min_output_size()];
            Some(key.decrypt(algorithm, encrypted_key, &mut plaintext, None).ok()?.to_vec())
        }
        _ => None,
    }
}

/// Concat KDF with SHA-256 for direct agreement on a key of `bits`, one round's worth at most (RFC 7518
/// §4.6.2).
fn concat_kdf(shared: &[u8], encryption: &str, bits: u32, apu: &[u8], apv: &[u8]) -> Vec<u8> {
    let sized = |bytes: &[u8]| {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes();
        [length.as_slice(), bytes].concat()
    };
    let input = [
        1_u32.to_be_bytes().as_slice(),
        shared,
        &sized(encryption.as_bytes()),
        &sized(apu),
        &sized(apv),
        &bits.to_be_bytes(),
    ]
    .concat();
    let length = (bits / 8) as usize;
    digest::digest(&digest::SHA256, &input).as_ref().iter().copied().take(length).collect()
}

fn decrypt_content(key: &[u8], header: &str, iv: &[u8], ciphertext: &[u8], tag: &[u8]) -> Option<Vec<u8>> {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).ok()?);
    let iv = <[u8; NONCE_LEN]>::try_from(iv).ok()?;
    if tag.len() != AES_256_GCM.tag_len() {
        return None;
    }
    let mut content = [ciphertext, tag].concat();
    let opened =
        key.open_in_place(Nonce::assume_unique_for_key(iv), Aad::from(header.as_bytes()), &mut content);
    let length = opened.ok()?.len();
    content.truncate(length);
    Some(content)
}

#[cfg(test)]
mod tests;

//! Encrypting to a data provider: a compact JWE (RFC 7516 §7.1) with `A256GCM`.
//!
//! Assembled by hand, like the signatures: both sides cannot share one mistake.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use aws_lc_rs::digest;
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey,
};
use aws_lc_rs::signature::RsaPublicKeyComponents;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::random;

/// Encrypts `text` to the first key of `jwks` that is for encryption with `algorithm`, as FranceConnect
/// chooses it. The header names no key.
///
/// # Errors
///
/// When there is no such key, or it cannot be used.
pub(super) fn encrypt(text: &str, algorithm: &str, jwks: &Value) -> Result<String, Unspecified> {
    let keys = jwks.get("keys").and_then(Value::as_array).ok_or(Unspecified)?;
    let key = keys.iter().find(|key| key["use"] == "enc" && key["alg"] == algorithm).ok_or(Unspecified)?;
    let (content_key, encrypted_key, header) = match algorithm {
        "ECDH-ES" => agreed(key)?,
        _ => wrapped(key, algorithm)?,
    };
    let header = URL_SAFE_NO_PAD.encode(header.to_string());
    let iv: [u8; 12] = random::bytes();
    let sealing = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &content_key)?);
    let mut content = text.as_bytes().to_vec();
    let nonce = Nonce::assume_unique_for_key(iv);
    let tag = sealing.seal_in_place_separate_tag(nonce, Aad::from(header.as_bytes()), &mut content)?;
    let parts = [encrypted_key.as_slice(), &iv, &content, tag.as_ref()];
    let parts = parts.map(|part| URL_SAFE_NO_PAD.encode(part));
    Ok(format!("{header}.{}", parts.join(".")))
}

fn member(key: &Value, name: &str) -> Result<Vec<u8>, Unspecified> {
    let text = key.get(name).and_then(Value::as_str).ok_or(Unspecified)?;
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Unspecified)
}

type ContentKey = (Vec<u8>, Vec<u8>, Value);

/// Direct agreement with an ephemeral key (RFC 7518 §4.6).
fn agreed(key: &Value) -> Result<ContentKey, Unspecified> {
    let peer = [vec![4], member(key, "x")?, member(key, "y")?].concat();
    let ephemeral = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new())?;
    let public = ephemeral.compute_public_key()?;
    let point = public.as_ref();
    let epk = json!({
        "kty": "EC", "crv": "P-256",
        "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..]),
    });
    let content_key =
        agree_ephemeral(ephemeral, UnparsedPublicKey::new(&ECDH_P256, peer), Unspecified, |shared| {
            let mut input = vec![0, 0, 0, 1];
            input.extend_from_slice(shared);
            input.extend_from_slice(&[0, 0, 0, 7]);
            input.extend_from_slice(b"A256GCM");
            input.extend_from_slice(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
            Ok(digest::digest(&digest::SHA256, &input).as_ref().to_vec())
        })?;
    Ok((content_key, Vec::new(), json!({ "alg": "ECDH-ES", "enc": "A256GCM", "epk": epk })))
}

/// A fresh key, encrypted with RSA (RFC 7518 §4.3).
fn wrapped(key: &Value, algorithm: &str) -> Result<ContentKey, Unspecified> {
    let components = RsaPublicKeyComponents { n: member(key, "n")?, e: member(key, "e")? };
    let public: PublicEncryptingKey = components.try_into().map_err(|_| Unspecified)?;
    let public = OaepPublicEncryptingKey::new(public)?;
    let padding = if algorithm == "RSA-OAEP" { &OAEP_SHA1_MGF1SHA1 } else { &OAEP_SHA256_MGF1SHA256 };
    let content_key: [u8; 32] = random::bytes();
    let mut encrypted = vec![0; public.ciphertext_size()];
    let encrypted = public.encrypt(padding, &content_key, &mut encrypted, None)?.to_vec();
    Ok((content_key.to_vec(), encrypted, json!({ "alg": algorithm, "enc": "A256GCM" })))
}

//! The seal over data: a compact JWS (RFC 7515 §7.1) that anybody can check for decades.
//!
//! ES256 and nothing else: whoever checks need not choose, and so cannot be led to choose wrongly. The
//! certificate travels in the header (`x5c`), so a trust root is all it takes; there is no `exp`, for a
//! transcript does not expire, and no `aud`, for it is for everybody.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use der::asn1::UintRef;
use der::{Decode, Sequence};
use memchr::memmem;
use serde::Deserialize;
use serde_json::json;
use x509_cert::Certificate;

use super::jwks::jwk_of;
use super::key::{KeyKind, LONGEST_CHAIN, SealKey, leaf_public_key};
use super::low_s::is_low;
use super::signer::NoSignature;
use crate::ports::rendering::{Envelope, SealedJson};

/// `typ` of the header: no token of any protocol can be taken for a transcript, nor the reverse (RFC 8725
/// §3.11).
pub const TYPE: &str = "releve+jws";

/// Why there is no sealed data.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum JwsError {
    /// RSA seals PDF only.
    #[error("data is sealed with ES256 alone, and the seal's key is RSA: ask for a P-256 seal")]
    Kind,
    /// The key did not sign.
    #[error(transparent)]
    Signature(#[from] NoSignature),
    /// What was made does not verify.
    #[error("the seal just made does not verify")]
    Verification,
}

/// Whether this key seals data.
pub fn seals_data(key: &SealKey) -> bool {
    key.kind() == KeyKind::P256
}

/// Seals `payload`, taken byte for byte.
///
/// # Errors
/// When the key is not on P-256, does not sign, or the result does not verify.
pub fn seal_json(payload: &str, key: &SealKey) -> Result<SealedJson, JwsError> {
    if !seals_data(key) {
        return Err(JwsError::Kind);
    }
    let input = signed_input(key.chain(), payload.as_bytes()).ok_or(JwsError::Kind)?;
    let signature = fixed(&key.sign(input.as_bytes())?).ok_or(JwsError::Verification)?;
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.public_key())
        .verify(input.as_bytes(), &signature)
        .map_err(|_| JwsError::Verification)?;
    Ok(SealedJson(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))))
}

/// Signs a short-lived envelope with the key of the seal. Its `typ` is that of any JWT and its header holds no
/// certificate, so nobody takes it for a seal.
///
/// # Errors
/// When the key is not on P-256 or does not sign.
pub fn sign_envelope(claims: &str, key: &SealKey) -> Result<Envelope, JwsError> {
    let jwk = jwk_of(key.chain()).filter(|_| seals_data(key)).ok_or(JwsError::Kind)?;
    let header = json!({ "alg": "ES256", "kid": jwk["kid"], "typ": "JWT" });
    let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims));
    let signature = fixed(&key.sign(input.as_bytes())?).ok_or(JwsError::Verification)?;
    Ok(Envelope(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))))
}

/// Header and payload, in the one form that we sign.
fn signed_input(chain: &[Certificate], payload: &[u8]) -> Option<String> {
    let jwk = jwk_of(chain)?;
    let header = json!({
        "alg": "ES256",
        "kid": jwk["kid"],
        "typ": TYPE,
        "x5c": jwk["x5c"],
        "x5t#S256": jwk["x5t#S256"],
    });
    Some(format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(payload)))
}

/// Sealed data read back.
pub struct OpenedJws {
    /// What is sealed.
    pub payload: Vec<u8>,
    /// By whom, leaf first; whether they are to be trusted is not looked at.
    pub chain: Vec<Certificate>,
}

/// Opens data that was sealed exactly as [`seal_json`] seals it. The whole is written anew around its
/// payload and compared, so no other algorithm, member of the header, or encoding gets through.
pub fn open_json(jws: &[u8]) -> Option<OpenedJws> {
    /// All that is read of a header before it is written anew.
    #[derive(Deserialize)]
    struct Header {
        x5c: Vec<String>,
    }
    let text = std::str::from_utf8(jws).ok()?;
    let (input, signature) = text.rsplit_once('.')?;
    let (header, payload) = input.split_once('.')?;
    let header: Header = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
    let certificate = |text: &String| Certificate::from_der(&STANDARD.decode(text).ok()?).ok();
    let chain: Vec<Certificate> =
        header.x5c.iter().take(LONGEST_CHAIN).map(certificate).collect::<Option<_>>()?;
    let leaf = chain.first().filter(|leaf| KeyKind::of(leaf) == Some(KeyKind::P256))?;
    if signed_input(&chain, &payload)? != input {
        return None;
    }
    let fixed = URL_SAFE_NO_PAD
        .decode(signature)
        .ok()
        .filter(|fixed| is_low(fixed) && URL_SAFE_NO_PAD.encode(fixed) == signature)?;
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, leaf_public_key(leaf)?)
        .verify(input.as_bytes(), &fixed)
        .ok()?;
    Some(OpenedJws { payload, chain })
}

/// Whether a text was once data that we sealed: one changed letter spares either the header's `typ` or a
/// member of the payload.
pub fn resembles_ours(text: &[u8]) -> bool {
    text.split(|byte| *byte == b'.').take(2).zip([TYPE, "urlVerification"]).any(|(part, mark)| {
        URL_SAFE_NO_PAD.decode(part).is_ok_and(|part| memmem::find(&part, mark.as_bytes()).is_some())
    })
}

/// `Ecdsa-Sig-Value` (RFC 3279 §2.2.3).
#[derive(Sequence)]
pub(super) struct EcdsaSignature<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

impl<'a> EcdsaSignature<'a> {
    /// Of two numbers, with or without leading zeros.
    pub(super) fn of(r: &'a [u8], s: &'a [u8]) -> der::Result<Self> {
        Ok(Self { r: UintRef::new(r)?, s: UintRef::new(s)? })
    }
}

/// From DER to the two numbers side by side, 32 bytes each (RFC 7518 §3.4).
pub(super) fn fixed(der: &[u8]) -> Option<[u8; 64]> {
    let EcdsaSignature { r, s } = EcdsaSignature::from_der(der).ok()?;
    let mut fixed = [0; 64];
    for (half, number) in fixed.chunks_exact_mut(32).zip([r.as_bytes(), s.as_bytes()]) {
        half.get_mut(32_usize.checked_sub(number.len())?..)?.copy_from_slice(number);
    }
    Some(fixed)
}

#[cfg(test)]
mod tests {
    use super::fixed;

    #[test]
    fn short_numbers_are_padded_and_long_ones_refused() {
        // SEQUENCE { INTEGER 1, INTEGER 255 }
        let signature = fixed(&[0x30, 7, 2, 1, 1, 2, 2, 0, 0xff]).expect("a signature");
        assert_eq!((signature[31], signature[63]), (1, 255));
        assert_eq!(signature.iter().map(|byte| usize::from(*byte)).sum::<usize>(), 256);
        let long = [&[0x30, 38, 2, 33, 1][..], &[0; 32], &[2, 1, 1]].concat();
        assert_eq!(fixed(&long), None);
        assert_eq!(fixed(b"no DER"), None);
    }
}

//! The seal's public keys as a JWKS (RFC 7517), with their certificates.

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use der::asn1::UintRef;
use der::{Decode, Sequence};
use serde_json::{Value, json};
use x509_cert::Certificate;

use super::key::{KeyKind, der_of, leaf_public_key};

/// PKCS #1 (RFC 8017 §A.1.1).
#[derive(Sequence)]
struct RsaPublicKey<'a> {
    modulus: UintRef<'a>,
    exponent: UintRef<'a>,
}

/// A whole document.
pub fn document(keys: impl IntoIterator<Item = Value>) -> String {
    json!({ "keys": keys.into_iter().collect::<Vec<_>>() }).to_string()
}

/// The key of a chain, leaf first. `kid` is the RFC 7638 thumbprint, `x5c` the chain. `None` when it is not
/// of a kind that seals.
pub fn jwk_of(chain: &[Certificate]) -> Option<Value> {
    let base64url = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let leaf = chain.first()?;
    let public_key = leaf_public_key(leaf)?;
    let mut jwk = match KeyKind::of(leaf)? {
        KeyKind::P256 => {
            // An uncompressed point: 4, x, y (SEC 1 §2.3.3).
            let [4, point @ ..] = public_key else { return None };
            let (x, y) = point.split_at_checked(32)?;
            json!({ "kty": "EC", "crv": "P-256", "x": base64url(x), "y": base64url(y), "alg": "ES256" })
        }
        KeyKind::Rsa => {
            let public = RsaPublicKey::from_der(public_key).ok()?;
            json!({
                "kty": "RSA", "alg": "RS256",
                "n": base64url(public.modulus.as_bytes()), "e": base64url(public.exponent.as_bytes()),
            })
        }
    };
    jwk["kid"] = thumbprint(&jwk).into();
    jwk["use"] = "sig".into();
    jwk["x5c"] = chain.iter().map(|certificate| STANDARD.encode(der_of(certificate))).collect();
    jwk["x5t#S256"] = base64url(digest::digest(&digest::SHA256, &der_of(leaf)).as_ref()).into();
    Some(jwk)
}

/// RFC 7638 §3: the required members, sorted, without spaces.
fn thumbprint(jwk: &Value) -> String {
    let members: &[&str] = if jwk["kty"] == "EC" { &["crv", "kty", "x", "y"] } else { &["e", "kty", "n"] };
    let members: Vec<String> = members.iter().map(|name| format!("\"{name}\":{}", jwk[*name])).collect();
    let text = format!("{{{}}}", members.join(","));
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, text.as_bytes()))
}

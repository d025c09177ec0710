//! A private JWK (RFC 7518 §6.2.2, §6.3.2) made ready for use.

use aws_lc_rs::agreement;
use aws_lc_rs::rsa::PrivateDecryptingKey;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Encode, Sequence};
use serde_json::{Map, Value};

use super::KeyManagement;

/// One key: what may be published of it, and the rest.
pub struct PrivateKey {
    /// The public JWK.
    pub public: Map<String, Value>,
    /// What it is used for.
    pub(super) management: KeyManagement,
    /// The private half.
    pub(super) secret: Secret,
}

/// The private half.
pub enum Secret {
    /// On the curve P-256.
    P256(agreement::PrivateKey),
    /// RSA.
    Rsa(PrivateDecryptingKey),
}

/// Members of a JWK that anybody may know.
const PUBLIC_MEMBERS: &[&str] = &["kty", "use", "alg", "kid", "crv", "x", "y", "n", "e"];
/// Shortest RSA modulus, in bits.
const SHORTEST_RSA: usize = 2048;

impl PrivateKey {
    pub(super) fn parse(jwk: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        if text("use") != Some("enc") || text("kid").is_none_or(str::is_empty) {
            return None;
        }
        let management = KeyManagement::from_name(text("alg")?)?;
        let secret = match (text("kty")?, management) {
            ("EC", KeyManagement::EcdhEs) if text("crv") == Some("P-256") => Secret::P256(p256(jwk)?),
            ("RSA", KeyManagement::RsaOaep | KeyManagement::RsaOaep256) => Secret::Rsa(rsa(jwk)?),
            _ => return None,
        };
        let public = jwk
            .iter()
            .filter(|(name, _)| PUBLIC_MEMBERS.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        Some(Self { public, management, secret })
    }
}

fn bytes(jwk: &Map<String, Value>, name: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(jwk.get(name)?.as_str()?).ok()
}

fn p256(jwk: &Map<String, Value>) -> Option<agreement::PrivateKey> {
    let key = agreement::PrivateKey::from_private_key(&agreement::ECDH_P256, &bytes(jwk, "d")?).ok()?;
    let computed = key.compute_public_key().ok()?;
    (computed.as_ref() == p256_point(jwk)?).then_some(key)
}

/// The uncompressed point of a public P-256 JWK (SEC 1 §2.3.3).
pub(super) fn p256_point(jwk: &Map<String, Value>) -> Option<Vec<u8>> {
    let is_p256 = jwk.get("kty")?.as_str()? == "EC" && jwk.get("crv")?.as_str()? == "P-256";
    let (x, y) = (bytes(jwk, "x")?, bytes(jwk, "y")?);
    (is_p256 && x.len() == 32 && y.len() == 32).then(|| [[4].as_slice(), &x, &y].concat())
}

/// PKCS #1 (RFC 8017 §A.1.2).
#[derive(Sequence)]
struct RsaPrivateKey<'a> {
    version: u8,
    n: UintRef<'a>,
    e: UintRef<'a>,
    d: UintRef<'a>,
    p: UintRef<'a>,
    q: UintRef<'a>,
    dp: UintRef<'a>,
    dq: UintRef<'a>,
    qi: UintRef<'a>,
}

/// PKCS #8 (RFC 5208 §5).
#[derive(Sequence)]
struct PrivateKeyInfo<'a> {
    version: u8,
    algorithm: Algorithm<'a>,
    private_key: &'a OctetStringRef,
}

#[derive(Sequence)]
struct Algorithm<'a> {
    oid: ObjectIdentifier,
    parameters: AnyRef<'a>,
}

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

fn rsa(jwk: &Map<String, Value>) -> Option<PrivateDecryptingKey> {
    let [n, e, d, p, q, dp, dq, qi] =
        ["n", "e", "d", "p", "q", "dp", "dq", "qi"].map(|name| bytes(jwk, name).unwrap_or_default());
    let integer = |bytes| UintRef::new(bytes).ok();
    let key = RsaPrivateKey {
        version: 0,
        n: integer(&n)?,
        e: integer(&e)?,
        d: integer(&d)?,
        p: integer(&p)?,
        q: integer(&q)?,
        dp: integer(&dp)?,
        dq: integer(&dq)?,
        qi: integer(&qi)?,
    }
    .to_der()
    .ok()?;
    let algorithm = Algorithm { oid: RSA_ENCRYPTION, parameters: AnyRef::NULL };
    let info = PrivateKeyInfo { version: 0, algorithm, private_key: OctetStringRef::new(&key).ok()? };
    let key = PrivateDecryptingKey::from_pkcs8(&info.to_der().ok()?).ok()?;
    (key.key_size_bits() >= SHORTEST_RSA).then_some(key)
}

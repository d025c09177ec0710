//! FranceConnect's public keys, parsed once per key set.

use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};

use super::signed_token::SignedToken;
use super::strict_json;

/// Keys under one `kid` that are tried: a signature check costs time, and two are plenty for a rotation.
const MOST_KEYS_TRIED: usize = 4;

/// The keys of one JWKS that may verify an ES256 signature.
pub struct KeySet {
    raw: Vec<u8>,
    keys: Vec<(Option<String>, DecodingKey)>,
}

impl PartialEq for KeySet {
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}

impl KeySet {
    /// Reads a JWKS (RFC 7517 §5). Keys of other kinds, for encryption or for other algorithms are passed
    /// over: FranceConnect publishes an RSA key beside ours. `None` when it is no key set.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let mut set = strict_json::object(body)?;
        let keys = set.remove("keys")?;
        let keys = keys
            .as_array()?
            .iter()
            .filter_map(|key| serde_json::from_value::<Jwk>(key.clone()).ok())
            .filter(verifies_es256)
            .filter_map(|jwk| Some((jwk.common.key_id.clone(), DecodingKey::from_jwk(&jwk).ok()?)))
            .collect();
        Some(Self { raw: body.to_vec(), keys })
    }

    /// How many keys may verify ES256.
    pub fn count(&self) -> usize {
        self.keys.len()
    }

    /// Whether one of the keys signed this token: every check of its form and signature, none of its claims.
    pub fn signed(&self, compact: &str) -> bool {
        SignedToken::parse("token", compact).and_then(|token| token.verify(self)).is_ok()
    }

    /// The keys that may have signed a token: those its `kid` names, of which there are several while a
    /// rotation keeps the `kid`. Without `kid` there must be a single candidate (OpenID Connect Core §10.1).
    pub fn keys_for<'a>(&'a self, kid: Option<&'a str>) -> impl Iterator<Item = &'a DecodingKey> {
        let is_settled = kid.is_some() || self.keys.len() == 1;
        self.keys
            .iter()
            .filter(move |(id, _)| is_settled && (kid.is_none() || id.as_deref() == kid))
            .map(|(_, key)| key)
            .take(MOST_KEYS_TRIED)
    }
}

fn verifies_es256(jwk: &Jwk) -> bool {
    let is_p256 =
        matches!(&jwk.algorithm, AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256);
    let may_sign = matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature));
    let fits_algorithm = matches!(jwk.common.key_algorithm, None | Some(KeyAlgorithm::ES256));
    is_p256 && may_sign && fits_algorithm
}

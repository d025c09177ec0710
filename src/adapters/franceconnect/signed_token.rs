//! One verifier for everything FranceConnect signs: id_token and userinfo.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::error::ProtocolError;
use super::key_set::KeySet;
use super::{CLOCK_SKEW_SECONDS, PINNED_ALGORITHM, strict_json};

/// Oldest token taken, in seconds, however long it says it lives: each is made while we wait for it
/// (OpenID Connect Core §3.1.3.7, 10).
const OLDEST_SECONDS: i64 = 300;

/// A compact JWS (RFC 7515 §7.1) taken apart; not yet verified.
pub struct SignedToken<'a> {
    name: &'static str,
    signing_input: &'a str,
    signature: &'a str,
    kid: Option<String>,
    claims: Map<String, Value>,
}

/// The claims of a token whose signature is good.
pub struct VerifiedClaims {
    name: &'static str,
    claims: Map<String, Value>,
}

impl<'a> SignedToken<'a> {
    /// Takes a token apart and refuses every header that would change its meaning.
    ///
    /// # Errors
    /// When it is no compact JWS, not ES256, or carries `crit`, an embedded key or a foreign `typ`
    /// (RFC 8725 §3.11: explicit types keep kinds of tokens apart).
    pub fn parse(name: &'static str, compact: &'a str) -> Result<Self, ProtocolError> {
        let not_signed = || ProtocolError::NotSigned(name);
        let (signing_input, signature) = compact.rsplit_once('.').ok_or_else(not_signed)?;
        let (header, payload) = signing_input.split_once('.').ok_or_else(not_signed)?;
        let part = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| not_signed());
        let header_bytes = part(header)?;
        let payload_bytes = part(payload)?;
        let object = |bytes: &[u8]| {
            strict_json::object(bytes).ok_or_else(|| {
                if serde_json::from_slice::<Map<String, Value>>(bytes).is_ok() {
                    ProtocolError::DuplicateMember(name)
                } else {
                    not_signed()
                }
            })
        };
        let header = object(&header_bytes)?;
        if header.get("alg").and_then(Value::as_str) != Some("ES256") {
            return Err(ProtocolError::Algorithm(name));
        }
        for forbidden in ["crit", "b64", "jwk", "jku", "x5u", "x5c", "enc", "zip"] {
            if header.contains_key(forbidden) {
                return Err(ProtocolError::Header { token: name, header: forbidden });
            }
        }
        let is_plain_jwt = |typ: &Value| typ.as_str().is_some_and(|typ| typ.eq_ignore_ascii_case("jwt"));
        if header.get("typ").is_some_and(|typ| !is_plain_jwt(typ)) {
            return Err(ProtocolError::Header { token: name, header: "typ" });
        }
        let kid = match header.get("kid") {
            None => None,
            Some(Value::String(kid)) => Some(kid.clone()),
            Some(_) => return Err(ProtocolError::Header { token: name, header: "kid" }),
        };
        Ok(Self { name, signing_input, signature, kid, claims: object(&payload_bytes)? })
    }

    /// What a claim says, without any proof: to find the keys that may prove it.
    pub fn claimed(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim)?.as_str()
    }

    /// Verifies the signature with the key the token names.
    ///
    /// # Errors
    /// [`ProtocolError::UnknownKey`] and [`ProtocolError::Signature`], after both of which a newer key
    /// set may do: a rotation at FranceConnect may keep the `kid`, which can be a label of its HSM.
    pub fn verify(&self, keys: &KeySet) -> Result<VerifiedClaims, ProtocolError> {
        let mut fitting = keys.keys_for(self.kid.as_deref()).peekable();
        if fitting.peek().is_none() {
            return Err(ProtocolError::UnknownKey(self.name));
        }
        let input = self.signing_input.as_bytes();
        let is_signed_with =
            |key| jsonwebtoken::crypto::verify(self.signature, input, key, PINNED_ALGORITHM).unwrap_or(false);
        if !fitting.any(is_signed_with) {
            return Err(ProtocolError::Signature(self.name));
        }
        Ok(VerifiedClaims { name: self.name, claims: self.claims.clone() })
    }
}

impl VerifiedClaims {
    /// Claims nobody signed, for the fuzz targets.
    #[cfg(fuzzing)]
    pub fn unverified(name: &'static str, claims: Map<String, Value>) -> Self {
        Self { name, claims }
    }

    /// That this claim does not have the value it must have.
    pub fn refuse(&self, claim: &'static str) -> ProtocolError {
        ProtocolError::Claim { token: self.name, claim }
    }

    /// A claim that must be a text.
    pub fn text(&self, claim: &'static str) -> Result<&str, ProtocolError> {
        self.claims.get(claim).and_then(Value::as_str).ok_or_else(|| self.refuse(claim))
    }

    /// A claim, if it is there.
    pub fn get(&self, claim: &str) -> Option<&Value> {
        self.claims.get(claim)
    }

    /// A claim that must be an object, as claims of its own.
    pub fn part(&self, claim: &'static str) -> Result<Self, ProtocolError> {
        let part = self.claims.get(claim).and_then(Value::as_object).ok_or_else(|| self.refuse(claim))?;
        Ok(Self { name: self.name, claims: part.clone() })
    }

    /// A claim that must be an instant in seconds (RFC 7519 §2, NumericDate).
    pub fn instant(&self, claim: &'static str) -> Result<i64, ProtocolError> {
        let value = self.claims.get(claim).ok_or_else(|| self.refuse(claim))?;
        let whole = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds.floor() as i64));
        whole.ok_or_else(|| self.refuse(claim))
    }

    /// `iss` and `aud`: from FranceConnect, to us and to nobody else (OpenID Connect Core §3.1.3.7, 2
    /// to 5). We trust no further audience, so a token that has one is refused.
    pub fn expect_issuer_and_audience(&self, issuer: &str, client_id: &str) -> Result<(), ProtocolError> {
        if self.text("iss")? != issuer {
            return Err(self.refuse("iss"));
        }
        let is_for_us = match self.claims.get("aud") {
            Some(Value::String(audience)) => audience == client_id,
            Some(Value::Array(audiences)) => {
                !audiences.is_empty() && audiences.iter().all(|audience| audience.as_str() == Some(client_id))
            }
            _ => false,
        };
        if !is_for_us {
            return Err(self.refuse("aud"));
        }
        match self.claims.get("azp") {
            Some(party) if party.as_str() != Some(client_id) => Err(self.refuse("azp")),
            _ => Ok(()),
        }
    }

    /// `exp`, `iat` and `nbf` against our clock, in seconds since the epoch.
    pub fn expect_current(&self, now: i64) -> Result<(), ProtocolError> {
        if self.instant("exp")? <= now - CLOCK_SKEW_SECONDS {
            return Err(self.refuse("exp"));
        }
        let issued_at = self.instant("iat")?;
        if issued_at > now + CLOCK_SKEW_SECONDS || issued_at < now - OLDEST_SECONDS {
            return Err(self.refuse("iat"));
        }
        if self.claims.contains_key("nbf") && self.instant("nbf")? > now + CLOCK_SKEW_SECONDS {
            return Err(self.refuse("nbf"));
        }
        Ok(())
    }
}

// Rust: jsonwebtoken = "11", serde_json = "1"; `keys` is the text of {origin}/.well-known/jwks.json

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::Value;

/// The transcript in an envelope that was made for you.
pub fn verify(
    envelope: &str,
    keys: &JwkSet,
    origin: &str,
    client_id: &str,
) -> Result<Value, Box<dyn std::error::Error>> {
    // The envelope: made for you, and for minutes.
    let mut rules = Validation::new(Algorithm::ES256);
    rules.set_issuer(&[origin]);
    rules.set_audience(&[client_id]);
    rules.set_required_spec_claims(&["iss", "aud", "exp"]);
    let envelope = opened(envelope, keys, &rules)?;

    // The seal in it: keep this one, it never ends.
    let mut rules = Validation::new(Algorithm::ES256);
    rules.required_spec_claims.clear();
    rules.validate_exp = false;
    opened(envelope["sceau"].as_str().ok_or("no seal")?, keys, &rules)
}

fn opened(jws: &str, keys: &JwkSet, rules: &Validation) -> Result<Value, Box<dyn std::error::Error>> {
    let kid = decode_header(jws)?.kid.ok_or("no kid")?;
    let key = keys.find(&kid).ok_or("not a seal of the ministry")?;
    Ok(decode::<Value>(jws, &DecodingKey::from_jwk(key)?, rules)?.claims)
}

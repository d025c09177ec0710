//! The id_token: who signed in, when and how strongly; no identity claim ever.
//!
//! Header `alg` and `kid`; eight members, nine with `amr`; `exp − iat` is 60 (`api-token.feature`
//! and a sandbox token of November 2025). An older sandbox token had `typ` and `at_hash` as well,
//! which [`Tamper::IdTokenOlderShape`] gives: a relying party must take both.

use aws_lc_rs::error::Unspecified;
use serde_json::{Value, json};

use super::behaviour::Tamper;
use super::keys::{Algorithm, SigningKeys, access_token_hash};
use super::provider::{Grant, Provider, TOKEN_SECONDS};
use super::settings::RegisteredClient;

/// The id_token of this grant, or the lie ordered instead.
pub(super) fn issue(
    provider: &Provider,
    client: &RegisteredClient,
    grant: &Grant,
    access_token: &str,
) -> Result<String, Unspecified> {
    let tamper = provider.tamper();
    let now = provider.now();
    let person = &grant.signed_in.person;
    let mut claims = json!({
        "sub": person.subject(),
        "acr": person.acr,
        "auth_time": grant.signed_in.auth_time,
        "nonce": grant.request.nonce,
        "aud": client.client_id,
        "exp": now + TOKEN_SECONDS,
        "iat": now,
        "iss": provider.issuer(),
    });
    if grant.request.wants_amr {
        claims["amr"] = json!(person.amr);
    }
    distort(&mut claims, tamper, now, access_token);
    let keys = provider.keys.read().map_err(|_| Unspecified)?;
    let algorithm = match tamper {
        Tamper::IdTokenAlgNone => Algorithm::None,
        Tamper::IdTokenHs256ClientSecret => Algorithm::Hs256(client.authentication.secret().to_owned()),
        Tamper::IdTokenRs256 => Algorithm::Rs256,
        _ => Algorithm::Es256,
    };
    let mut head = header(&keys, &algorithm);
    match tamper {
        Tamper::UnknownKid => head["kid"] = json!("inconnu"),
        Tamper::IdTokenOlderShape => head["typ"] = json!("JWT"),
        _ => {}
    }
    let token = provider.behaviour().forge_id_token.sign(&keys, &algorithm, head, claims)?;
    Ok(if tamper == Tamper::IdTokenBadSignature { with_broken_signature(&token) } else { token })
}

/// `alg` and `kid`, nothing else.
pub(super) fn header(keys: &SigningKeys, algorithm: &Algorithm) -> Value {
    let name = match algorithm {
        Algorithm::Es256 => "ES256",
        Algorithm::Rs256 => "RS256",
        Algorithm::Hs256(_) => "HS256",
        Algorithm::None => return json!({ "alg": "none" }),
    };
    json!({ "alg": name, "kid": keys.key_id(algorithm) })
}

/// Another signature of the right length.
pub(super) fn with_broken_signature(token: &str) -> String {
    match token.rsplit_once('.') {
        Some((input, signature)) => {
            // The last character keeps its place: its low bits are padding and must stay zero.
            let (body, last) = signature.split_at(signature.len().saturating_sub(1));
            let turned: String = body.chars().rev().collect();
            format!("{input}.{turned}{last}")
        }
        None => token.to_owned(),
    }
}

fn distort(claims: &mut Value, tamper: Tamper, now: i64, access_token: &str) {
    match tamper {
        Tamper::IdTokenWrongNonce => claims["nonce"] = json!("0".repeat(64)),
        Tamper::IdTokenMissingNonce => remove(claims, "nonce"),
        Tamper::IdTokenWrongIss => claims["iss"] = json!("https://imposteur.example.org/api/v2"),
        Tamper::IdTokenWrongAud => claims["aud"] = json!("autre-service"),
        Tamper::IdTokenManyAudiences => {
            claims["aud"] = json!([claims["aud"], "autre-service"]);
        }
        Tamper::IdTokenExpired => {
            claims["iat"] = json!(now - 3600);
            claims["exp"] = json!(now - 3600 + TOKEN_SECONDS);
        }
        Tamper::IdTokenFutureIat => {
            claims["iat"] = json!(now + 3600);
            claims["exp"] = json!(now + 3600 + TOKEN_SECONDS);
        }
        Tamper::IdTokenWrongAtHash => claims["at_hash"] = json!(access_token_hash("another")),
        Tamper::IdTokenOlderShape => claims["at_hash"] = json!(access_token_hash(access_token)),
        Tamper::AcrTooLow => claims["acr"] = json!("eidas0"),
        Tamper::AcrMissing => remove(claims, "acr"),
        _ => {}
    }
}

fn remove(claims: &mut Value, name: &str) {
    if let Some(claims) = claims.as_object_mut() {
        claims.remove(name);
    }
}

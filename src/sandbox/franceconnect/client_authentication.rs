//! Who calls the token endpoint: `client_secret_post` or `private_key_jwt`, one of them, never a
//! Basic header.
//!
//! The library behind FranceConnect would take a Basic header; it is neither advertised nor
//! documented, so a relying party must not depend on it and the simulator refuses it.

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

use super::parameters::Parameters;
use super::provider::Provider;
use super::refusal::{JsonRefusal, UNLISTED};
use super::settings::{ClientAuthentication, RegisteredClient};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const WRONG_METHOD: &str = "Y044D82C";

/// The client, once it proved who it is.
///
/// # Errors
///
/// 401 `invalid_client`, or 400 `invalid_request` for two methods at once.
pub(super) async fn authenticate<'a>(
    provider: &'a Provider,
    request: &HttpRequest,
    parameters: &Parameters,
) -> Result<&'a RegisteredClient, JsonRefusal> {
    let secret = parameters.get("client_secret");
    let assertion = parameters.get("client_assertion");
    let has_header = request.headers().contains_key(AUTHORIZATION);
    if [secret.is_some(), assertion.is_some(), has_header].iter().filter(|given| **given).count() > 1 {
        return Err(JsonRefusal::bad_request(
            "invalid_request",
            "client authentication must only be provided using one mechanism",
            UNLISTED,
        ));
    }
    if has_header {
        return Err(JsonRefusal::invalid_client(
            "the provided authentication mechanism does not match the registered client authentication method",
            WRONG_METHOD,
        ));
    }
    let id = parameters.required("client_id").map_err(|_| {
        JsonRefusal::bad_request("invalid_request", "no client authentication mechanism provided", UNLISTED)
    })?;
    let client =
        provider.client(id).ok_or_else(|| JsonRefusal::invalid_client("client not found", "Y04EA6EF"))?;
    match (&client.authentication, secret, assertion) {
        (ClientAuthentication::SecretPost(expected), Some(given), None) => {
            if !bool::from(expected.as_bytes().ct_eq(given.as_bytes())) {
                let detail = "invalid secret provided";
                return Err(JsonRefusal::invalid_client(detail, "Y0434A7B"));
            }
        }
        (ClientAuthentication::PrivateKeyJwt(keys), None, Some(assertion)) => {
            if parameters.get("client_assertion_type") != Some(ASSERTION_TYPE) {
                let detail = "client_assertion_type must have value of the JWT bearer URN";
                return Err(JsonRefusal::invalid_client(detail, UNLISTED));
            }
            check_assertion(provider, client, keys, assertion)
                .await
                .map_err(|detail| JsonRefusal::invalid_client(detail, UNLISTED))?;
        }
        _ => {
            return Err(JsonRefusal::invalid_client(
                "the provided authentication mechanism does not match the registered client authentication method",
                WRONG_METHOD,
            ));
        }
    }
    Ok(client)
}

#[derive(Deserialize)]
struct Assertion {
    sub: String,
    exp: i64,
    jti: String,
}

/// RFC 7523 with the algorithms FranceConnect takes; each `jti` once.
async fn check_assertion(
    provider: &Provider,
    client: &RegisteredClient,
    keys: &JwkSet,
    assertion: &str,
) -> Result<(), &'static str> {
    let header = decode_header(assertion).map_err(|_| "invalid client assertion")?;
    if !matches!(header.alg, Algorithm::ES256 | Algorithm::RS256) {
        return Err("algorithm mismatch");
    }
    let key = match &header.kid {
        Some(kid) => keys.find(kid),
        None => keys.keys.first(),
    }
    .and_then(|jwk| DecodingKey::from_jwk(jwk).ok())
    .ok_or("no suitable key found")?;
    let mut validation = Validation::new(header.alg);
    validation.set_issuer(&[&client.client_id]);
    let issuer = provider.issuer();
    validation.set_audience(&[format!("{issuer}/token"), issuer]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    // Judged below, against the clock of the settings.
    validation.validate_exp = false;
    let claims = decode::<Assertion>(assertion, &key, &validation)
        .map_err(|_| "client assertion signature or claims invalid")?
        .claims;
    if claims.sub != client.client_id {
        return Err("client assertion sub must be the client_id");
    }
    if claims.exp <= provider.now() {
        return Err("client assertion expired");
    }
    let entry = provider.assertions.entry(claims.jti).or_insert(()).await;
    if !entry.is_fresh() {
        return Err("client assertion tokens must only be used once");
    }
    Ok(())
}

//! `POST /api/v2/checktoken`: what is behind a token, for a data provider (`data-provider.service.ts`,
//! `api-checktoken.feature`).
//!
//! Encrypted around signed, on the platform « FC » too. The provider's keys are fetched at each call: its
//! address must be up for an answer to exist.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use aws_lc_rs::digest;
use aws_lc_rs::error::Unspecified;
use serde_json::{Map, Value, json};
use subtle::ConstantTimeEq as _;

use super::behaviour::Envelope;
use super::control::misbehave;
use super::forgery::merge;
use super::keys::Algorithm;
use super::parameters::{self, Parameters};
use super::provider::{Provider, TOKEN_SECONDS};
use super::refusal::{JsonRefusal, UNLISTED};
use super::settings::RegisteredDataProvider;
use super::{id_token, jwe};

const ALLOWED: &[&str] = &["token", "client_id", "client_secret"];
/// The civil register's identity, handed over whatever the scopes.
const PIVOT: &[&str] =
    &["gender", "family_name", "given_name", "given_name_array", "birthdate", "birthplace", "birthcountry"];

/// The endpoint.
pub(super) async fn check(
    request: HttpRequest,
    provider: web::Data<Provider>,
    body: web::Bytes,
) -> HttpResponse {
    let behaviour = provider.behaviour();
    if let Some(instead) = misbehave(behaviour.check_token, &behaviour, &request).await {
        return instead;
    }
    match answer(&request, &provider, &body).await {
        Ok(response) => response,
        Err(refusal) => refusal.respond(),
    }
}

fn refusal(status: StatusCode, error: &'static str, description: &str) -> JsonRefusal {
    JsonRefusal { status, error, description: description.to_owned(), code: UNLISTED }
}

async fn answer(
    request: &HttpRequest,
    provider: &Provider,
    body: &[u8],
) -> Result<HttpResponse, JsonRefusal> {
    let invalid =
        || refusal(StatusCode::BAD_REQUEST, "invalid_request", "Required parameter missing or invalid.");
    let unknown = || refusal(StatusCode::UNAUTHORIZED, "invalid_client", "Client authentication failed.");
    if !parameters::is_form(request) {
        return Err(invalid());
    }
    let parameters = Parameters::parse(body, ALLOWED).map_err(|_| invalid())?;
    let required = |name| parameters.required(name).map_err(|_| invalid());
    let (token, client_id, secret) = (required("token")?, required("client_id")?, required("client_secret")?);
    let registered = &provider.settings.data_providers;
    let data_provider =
        registered.iter().find(|registered| registered.client_id == client_id).ok_or_else(unknown)?;
    if !bool::from(data_provider.client_secret.as_bytes().ct_eq(secret.as_bytes())) {
        return Err(unknown());
    }
    let introspected = introspect(provider, data_provider, token).await;
    let signed = sign(provider, data_provider, introspected).map_err(|_| JsonRefusal::server_error())?;
    let body = match provider.behaviour().envelope {
        Envelope::Encrypted => {
            let jwks = fetch(data_provider).await.ok_or_else(JsonRefusal::server_error)?;
            let algorithm = data_provider.encryption.as_str();
            jwe::encrypt(&signed, algorithm, &jwks).map_err(|_| JsonRefusal::server_error())?
        }
        Envelope::SignedOnly => signed,
    };
    Ok(HttpResponse::Ok().content_type("application/token-introspection+jwt").body(body))
}

/// What is behind the token: everything, or that nothing is.
async fn introspect(provider: &Provider, data_provider: &RegisteredDataProvider, token: &str) -> Value {
    let now = provider.now();
    let found = provider.access_tokens.get(token).await;
    let Some(found) = found.filter(|found| now < found.issued_at + TOKEN_SECONDS) else {
        return json!({ "active": false });
    };
    let (request, person) = (&found.grant.request, &found.grant.signed_in.person);
    let scopes: Vec<&str> = request
        .scopes
        .iter()
        .filter(|scope| data_provider.scopes.contains(scope))
        .map(String::as_str)
        .collect();
    // Pairwise: the data provider's `sub` is not the relying party's.
    let pair = format!("{} {}", person.subject(), data_provider.client_id);
    let sub = hex::encode(digest::digest(&digest::SHA256, pair.as_bytes()));
    let mut members = Map::from_iter([
        ("active".to_owned(), json!(true)),
        ("aud".to_owned(), json!(request.client_id)),
        ("sub".to_owned(), json!(format!("{sub}v1"))),
        ("iat".to_owned(), json!(found.issued_at)),
        ("exp".to_owned(), json!(found.issued_at + TOKEN_SECONDS)),
        ("jti".to_owned(), json!(token)),
        ("acr".to_owned(), json!(person.acr)),
        ("scope".to_owned(), json!(scopes.join(" "))),
    ]);
    for claim in PIVOT {
        if let Some(value) = person.userinfo.get(*claim) {
            members.insert((*claim).to_owned(), value.clone());
        }
    }
    let mut introspected = Value::Object(members);
    merge(&mut introspected, &provider.behaviour().forge_introspected);
    introspected
}

/// No `exp`: the caller has to look at `iat`.
fn sign(
    provider: &Provider,
    data_provider: &RegisteredDataProvider,
    introspected: Value,
) -> Result<String, Unspecified> {
    let claims = json!({
        "token_introspection": introspected,
        "aud": data_provider.client_id,
        "iss": provider.issuer(),
        "iat": provider.now(),
    });
    let keys = provider.keys.read().map_err(|_| Unspecified)?;
    let header = id_token::header(&keys, &Algorithm::Es256);
    provider.behaviour().forge_introspection.sign(&keys, &Algorithm::Es256, header, claims)
}

/// The provider's key set, as it is now.
async fn fetch(data_provider: &RegisteredDataProvider) -> Option<Value> {
    let client = reqwest::Client::builder().timeout(Duration::from_secs(5)).no_proxy().build().ok()?;
    let answer = client.get(data_provider.jwks_uri.clone()).send().await.ok()?;
    answer.error_for_status().ok()?.json().await.ok()
}

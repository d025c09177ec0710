//! `POST /api/v2/token`: a code for an access token and an id_token, once, within 30 seconds.
//!
//! The order of checks is the library's (`actions/grants/authorization_code.js`). Sources of the
//! errors: `api-token.feature`, `_doc/erreurs-oidc-provider.md`.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::authorization_request::same_address;
use super::behaviour::Tamper;
use super::client_authentication::authenticate;
use super::control::misbehave;
use super::parameters::{self, Parameters};
use super::provider::{AccessToken, CODE_SECONDS, IssuedCode, Provider, TOKEN_SECONDS};
use super::refusal::{JsonRefusal, UNLISTED};
use super::settings::RegisteredClient;
use super::{id_token, random};

const ALLOWED: &[&str] = &[
    "grant_type",
    "code",
    "redirect_uri",
    "client_id",
    "client_secret",
    "client_assertion_type",
    "client_assertion",
];

/// The endpoint.
pub(super) async fn exchange(
    request: HttpRequest,
    provider: web::Data<Provider>,
    body: web::Bytes,
) -> HttpResponse {
    provider.counters.token();
    let behaviour = provider.behaviour();
    if let Some(instead) = misbehave(behaviour.token, &behaviour, &request).await {
        return instead;
    }
    match answer(&request, &provider, &body).await {
        Ok(members) => HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(members),
        Err(refusal) => refusal.respond(),
    }
}

async fn answer(request: &HttpRequest, provider: &Provider, body: &[u8]) -> Result<Value, JsonRefusal> {
    let invalid = |why: String| JsonRefusal::bad_request("invalid_request", why, UNLISTED);
    if !parameters::is_form(request) {
        return Err(invalid(
            "only application/x-www-form-urlencoded content-type bodies are supported".to_owned(),
        ));
    }
    let parameters = Parameters::parse(body, ALLOWED).map_err(invalid)?;
    let client = authenticate(provider, request, &parameters).await?;
    let grant_type = required(&parameters, "grant_type")?;
    if grant_type != "authorization_code" {
        return Err(JsonRefusal::bad_request(
            "unsupported_grant_type",
            "unsupported grant_type requested",
            UNLISTED,
        ));
    }
    let code = required(&parameters, "code")?;
    let redirect_uri = required(&parameters, "redirect_uri")?;
    let issued = provider
        .codes
        .get(code)
        .await
        .ok_or_else(|| JsonRefusal::invalid_grant("authorization code not found", "Y049E20B"))?;
    let access_token = redeem(provider, client, &issued, redirect_uri).await?;
    members(provider, client, &issued, &access_token)
}

/// Marks the code used. A second use kills what the first one gave.
async fn redeem(
    provider: &Provider,
    client: &RegisteredClient,
    issued: &IssuedCode,
    redirect_uri: &str,
) -> Result<String, JsonRefusal> {
    let grant = &issued.grant;
    let now = provider.now();
    if grant.request.client_id != client.client_id {
        return Err(JsonRefusal::invalid_grant("client mismatch", UNLISTED));
    }
    if now >= grant.granted_at + CODE_SECONDS {
        let detail = "authorization code is expired";
        return Err(JsonRefusal::invalid_grant(detail, "Y043F0A8"));
    }
    if !same_address(&grant.request.redirect_uri, redirect_uri) {
        let detail = "authorization code redirect_uri mismatch";
        return Err(JsonRefusal::invalid_grant(detail, "Y04F8199"));
    }
    let access_token = random::token();
    if issued.redeemed_for.set(access_token.clone()).is_err() {
        if let Some(earlier) = issued.redeemed_for.get() {
            provider.access_tokens.invalidate(earlier).await;
        }
        let detail = "authorization code already consumed";
        return Err(JsonRefusal::invalid_grant(detail, "Y0416228"));
    }
    let entry = AccessToken { grant: grant.clone(), issued_at: now };
    provider.access_tokens.insert(access_token.clone(), entry).await;
    Ok(access_token)
}

/// Exactly five members.
fn members(
    provider: &Provider,
    client: &RegisteredClient,
    issued: &IssuedCode,
    access_token: &str,
) -> Result<Value, JsonRefusal> {
    let tamper = provider.tamper();
    let id_token = id_token::issue(provider, client, &issued.grant, access_token)
        .map_err(|_| JsonRefusal::server_error())?;
    let mut members = json!({
        "access_token": access_token,
        "expires_in": TOKEN_SECONDS,
        "id_token": id_token,
        "scope": issued.grant.request.scopes.join(" "),
        "token_type": if tamper == Tamper::TokenTypeMac { "mac" } else { "Bearer" },
    });
    if tamper == Tamper::TokenWithoutIdToken
        && let Some(members) = members.as_object_mut()
    {
        members.remove("id_token");
    }
    Ok(members)
}

fn required<'a>(parameters: &'a Parameters, name: &str) -> Result<&'a str, JsonRefusal> {
    parameters.required(name).map_err(|_| {
        JsonRefusal::bad_request(
            "invalid_request",
            format!("missing required parameter '{name}' (undefined)"),
            "Y048017B",
        )
    })
}

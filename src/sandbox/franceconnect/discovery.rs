//! Provider metadata and keys: what FranceConnect advertises, misleading parts included.
//!
//! `HS256` and `S256` are advertised and must not be used: the first is a trap for clients that
//! take whatever is offered, the second needs parameters the white-list refuses.
//! Sources: `api-discovery.feature`, `instances/core-fcp-low/src/config/oidc-provider.ts`.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::behaviour::Tamper;
use super::control::misbehave;
use super::forgery::merge;
use super::provider::Provider;
use super::refusal::JsonRefusal;
use super::scopes;

const CACHE: (actix_web::http::header::HeaderName, &str) = (CACHE_CONTROL, "public, max-age=600");

/// `GET /api/v2/.well-known/openid-configuration`.
pub(super) async fn metadata(request: HttpRequest, provider: web::Data<Provider>) -> HttpResponse {
    provider.counters.discovery();
    let behaviour = provider.behaviour();
    if let Some(instead) = misbehave(behaviour.discovery, &behaviour, &request).await {
        return instead;
    }
    let mut document = document(&provider);
    merge(&mut document, &behaviour.forge_discovery);
    HttpResponse::Ok().insert_header(CACHE).json(document)
}

/// `GET /api/v2/jwks`.
pub(super) async fn jwks(request: HttpRequest, provider: web::Data<Provider>) -> HttpResponse {
    provider.counters.jwks();
    let behaviour = provider.behaviour();
    if let Some(instead) = misbehave(behaviour.jwks, &behaviour, &request).await {
        return instead;
    }
    let published = provider.keys.read().map(|keys| keys.published(behaviour.key_set));
    let Ok(Ok(published)) = published else {
        return JsonRefusal::server_error().respond();
    };
    HttpResponse::Ok()
        .insert_header(CACHE)
        .content_type("application/jwk-set+json; charset=utf-8")
        .body(published)
}

fn document(provider: &Provider) -> Value {
    let issuer = provider.issuer();
    let at = |path: &str| format!("{issuer}/{path}");
    let announced = match provider.tamper() {
        Tamper::DiscoveryWrongIssuer => "https://imposteur.example.org/api/v2",
        _ => issuer.as_str(),
    };
    json!({
        "issuer": announced,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "userinfo_endpoint": at("userinfo"),
        "jwks_uri": at("jwks"),
        "end_session_endpoint": at("session/end"),
        "revocation_endpoint": at("token/revocation"),
        "acr_values_supported": ["eidas1"],
        "authorization_response_iss_parameter_supported": true,
        "claim_types_supported": ["normal"],
        "claims_parameter_supported": true,
        "claims_supported": [
            "amr", "birthcountry", "birthdate", "birthplace", "email", "family_name", "gender",
            "given_name", "given_name_array", "idp_birthdate", "idp_id", "preferred_username",
            "sub", "acr", "auth_time", "iss",
        ],
        "code_challenge_methods_supported": ["S256"],
        "grant_types_supported": ["authorization_code"],
        "id_token_signing_alg_values_supported": ["HS256", "ES256", "RS256"],
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "response_modes_supported": ["form_post", "fragment", "query"],
        "response_types_supported": ["code"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "revocation_endpoint_auth_signing_alg_values_supported": ["ES256", "RS256"],
        "scopes_supported": scopes::identity_scopes(),
        "subject_types_supported": ["pairwise"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256", "RS256"],
        "userinfo_signing_alg_values_supported": ["HS256", "ES256", "RS256"],
    })
}

//! `GET /.well-known/oauth-authorization-server`: what a stock client needs to know (RFC 8414).

use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use actix_web::{HttpResponse, Responder, web};
use serde_json::json;

use super::{AUTHORIZE_PATH, PAR_PATH, REVOKE_PATH, TOKEN_PATH};
use crate::domain::enrolment_site::Scope;
use crate::domain::language::Language;
use crate::http::state::AppState;

/// The document, readable from any site.
pub async fn metadata(state: web::Data<AppState>) -> impl Responder {
    let issuer = state.public_url.origin();
    let at = |path: &str| format!("{issuer}{path}");
    let methods = ["client_secret_basic", "client_secret_post", "private_key_jwt"];
    let document = json!({
        "issuer": issuer,
        "authorization_endpoint": at(AUTHORIZE_PATH),
        "token_endpoint": at(TOKEN_PATH),
        "pushed_authorization_request_endpoint": at(PAR_PATH),
        "revocation_endpoint": at(REVOKE_PATH),
        "jwks_uri": at("/.well-known/jwks.json"),
        "scopes_supported": Scope::ALL.iter().map(|scope| scope.code()).collect::<Vec<_>>(),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
        "revocation_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_signing_alg_values_supported": ["ES256"],
        "authorization_response_iss_parameter_supported": true,
        "require_pushed_authorization_requests": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "ui_locales_supported": Language::ALL.map(Language::tag),
        "service_documentation": at("/developpeurs"),
    });
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=600"))
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .json(document)
}

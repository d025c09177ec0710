//! `GET /.well-known/jwks.json`: the keys that seal transcripts, for anyone who verifies one.

use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL};
use actix_web::{HttpResponse, Responder, web};

use crate::http::state::AppState;

/// The key set (RFC 7517 §5), readable from any site.
pub async fn jwks(state: web::Data<AppState>) -> impl Responder {
    HttpResponse::Ok()
        .content_type("application/jwk-set+json")
        .insert_header((CACHE_CONTROL, "public, max-age=600"))
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .body(state.jwks.clone())
}

//! Probes. Neither asks a server: a service whose FranceConnect or store is down still has pages to
//! show and must not be taken out of rotation for it.

use actix_web::{HttpResponse, Responder};

/// `GET /healthz`: the process serves.
pub async fn healthz() -> impl Responder {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok")
}

/// `GET /readyz`: the process takes requests.
pub async fn readyz() -> impl Responder {
    HttpResponse::Ok().json(serde_json::json!({ "status": "ready" }))
}

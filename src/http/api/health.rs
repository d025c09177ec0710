//! Probes for load balancers and monitors. They name components, never addresses or causes: those are in the
//! log.

use std::sync::atomic::Ordering;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, Responder, web};
use serde_json::json;

use crate::http::state::AppState;

/// `GET /healthz`: the process serves. Asks nobody: a server that is down elsewhere is no reason to restart
/// this one.
pub async fn healthz() -> impl Responder {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok")
}

/// `GET /readyz`: 200 when requests should come here; 503 when a store they need does not answer, or when this
/// process is about to end. During maintenance requests should come: they get the page that says so.
pub async fn readyz(state: web::Data<AppState>) -> impl Responder {
    let readiness = state.report_readiness.now().await;
    let maintenance = state.announce_maintenance.current();
    let (status, word) = if state.ending.load(Ordering::Relaxed) {
        (StatusCode::SERVICE_UNAVAILABLE, "ending")
    } else if maintenance.is_some() {
        (StatusCode::OK, "maintenance")
    } else if readiness.is_ready() {
        (StatusCode::OK, "ready")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready")
    };
    let up = |is_up: bool| if is_up { "up" } else { "down" };
    let known = if readiness.franceconnect { "known" } else { "not yet known" };
    let mut body = json!({
        "status": word,
        "components": {
            "sessions": up(readiness.sessions),
            "records": up(readiness.records),
            "register": up(readiness.register),
            "seal": up(readiness.seal),
            "franceconnect": known,
        }
    });
    if let Some(until) = maintenance.and_then(|maintenance| maintenance.until) {
        body["until"] = json!(until.to_string());
    }
    HttpResponse::build(status).json(body)
}

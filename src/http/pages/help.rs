//! What people ask, the list of pages, and what works right now.

use actix_web::{HttpResponse, web};

use crate::http::state::AppState;
use crate::http::views::{Help, Page, ServiceStatus, SiteMap};
use crate::http::visitor::Visitor;

/// `GET /aide`.
pub async fn help(visitor: Visitor, state: web::Data<AppState>) -> HttpResponse {
    Help { layout: visitor.layout(), idle: state.session_policy.idle }.respond()
}

/// `GET /plan-du-site`.
pub async fn site_map(visitor: Visitor) -> HttpResponse {
    SiteMap { layout: visitor.layout() }.respond()
}

/// `GET /etat`: for people; `/readyz` says the same to machines.
pub async fn service_status(visitor: Visitor, state: web::Data<AppState>) -> HttpResponse {
    let (readiness, checked_at) = (state.report_readiness.now().await, state.clock.now());
    ServiceStatus { layout: visitor.layout(), readiness, checked_at }.respond()
}

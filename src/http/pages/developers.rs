//! P27, where developers of enrolment sites begin.

use actix_web::{HttpResponse, web};

use crate::http::state::AppState;
use crate::http::views::{ButtonKit, DataDictionary, Developers, Journal, Page, Sandbox, VerificationGuide};
use crate::http::visitor::Visitor;

/// `client_id` of the site of the sandbox, whose secret stands on the page.
const SANDBOX_SITE: &str = "bac-a-sable";

/// `GET /developpeurs`.
pub async fn developers(visitor: Visitor, state: web::Data<AppState>) -> HttpResponse {
    let origin = state.public_url.origin();
    let has_sandbox_site = state.is_sandbox && state.sites.current().by_client_id(SANDBOX_SITE).is_some();
    Developers { layout: visitor.layout(), origin, has_sandbox_site }.respond()
}

/// `GET /developpeurs/bac-a-sable`.
pub async fn sandbox(visitor: Visitor, state: web::Data<AppState>) -> HttpResponse {
    let (is_sandbox, people) = (state.is_sandbox, state.test_people.clone());
    Sandbox { layout: visitor.layout(), is_sandbox, people }.respond()
}

/// `GET /developpeurs/donnees`.
pub async fn data(visitor: Visitor) -> HttpResponse {
    DataDictionary { layout: visitor.layout() }.respond()
}

/// `GET /developpeurs/verification`.
pub async fn verification(visitor: Visitor, state: web::Data<AppState>) -> HttpResponse {
    VerificationGuide { layout: visitor.layout(), origin: state.public_url.origin() }.respond()
}

/// `GET /developpeurs/bouton`.
pub async fn button(visitor: Visitor) -> HttpResponse {
    ButtonKit { layout: visitor.layout() }.respond()
}

/// `GET /developpeurs/journal`.
pub async fn journal(visitor: Visitor) -> HttpResponse {
    Journal { layout: visitor.layout() }.respond()
}

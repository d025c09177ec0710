//! P27, where developers of enrolment sites begin.

use actix_web::{HttpResponse, web};

use crate::http::state::AppState;
use crate::http::views::{Developers, Page};
use crate::http::visitor::Visitor;

/// `client_id` of the site of the sandbox, whose secret stands on the page.
const SANDBOX_SITE: &str = "bac-a-sable";

/// `GET /developpeurs`.
pub async fn developers(visitor: Visitor, state: web::Data<AppState>) -> HttpResponse {
    let origin = state.public_url.origin();
    let has_sandbox_site = state.is_sandbox && state.sites.current().by_client_id(SANDBOX_SITE).is_some();
    Developers { layout: visitor.layout(), origin, has_sandbox_site }.respond()
}

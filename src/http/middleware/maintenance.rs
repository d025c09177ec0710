//! While the service is closed for planned work, everybody is told so, in the form that they understand.

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, web};

use crate::domain::maintenance::Maintenance;
use crate::http::api::problem::Problem;
use crate::http::oauth::{self, error::OauthError};
use crate::http::state::AppState;
use crate::http::views::errors::{Cause, Unavailable};
use crate::http::views::{Layout, Page};
use crate::http::visitor::language_and_path;

/// The middleware.
pub async fn maintenance<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let state = request.app_data::<web::Data<AppState>>().cloned();
    let closed = state.and_then(|state| Some((state.announce_maintenance.current()?, state)));
    match closed.filter(|_| !stays_open(&language_and_path(request.request()).1)) {
        None => Ok(next.call(request).await?.map_into_left_body()),
        Some((maintenance, state)) => {
            let response = answer(request.request(), maintenance, &state);
            Ok(request.into_response(response).map_into_right_body())
        }
    }
}

/// What is always there, and the ends of what is under way: whoever comes back from FranceConnect is signed in and
/// finds their page afterwards, whoever leaves may leave.
fn stays_open(path: &str) -> bool {
    is_always_there(path) || path == "/connexion/retour" || path.starts_with("/deconnexion")
}

/// Probes, what the page of those outside itself needs, and the keys that seals are checked with.
pub fn is_always_there(path: &str) -> bool {
    matches!(path, "/healthz" | "/readyz" | "/.well-known/jwks.json" | "/favicon.ico")
        || path.starts_with("/static/")
}

/// Where enrolment sites, without their candidate, begin a request, fetch what was handed over or give it back.
pub fn is_between_sites(path: &str) -> bool {
    [oauth::PAR_PATH, oauth::TOKEN_PATH, oauth::REVOKE_PATH].contains(&path)
}

fn answer(request: &HttpRequest, maintenance: Maintenance, state: &AppState) -> HttpResponse {
    let wait_seconds = maintenance.wait_seconds(state.clock.now());
    if let Some(response) = told_to_machines(request, state, wait_seconds) {
        return response;
    }
    let (language, path) = language_and_path(request);
    let layout = Layout::new(language, path).in_sandbox(state.is_sandbox);
    let cause = Cause::Maintenance { until: maintenance.until, wait_seconds };
    Unavailable { layout, cause }.respond()
}

/// The answer in the form that the caller reads, when that is no page: 503, and when to come back.
pub fn told_to_machines(request: &HttpRequest, state: &AppState, wait_seconds: u32) -> Option<HttpResponse> {
    let path = request.path();
    if is_between_sites(path) {
        return Some(OauthError::closed(wait_seconds).respond());
    }
    let is_api = path.starts_with("/api/") || path.starts_with("/arpent-resultats-api/api/");
    is_api.then(|| Problem::closed(wait_seconds).respond(request, state))
}

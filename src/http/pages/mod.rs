//! One file a page: reads the request, calls a service, draws a view.

pub mod assets;
pub mod callback;
pub mod home;
pub mod legal;
pub mod record_not_found;
pub mod records;
pub mod session_expired;
pub mod sign_in;
pub mod sign_out;
pub mod transcript;
pub mod verify;
pub mod without_franceconnect;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::error::HttpError;

/// A page with a status.
pub(super) fn page(status: StatusCode, view: &impl Template) -> Result<HttpResponse, HttpError> {
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(view.render()?))
}

/// A page with status 200.
pub(super) fn ok(view: &impl Template) -> Result<HttpResponse, HttpError> {
    page(StatusCode::OK, view)
}

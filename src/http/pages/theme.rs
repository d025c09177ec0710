//! The theme on one page. Nobody but who works on it needs that, so it is in the sandbox alone.

use actix_web::{HttpResponse, web};

use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::views::{Page, Theme};
use crate::http::visitor::Visitor;

/// `GET /theme`.
pub async fn theme(visitor: Visitor, state: web::Data<AppState>) -> Result<HttpResponse, HttpError> {
    if state.is_sandbox { Ok(Theme { layout: visitor.layout() }.respond()) } else { Err(HttpError::NotFound) }
}

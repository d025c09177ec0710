//! P22, the end of a session.

use actix_web::{HttpResponse, web};

use super::ok;
use super::sign_in::Return;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::views::session_expired::SessionExpiredPage;
use crate::http::visitor::Visitor;

/// `GET /session-expiree`.
pub async fn session_expired(
    visitor: Visitor,
    target: web::Query<Return>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let idle_minutes = state.session_policy.idle.as_secs() / 60;
    ok(&SessionExpiredPage { retry: target.retry(&visitor), idle_minutes, layout: visitor.layout() })
}

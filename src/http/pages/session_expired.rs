//! P22, the end of a session.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::sign_in::Return;
use crate::http::state::AppState;
use crate::http::views::{Page, SessionExpired};
use crate::http::visitor::Visitor;

/// `GET /session-expiree`.
pub async fn session_expired(
    visitor: Visitor,
    target: web::Query<Return>,
    state: web::Data<AppState>,
) -> HttpResponse {
    let layout = visitor.layout().returning_to(&target.target());
    SessionExpired { layout, idle: state.session_policy.idle, status: StatusCode::OK }.respond()
}

//! P02, the other way to a transcript.

use actix_web::{HttpResponse, web};

use crate::http::state::AppState;
use crate::http::views::{Page, WithoutFranceConnect};
use crate::http::visitor::Visitor;

/// `GET /sans-franceconnect`.
pub async fn without_franceconnect(visitor: Visitor, state: web::Data<AppState>) -> HttpResponse {
    WithoutFranceConnect { layout: visitor.layout(), takes_numbers: state.takes_numbers }.respond()
}

//! P02, the other way to a transcript.

use actix_web::HttpResponse;

use crate::http::views::{Page, WithoutFranceConnect};
use crate::http::visitor::Visitor;

/// `GET /sans-franceconnect`.
pub async fn without_franceconnect(visitor: Visitor) -> HttpResponse {
    WithoutFranceConnect { layout: visitor.layout() }.respond()
}

//! P01, the landing page.

use actix_web::HttpResponse;

use crate::http::views::{Home, Page};
use crate::http::visitor::Visitor;

/// `GET /`.
pub async fn home(visitor: Visitor) -> HttpResponse {
    Home { layout: visitor.layout() }.respond()
}

//! P01, the landing page.

use actix_web::HttpResponse;

use super::ok;
use crate::http::error::HttpError;
use crate::http::views::home::HomePage;
use crate::http::visitor::Visitor;

/// `GET /`.
pub async fn home(visitor: Visitor) -> Result<HttpResponse, HttpError> {
    ok(&HomePage { layout: visitor.layout() })
}

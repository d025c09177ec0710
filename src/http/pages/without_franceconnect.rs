//! P02, the other way to a transcript.

use actix_web::HttpResponse;

use super::ok;
use crate::http::error::HttpError;
use crate::http::views::without_franceconnect::WithoutFranceConnectPage;
use crate::http::visitor::Visitor;

/// `GET /sans-franceconnect`.
pub async fn without_franceconnect(visitor: Visitor) -> Result<HttpResponse, HttpError> {
    ok(&WithoutFranceConnectPage { layout: visitor.layout() })
}

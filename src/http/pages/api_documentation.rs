//! The OpenAPI document as a page, to be read: it is drawn here, without a script.

use actix_web::{HttpResponse, web};

use crate::http::api::operations::Operation;
use crate::http::state::AppState;
use crate::http::views::{ApiDocumentation, Page};
use crate::http::visitor::Visitor;

/// `GET /developpeurs/api`.
pub async fn api_documentation(visitor: Visitor, state: web::Data<AppState>) -> HttpResponse {
    let origin = state.public_url.origin();
    ApiDocumentation { layout: visitor.layout(), origin, operations: Operation::ALL }.respond()
}

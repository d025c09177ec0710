//! The page of the OpenAPI document, at the address the ministry's API has always had. It is drawn here, with
//! no script: nothing of it comes from anywhere else.

use actix_web::{HttpResponse, web};

use crate::http::api::operations::Operation;
use crate::http::state::AppState;
use crate::http::views::{ApiDocumentation, Page};
use crate::http::visitor::Visitor;

/// `GET /arpent-resultats-api/swagger-ui.html`.
pub async fn api_documentation(visitor: Visitor, state: web::Data<AppState>) -> HttpResponse {
    let origin = state.public_url.origin();
    ApiDocumentation { layout: visitor.layout(), origin, operations: Operation::ALL }.respond()
}

//! The catalogue of API errors: where the `type` of a problem leads.

use actix_web::{HttpResponse, web};

use crate::http::api::problem::ProblemCode;
use crate::http::error::HttpError;
use crate::http::views::{Page, ProblemList, ProblemPage};
use crate::http::visitor::Visitor;

/// `GET /developpeurs/erreurs`.
pub async fn problems(visitor: Visitor) -> HttpResponse {
    ProblemList { layout: visitor.layout(), codes: ProblemCode::ALL }.respond()
}

/// `GET /developpeurs/erreurs/{code}`.
pub async fn problem(visitor: Visitor, code: web::Path<String>) -> Result<HttpResponse, HttpError> {
    let code = ProblemCode::from_code(&code).ok_or(HttpError::NotFound)?;
    Ok(ProblemPage { layout: visitor.layout(), code }.respond())
}

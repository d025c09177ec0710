//! P20 and P21: is this transcript genuine? Asked by anybody, with the code printed on it.

use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::{ok, page};
use crate::domain::verification_code::VerificationCode;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::views::verdict::VerdictPage;
use crate::http::views::verify::{CodeProblem, VerifyPage};
use crate::http::visitor::Visitor;
use crate::services::verify_transcript::Verification;

/// `GET /verifier`, `GET /v`.
pub async fn form(visitor: Visitor) -> Result<HttpResponse, HttpError> {
    ok(&VerifyPage { layout: visitor.layout(), typed: String::new(), problem: None })
}

/// The form.
#[derive(Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    code: String,
}

/// `POST /verifier`.
pub async fn submit(
    visitor: Visitor,
    request: HttpRequest,
    form: web::Form<Typed>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let typed = form.into_inner().code;
    if typed.trim().is_empty() && !wants_json(&request) {
        let problem = Some(CodeProblem::Empty);
        let view = VerifyPage { layout: visitor.layout(), typed: String::new(), problem };
        return page(StatusCode::UNPROCESSABLE_ENTITY, &view);
    }
    answer(&visitor, &request, &typed, &state).await
}

/// `GET /v/{code}`, the address in the QR code.
pub async fn by_code(
    visitor: Visitor,
    request: HttpRequest,
    code: web::Path<String>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    answer(&visitor, &request, &code, &state).await
}

/// A code that was never issued and one that cannot be a code get the same answer.
async fn answer(
    visitor: &Visitor,
    request: &HttpRequest,
    typed: &str,
    state: &AppState,
) -> Result<HttpResponse, HttpError> {
    let verification = match VerificationCode::parse(typed) {
        Ok(code) => state.verify_transcript.by_code(&code).await?,
        Err(_) => Verification::Unknown,
    };
    if wants_json(request) {
        return Ok(HttpResponse::Ok().json(json!({ "statut": verification.verdict().code() })));
    }
    ok(&VerdictPage { layout: visitor.layout(), verification: &verification, checked_at: state.clock.now() })
}

fn wants_json(request: &HttpRequest) -> bool {
    let accept = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accept.contains("application/json") && !accept.contains("text/html")
}

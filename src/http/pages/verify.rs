//! P20 and P21: is this transcript genuine? Asked by anybody, with the code printed on it.

use actix_web::http::header::ACCEPT;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use crate::domain::verification_code::VerificationCode;
use crate::http::client_address::client_address;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::views::errors::TooManyRequests;
use crate::http::views::{CodeError, Facts, Finding, Page, VerdictPage, Verify};
use crate::http::visitor::Visitor;
use crate::services::limit_attempts::{Counted, Turn};
use crate::services::share_transcript::Held;
use crate::services::verify_transcript::Verification;

/// `GET /verifier`, `GET /v`.
pub async fn form(visitor: Visitor) -> HttpResponse {
    Verify { layout: visitor.layout(), code: String::new(), error: None }.respond()
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
    let code = form.into_inner().code;
    if wants_json(&request) {
        return answer(&visitor, &request, &code, &state).await;
    }
    let error = if code.trim().is_empty() {
        CodeError::Missing
    } else if VerificationCode::parse(&code).is_err() {
        CodeError::Malformed
    } else {
        return answer(&visitor, &request, &code, &state).await;
    };
    // What was typed is shown again, unless nobody would type so much.
    let code = if code.len() <= 64 { code } else { String::new() };
    Ok(Verify { layout: visitor.layout(), code, error: Some(error) }.respond())
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
    // Nobody finds a code by trying: when attempts cannot be counted, codes are looked up all the same.
    let counted = Counted::Address(client_address(request, state));
    if let Ok(Turn::TooMany { wait_seconds }) = state.limit_attempts.count(counted).await {
        return Ok(TooManyRequests { layout: visitor.layout(), wait_seconds }.respond());
    }
    let code = VerificationCode::parse(typed);
    let verification = match &code {
        Ok(code) => state.verify_transcript.by_code(code).await?,
        Err(_) => Verification::Unknown,
    };
    if wants_json(request) {
        return Ok(HttpResponse::Ok().json(json!({ "statut": verification.verdict().code() })));
    }
    // The code of a candidate, typed where the one on the transcript belongs.
    if let (Verification::Unknown, Ok(code)) = (&verification, &code)
        && !matches!(state.share_transcript.held(code).await?, Held::Unknown)
    {
        return Ok(visitor.see(&format!("/partage/{code}")));
    }
    let (finding, checked_at) = (found(verification), state.clock.now());
    Ok(VerdictPage { layout: visitor.layout(), finding, taking: None, checked_at }.respond())
}

/// What the page shows to whoever has the code that stands on a transcript.
pub(super) fn found(verification: Verification) -> Finding {
    match verification {
        Verification::Valid { issuance, record } => Finding::Valid(Box::new(Facts::of(&record, &issuance))),
        Verification::Superseded { since } => Finding::Superseded { since: Some(since) },
        Verification::Withdrawn { since } => Finding::Withdrawn { since },
        Verification::Unknown => Finding::Unknown,
    }
}

/// Whether a program asks.
pub(super) fn wants_json(request: &HttpRequest) -> bool {
    let accept = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accept.contains("application/json") && !accept.contains("text/html")
}

//! P20 and P21 for a file: the very PDF that the candidate received. It is read into memory and kept
//! nowhere.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::verify::wants_json;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::upload::{self, NoUpload, Upload};
use crate::http::views::{CodeError, Facts, Finding, Page, VerdictPage, Verify};
use crate::http::visitor::Visitor;
use crate::ports::seal_examiner::Flaw;
use crate::services::verify_transcript::FileVerification;

/// Largest file that is looked at; the form says so too.
const LARGEST: usize = 4 * 1024 * 1024;

/// `POST /verifier` with a file.
pub async fn submit(
    visitor: Visitor,
    request: HttpRequest,
    form: Multipart,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    // Before anything of the body is read.
    let _place = state.uploads.take_place().ok_or(HttpError::Busy)?;
    let file = match upload::read(form, LARGEST).await {
        Ok(Upload(file)) => file,
        // A form without a file, or none at all: the same as an empty one.
        Err(NoUpload) => Vec::new(),
    };
    let verification = state.verify_transcript.by_file(file).await?;
    if wants_json(&request) {
        return Ok(HttpResponse::build(status(&verification)).json(answer(&verification)));
    }
    let error = match verification.flaw() {
        Some(Flaw::Empty) => Some(CodeError::NoFile),
        Some(Flaw::TooLarge) => Some(CodeError::TooLarge),
        _ => None,
    };
    if error.is_some() {
        return Ok(Verify { layout: visitor.layout(), code: String::new(), error }.respond());
    }
    let finding = match verification {
        FileVerification::Valid(sealed) => Finding::Valid(Box::new(Facts::under_seal(sealed.transcript))),
        FileVerification::Superseded { since, .. } => Finding::Superseded { since: Some(since) },
        FileVerification::Withdrawn { since, .. } => Finding::Withdrawn { since },
        FileVerification::Altered(_) => Finding::Altered,
        FileVerification::Unknown(_) => Finding::UnknownFile,
    };
    Ok(VerdictPage { layout: visitor.layout(), finding, taking: None, checked_at: state.clock.now() }
        .respond())
}

/// A verdict is an answer, not an error, unless there was nothing to look at.
fn status(verification: &FileVerification) -> StatusCode {
    match verification.flaw() {
        Some(Flaw::Empty) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(Flaw::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::OK,
    }
}

fn answer(verification: &FileVerification) -> serde_json::Value {
    let mut answer = json!({ "statut": verification.verdict().code() });
    if let Some(flaw) = verification.flaw() {
        answer["motif"] = flaw.code().into();
    }
    if let FileVerification::Valid(sealed) = verification {
        answer["code"] = sealed.transcript.code.to_string().into();
        answer["scelleLe"] = sealed.sealed_at.map(|at| at.to_string()).into();
    }
    answer
}

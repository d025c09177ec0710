//! Sealed transcripts for a site: issued, noted in the trail, then sent.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, VARY};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

use super::audit_notes::unavailable;
use super::negotiation::preferred;
use super::problem::{Problem, ProblemCode};
use crate::domain::audit::{Action, Actor};
use crate::http::error::causes;
use crate::http::state::AppState;
use crate::ports::Unavailable;
use crate::services::answer_credentials::PublishedRecord;
use crate::services::keep_trail::Circumstances;

const JSON: &str = "application/json";
const PDF: &str = "application/pdf";

/// Who gets transcripts, and why they may.
pub struct Handover {
    /// Who.
    pub actor: Actor,
    /// Further facts for the trail.
    pub context: Option<String>,
}

/// The answer in the form the caller prefers: JSON of all, or the PDF of the only one.
///
/// # Errors
/// When no form will do, or the register, the seal or the trail does not answer.
pub async fn answer(
    request: &HttpRequest,
    state: &AppState,
    records: &[PublishedRecord],
    handover: &Handover,
) -> Result<HttpResponse, Problem> {
    let offered: &[&str] = if records.len() == 1 { &[JSON, PDF] } else { &[JSON] };
    let form = preferred(request, offered).ok_or_else(|| match preferred(request, &[PDF]) {
        Some(_) => ProblemCode::SeveralTranscripts,
        None => ProblemCode::NotAcceptable,
    })?;
    let response = match (form, records) {
        (PDF, [only]) => pdf(state, only).await?,
        _ => all(state, records).await?,
    };
    for published in records {
        let reason = state.find_records.reason(published.evidence);
        let circumstances = Circumstances {
            record: Some(&published.reference),
            evidence: Some(&reason),
            context: handover.context.clone(),
        };
        let noted = state.keep_trail.note(handover.actor.clone(), Action::HandedOver, circumstances);
        noted.await.map_err(unavailable)?;
    }
    Ok(response)
}

async fn all(state: &AppState, records: &[PublishedRecord]) -> Result<HttpResponse, Problem> {
    let mut transcripts = Vec::with_capacity(records.len());
    for PublishedRecord { reference, record, .. } in records {
        let issuance = state.issue_transcript.issuance(reference, record).await.map_err(unavailable)?;
        let sealed = state.issue_transcript.json(record, &issuance).await.map_err(seal_unavailable)?;
        let transcript: Value = serde_json::from_slice(&sealed.payload().unwrap_or_default())
            .map_err(|error| seal_unavailable(Unavailable::because("the register", error)))?;
        transcripts.push(json!({ "id": issuance.id.as_str(), "releve": transcript, "jws": sealed.0 }));
    }
    Ok(HttpResponse::Ok().insert_header((VARY, "Accept")).json(json!({ "releves": transcripts })))
}

async fn pdf(state: &AppState, published: &PublishedRecord) -> Result<HttpResponse, Problem> {
    let PublishedRecord { reference, record, .. } = published;
    let issuance = state.issue_transcript.issuance(reference, record).await.map_err(unavailable)?;
    let pdf = state.issue_transcript.pdf(record, &issuance).await.map_err(seal_unavailable)?;
    let file = format!("attachment; filename=\"releve-{}.pdf\"", record.exam.session);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, PDF))
        .insert_header((CONTENT_DISPOSITION, file))
        .insert_header((VARY, "Accept"))
        .body(pdf.0))
}

fn seal_unavailable(error: Unavailable) -> Problem {
    tracing::error!(causes = causes(&error), "no sealed transcript");
    ProblemCode::SealUnavailable.into()
}

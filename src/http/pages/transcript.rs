//! P13, the transcript; P12 before its publication; its sealed PDF, and P14 when the seal is down.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};

use super::ok;
use crate::domain::exam_file::RecordRef;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::views::transcript::TranscriptPage;
use crate::http::views::transcript_embargoed::TranscriptEmbargoedPage;
use crate::http::visitor::Citizen;
use crate::services::find_records::OwnRecord;

/// One's own record by its reference; anything else is not found.
async fn own(citizen: &Citizen, state: &AppState, reference: &str) -> Result<OwnRecord, HttpError> {
    let reference = RecordRef::parse(reference).map_err(|_| HttpError::NotFound)?;
    state.find_records.one_of(&citizen.session.identity, &reference).await?.ok_or(HttpError::NotFound)
}

/// `GET /mes-releves/{reference}`.
pub async fn transcript(
    citizen: Citizen,
    reference: web::Path<String>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    match own(&citizen, &state, &reference).await? {
        OwnRecord::Embargoed(_, embargo) => {
            ok(&TranscriptEmbargoedPage { layout: citizen.visitor.layout(), embargo: &embargo })
        }
        OwnRecord::Published(reference, record) => {
            let issuance = state.issue_transcript.issuance(&reference, &record).await?;
            let verification_url = state.public_url.join(&format!("/v/{}", issuance.code));
            ok(&TranscriptPage {
                layout: citizen.visitor.layout(),
                record: &record,
                issuance: &issuance,
                verification_url: verification_url.to_string(),
            })
        }
    }
}

/// `GET /mes-releves/{reference}/telecharger`.
pub async fn download(
    citizen: Citizen,
    reference: web::Path<String>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let OwnRecord::Published(reference, record) = own(&citizen, &state, &reference).await? else {
        return Err(HttpError::NotFound);
    };
    let issuance = state.issue_transcript.issuance(&reference, &record).await?;
    let pdf = state
        .issue_transcript
        .pdf(&record, &issuance)
        .await
        .map_err(|source| HttpError::Seal { reference, source })?;
    let file = format!("attachment; filename=\"releve-{}.pdf\"", record.exam.session);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/pdf"))
        .insert_header((CONTENT_DISPOSITION, file))
        .body(pdf.0))
}

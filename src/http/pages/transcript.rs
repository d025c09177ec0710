//! P13, the transcript; P12 before its publication; its sealed PDF, and P14 when the seal is down.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::future::try_join;

use super::hand_off;
use crate::domain::audit::Action;
use crate::domain::exam_file::{Publication, RecordRef};
use crate::domain::matching::Evidence;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::views::{Page, Transcript, TranscriptEmbargoed};
use crate::http::visitor::Reader;
use crate::services::find_records::OwnRecord;
use crate::services::keep_trail::Circumstances;

/// One's own record by its reference; anything else is not found.
async fn own(reader: &Reader, state: &AppState, reference: &str) -> Result<OwnRecord, HttpError> {
    let reference = RecordRef::parse(reference).map_err(|_| HttpError::NotFound)?;
    reader.record(state, &reference).await?.ok_or(HttpError::NotFound)
}

/// Leaves the trace that the candidate can look back at.
async fn note(
    reader: &Reader,
    state: &AppState,
    action: Action,
    reference: &RecordRef,
    evidence: Evidence,
) -> Result<(), HttpError> {
    let reason = state.find_records.reason(evidence);
    let circumstances =
        Circumstances { record: Some(reference), evidence: Some(&reason), ..Circumstances::default() };
    Ok(state.keep_trail.note(reader.person().actor(), action, circumstances).await?)
}

/// `GET /mes-releves/{reference}`.
pub async fn transcript(
    reader: Reader,
    request: HttpRequest,
    reference: web::Path<String>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let layout = reader.visitor().layout();
    let found = own(&reader, &state, &reference).await?;
    let is_linked = reader.is_linked(&found);
    let OwnRecord { reference, publication, evidence } = found;
    Ok(match publication {
        Publication::Embargoed(embargo) => {
            let pending = hand_off::pending(&state, &request, reader.visitor().language, None).await?;
            TranscriptEmbargoed { layout: layout.asked_by(pending), embargo }.respond()
        }
        Publication::Published(record) => {
            // Both before anything is shown. A trace too many does no harm, nor does an issuance nobody saw.
            let issuance = async { Ok(state.issue_transcript.issuance(&reference, &record).await?) };
            let trace = note(&reader, &state, Action::Viewed, &reference, evidence);
            let (issuance, ()) = try_join(issuance, trace).await?;
            let replaces = state.issue_transcript.replaced_by(&issuance).await?;
            let region = record.exam.region.as_deref().unwrap_or_default();
            let exam_office = state.legal.exam_office(region).map(|office| office.contact.clone());
            Transcript {
                layout,
                reference,
                record,
                issuance,
                is_linked,
                may_share: matches!(reader, Reader::Citizen(_)),
                replaces,
                exam_office,
                pdf_size: None,
                public_url: state.public_url.origin(),
                shown_at: state.clock.now(),
            }
            .respond()
        }
    })
}

/// `GET /mes-releves/{reference}/telecharger`.
pub async fn download(
    reader: Reader,
    reference: web::Path<String>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let OwnRecord { reference, publication: Publication::Published(record), evidence } =
        own(&reader, &state, &reference).await?
    else {
        return Err(HttpError::NotFound);
    };
    let issuance = state.issue_transcript.issuance(&reference, &record).await?;
    let pdf = state
        .issue_transcript
        .pdf(&record, &issuance)
        .await
        .map_err(|source| HttpError::Seal { reference: reference.clone(), source })?;
    note(&reader, &state, Action::Downloaded, &reference, evidence).await?;
    let file = format!("attachment; filename=\"releve-{}.pdf\"", record.exam.session);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/pdf"))
        .insert_header((CONTENT_DISPOSITION, file))
        .body(pdf.0))
}

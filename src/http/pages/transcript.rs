//! P13, the transcript; P12 before its publication; its sealed PDF, and P14 when the seal is down.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};

use crate::domain::audit::{Action, Actor};
use crate::domain::exam_file::{Publication, RecordRef};
use crate::domain::matching::Evidence;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::views::{Page, Transcript, TranscriptEmbargoed};
use crate::http::visitor::Citizen;
use crate::services::find_records::OwnRecord;
use crate::services::keep_trail::Circumstances;

/// One's own record by its reference; anything else is not found.
async fn own(citizen: &Citizen, state: &AppState, reference: &str) -> Result<OwnRecord, HttpError> {
    let reference = RecordRef::parse(reference).map_err(|_| HttpError::NotFound)?;
    let session = &citizen.session;
    state
        .find_records
        .one_of(&session.subject, &session.identity, &reference)
        .await?
        .ok_or(HttpError::NotFound)
}

/// Leaves the trace that the candidate can look back at.
async fn note(
    citizen: &Citizen,
    state: &AppState,
    action: Action,
    reference: &RecordRef,
    evidence: Evidence,
) -> Result<(), HttpError> {
    let circumstances = Circumstances {
        record: Some(reference),
        evidence: Some(evidence.code()),
        ..Circumstances::default()
    };
    let actor = Actor::Candidate(citizen.session.subject.clone());
    Ok(state.keep_trail.note(actor, action, circumstances).await?)
}

/// `GET /mes-releves/{reference}`.
pub async fn transcript(
    citizen: Citizen,
    reference: web::Path<String>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let layout = citizen.visitor.layout();
    let OwnRecord { reference, publication, evidence } = own(&citizen, &state, &reference).await?;
    Ok(match publication {
        Publication::Embargoed(embargo) => TranscriptEmbargoed { layout, embargo }.respond(),
        Publication::Published(record) => {
            note(&citizen, &state, Action::Viewed, &reference, evidence).await?;
            let issuance = state.issue_transcript.issuance(&reference, &record).await?;
            let replaces = state.issue_transcript.replaced_by(&issuance).await?;
            Transcript {
                layout,
                reference,
                record,
                issuance,
                is_linked: evidence == Evidence::Credentials,
                replaces,
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
    citizen: Citizen,
    reference: web::Path<String>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let OwnRecord { reference, publication: Publication::Published(record), evidence } =
        own(&citizen, &state, &reference).await?
    else {
        return Err(HttpError::NotFound);
    };
    let issuance = state.issue_transcript.issuance(&reference, &record).await?;
    let pdf = state
        .issue_transcript
        .pdf(&record, &issuance)
        .await
        .map_err(|source| HttpError::Seal { reference: reference.clone(), source })?;
    note(&citizen, &state, Action::Downloaded, &reference, evidence).await?;
    let file = format!("attachment; filename=\"releve-{}.pdf\"", record.exam.session);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/pdf"))
        .insert_header((CONTENT_DISPOSITION, file))
        .body(pdf.0))
}

//! P18: making a code that lets others see one's transcript.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::domain::email_address::EmailAddress;
use crate::domain::exam_file::{Publication, RecordRef};
use crate::domain::exam_record::ExamRecord;
use crate::domain::letter::Notice;
use crate::domain::matching::Evidence;
use crate::domain::redacted::redacted_debug;
use crate::domain::share::{Label, Pin, ShareContent, ShareLife};
use crate::http::csrf;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::views::words::exam_title;
use crate::http::views::{FieldError, Page, ShareForm, ShareMade, ShareProblem};
use crate::http::visitor::Citizen;
use crate::services::share_transcript::{Shared, Wish};

/// A published record of one's own; anything else is not found.
async fn own(
    citizen: &Citizen,
    state: &AppState,
    reference: &str,
) -> Result<(RecordRef, Box<ExamRecord>, Evidence), HttpError> {
    let reference = RecordRef::parse(reference).map_err(|_| HttpError::NotFound)?;
    let session = &citizen.session;
    let own = state.find_records.one_of(&session.subject, &session.identity, &reference).await?;
    let own = own.ok_or(HttpError::NotFound)?;
    match own.publication {
        Publication::Published(record) => Ok((reference, record, own.evidence)),
        Publication::Embargoed(_) => Err(HttpError::NotFound),
    }
}

fn empty(citizen: &Citizen, state: &AppState, reference: RecordRef, record: &ExamRecord) -> ShareForm {
    let form_token = citizen.session.form_token.clone();
    let address = state.letters.is_some().then(String::new);
    ShareForm::empty(citizen.visitor.layout(), form_token, reference, exam_title(&record.exam), address)
}

/// `GET /mes-releves/{reference}/partager`.
pub async fn form(
    citizen: Citizen,
    reference: web::Path<String>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let (reference, record, _) = own(&citizen, &state, &reference).await?;
    Ok(empty(&citizen, &state, reference, &record).respond())
}

/// The form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    jeton: String,
    pour: String,
    contenu: String,
    duree: String,
    pin: String,
    courriel: String,
}

redacted_debug!(Typed);

/// `POST /mes-releves/{reference}/partager`.
pub async fn submit(
    citizen: Citizen,
    request: HttpRequest,
    reference: web::Path<String>,
    form: web::Form<Typed>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    csrf::check(&request, &state, &citizen.session, &form.jeton)?;
    let (reference, record, evidence) = own(&citizen, &state, &reference).await?;
    let problem = match wish(&form, &citizen, &state) {
        Err(problem) => problem,
        Ok(wish) => {
            let has_pin = wish.pin.is_some();
            let issuance = state.issue_transcript.issuance(&reference, &record).await?;
            let reason = state.find_records.reason(evidence);
            match state.share_transcript.share(&citizen.session.subject, &issuance, &reason, wish).await? {
                Shared::TooMany => ShareProblem::TooMany,
                Shared::Made(code, share) => {
                    let prefix = citizen.visitor.language.prefix();
                    let link = format!("{}{prefix}/partage/{code}", state.public_url.origin());
                    let layout = citizen.visitor.layout();
                    return Ok(ShareMade { layout, code, link, has_pin, ends_at: share.ends_at }.respond());
                }
            }
        }
    };
    let empty = empty(&citizen, &state, reference, &record);
    let form = form.into_inner();
    // What was typed is shown again, unless nobody would type so much.
    let shown = |typed: String| if typed.len() <= 256 { typed } else { String::new() };
    Ok(ShareForm {
        label: shown(form.pour),
        content: ShareContent::from_code(&form.contenu).unwrap_or(empty.content),
        life: ShareLife::from_code(&form.duree).unwrap_or(empty.life),
        address: empty.address.map(|_| shown(form.courriel)),
        problem: Some(problem),
        ..empty
    }
    .respond())
}

/// What was chosen, or what is wrong. A choice that the form does not offer is none: the least is shown, for the
/// shortest time.
fn wish(form: &Typed, citizen: &Citizen, state: &AppState) -> Result<Wish, ShareProblem> {
    let pin = Some(form.pin.trim()).filter(|pin| !pin.is_empty()).map(Pin::parse).transpose();
    let address = Some(form.courriel.trim()).filter(|address| state.letters.is_some() && !address.is_empty());
    let address = address.map(EmailAddress::parse).transpose();
    match (Label::parse(&form.pour), pin, address) {
        (Ok(label), Ok(pin), Ok(address)) => Ok(Wish {
            label,
            content: ShareContent::from_code(&form.contenu).unwrap_or(ShareContent::Result),
            life: ShareLife::from_code(&form.duree).unwrap_or(ShareLife::Day),
            pin,
            notice: address.map(|to| Notice { to, language: citizen.visitor.language }),
        }),
        (label, pin, address) => {
            let blank = form.pour.trim().is_empty();
            let error = if blank { FieldError::Missing } else { FieldError::Malformed };
            Err(ShareProblem::Fields {
                label: label.err().map(|_| error),
                pin: pin.is_err(),
                address: address.is_err(),
            })
        }
    }
}

//! Letting go of a record that was linked by a second proof.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::domain::exam_file::RecordRef;
use crate::domain::matching::Evidence;
use crate::http::csrf;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::views::{Page, RecordUnlink};
use crate::http::visitor::Citizen;

/// `GET /mes-releves/{reference}/detacher`: for a record that is seen through a link, no other.
pub async fn ask(
    citizen: Citizen,
    reference: web::Path<String>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let reference = RecordRef::parse(&reference).map_err(|_| HttpError::NotFound)?;
    let session = &citizen.session;
    let own = state.find_records.one_of(&session.subject, &session.identity, &reference).await?;
    own.filter(|own| own.evidence == Evidence::Credentials).ok_or(HttpError::NotFound)?;
    let form_token = session.form_token.clone();
    Ok(RecordUnlink { layout: citizen.visitor.layout(), form_token, reference }.respond())
}

/// The form.
#[derive(Default, Deserialize)]
pub struct Confirmed {
    #[serde(default)]
    jeton: String,
}

/// `POST /mes-releves/{reference}/detacher`. A second click finds nothing left to do.
pub async fn unlink(
    citizen: Citizen,
    request: HttpRequest,
    reference: web::Path<String>,
    form: web::Form<Confirmed>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    csrf::check(&request, &state, &citizen.session, &form.jeton)?;
    let reference = RecordRef::parse(&reference).map_err(|_| HttpError::NotFound)?;
    state.link_record.unlink(&citizen.session.subject, &reference).await?;
    Ok(citizen.visitor.see("/mes-releves"))
}

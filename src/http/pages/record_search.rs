//! P09: INA and management number as a second proof.

use actix_web::{HttpRequest, HttpResponse, web};
use jiff::SignedDuration;
use serde::Deserialize;

use super::hand_off;
use crate::domain::candidate::{Ina, InvalidIdentifier, NumGestion};
use crate::domain::credentials::Credentials;
use crate::domain::redacted::redacted_debug;
use crate::http::csrf;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::views::{FieldError, Page, RecordSearch, SearchProblem};
use crate::http::visitor::Citizen;
use crate::services::link_record::Linking;

/// `GET /dossier/rechercher`.
pub async fn form(
    citizen: Citizen,
    request: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let pending = hand_off::pending(&state, &request, citizen.visitor.language, None).await?;
    let layout = citizen.visitor.layout().asked_by(pending);
    Ok(RecordSearch::empty(layout, citizen.session.form_token).respond())
}

/// The form.
#[derive(Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    jeton: String,
    #[serde(default)]
    ina: String,
    #[serde(default, rename = "numGestion")]
    num_gestion: String,
}

redacted_debug!(Typed);

/// `POST /dossier/rechercher`.
pub async fn submit(
    citizen: Citizen,
    request: HttpRequest,
    form: web::Form<Typed>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let session = &citizen.session;
    csrf::check(&request, &state, session, &form.jeton)?;
    let pending = hand_off::pending(&state, &request, citizen.visitor.language, None).await?;
    let problem = match credentials(&form) {
        Err(problem) => problem,
        Ok(credentials) => {
            match state.link_record.link(&session.subject, &session.identity, &credentials).await? {
                Linking::Linked => {
                    return Ok(match &pending {
                        Some(pending) => citizen.visitor.see(&format!("/transmettre/{}", pending.id)),
                        None => citizen.visitor.see("/mes-releves"),
                    });
                }
                Linking::Refused => SearchProblem::Refused,
                Linking::TooMany { wait_seconds } => {
                    let again_at = state.clock.now() + SignedDuration::from_secs(wait_seconds.into());
                    SearchProblem::TooMany { wait_seconds, again_at }
                }
            }
        }
    };
    let form = form.into_inner();
    // What was typed is shown again, unless nobody would type so much.
    let shown = |typed: String| if typed.len() <= 64 { typed } else { String::new() };
    Ok(RecordSearch {
        ina: shown(form.ina),
        num_gestion: shown(form.num_gestion),
        problem: Some(problem),
        ..RecordSearch::empty(citizen.visitor.layout().asked_by(pending), citizen.session.form_token)
    }
    .respond())
}

/// The numbers, or what is wrong with each.
fn credentials(form: &Typed) -> Result<Credentials, SearchProblem> {
    match (field(&form.ina, Ina::parse), field(&form.num_gestion, NumGestion::parse)) {
        (Ok(ina), Ok(num_gestion)) => Ok(Credentials { ina, num_gestion }),
        (ina, num_gestion) => Err(SearchProblem::Fields { ina: ina.err(), num_gestion: num_gestion.err() }),
    }
}

/// Numbers are printed in groups and typed in small letters: spaces, hyphens and case do not count.
pub(super) fn field<T>(
    typed: &str,
    parse: fn(&str) -> Result<T, InvalidIdentifier>,
) -> Result<T, FieldError> {
    let compact: String = typed
        .chars()
        .filter(|character| !character.is_whitespace() && *character != '-')
        .map(|character| character.to_ascii_uppercase())
        .collect();
    if compact.is_empty() {
        return Err(FieldError::Missing);
    }
    parse(&compact).map_err(|_| FieldError::Malformed)
}

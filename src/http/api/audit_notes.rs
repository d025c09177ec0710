//! The ministry's two addresses for transcripts: by INA and management number, and by a FranceConnect token.

use actix_web::http::header::ALLOW;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::bearer::accepted_token;
use super::problem::{Problem, ProblemCode};
use super::site_authentication::{Asking, asking, unknown};
use super::transcripts::{Handover, answer};
use crate::domain::audit::Actor;
use crate::domain::candidate::{Ina, NumGestion};
use crate::domain::credentials::Credentials;
use crate::domain::enrolment_site::EnrolmentSite;
use crate::domain::exam_file::Publication;
use crate::http::client_address::client_address;
use crate::http::error::causes;
use crate::http::state::AppState;
use crate::ports::Unavailable;
use crate::services::answer_credentials::{Opened, PublishedRecord};
use crate::services::find_records::{Found, OwnRecord};
use crate::services::limit_attempts::{Counted, Turn};

/// Longest body read, in bytes: there is no more to say than two short numbers.
pub const LONGEST_BODY: usize = 1024;

/// `POST …/audit-notes/credentials`.
pub async fn credentials(
    request: HttpRequest,
    body: Result<web::Bytes, actix_web::Error>,
    state: web::Data<AppState>,
) -> HttpResponse {
    let answered = by_credentials(&request, body, &state).await;
    answered.unwrap_or_else(|problem| problem.respond(&request, &state))
}

/// `POST …/audit-notes/franceconnect`.
pub async fn franceconnect(request: HttpRequest, state: web::Data<AppState>) -> HttpResponse {
    let answered = by_token(&request, &state).await;
    answered.unwrap_or_else(|problem| problem.respond(&request, &state))
}

/// Every other method.
pub async fn method_not_allowed(request: HttpRequest, state: web::Data<AppState>) -> HttpResponse {
    let mut response = Problem::from(ProblemCode::MethodNotAllowed).respond(&request, &state);
    response.headers_mut().insert(ALLOW, actix_web::http::header::HeaderValue::from_static("POST"));
    response
}

async fn by_credentials(
    request: &HttpRequest,
    body: Result<web::Bytes, actix_web::Error>,
    state: &AppState,
) -> Result<HttpResponse, Problem> {
    take_turn(state, Counted::Address(client_address(request, state))).await?;
    let (actor, context) = match asking(request, state)? {
        Asking::Site(site) => {
            admit(state, &site, site.may_use_credentials).await?;
            (Actor::Site(site.client_id.as_str().to_owned()), Some(site.legal_basis.clone()))
        }
        Asking::Nobody if state.credentials_are_open => (Actor::Credentials, None),
        Asking::Nobody => return Err(unknown()),
    };
    let credentials = read(body)?;
    match state.answer_credentials.open(&credentials).await.map_err(unavailable)? {
        Opened::TooMany { wait_seconds } => Err(Problem::too_many(wait_seconds)),
        Opened::Nothing => Err(ProblemCode::UnknownCredentials.into()),
        Opened::Records(records) => answer(request, state, &records, &Handover { actor, context }).await,
    }
}

async fn by_token(request: &HttpRequest, state: &AppState) -> Result<HttpResponse, Problem> {
    take_turn(state, Counted::Address(client_address(request, state))).await?;
    let accepted = accepted_token(request, state).await?;
    admit(state, &accepted.site, true).await?;
    let found = state.find_records.by_token(&accepted.pivot, &accepted.token).await.map_err(unavailable)?;
    let records = match found {
        Found::Records(records) => records.into_iter().filter_map(published).collect(),
        Found::Nothing => Vec::new(),
    };
    // Nobody, several, or nothing published yet: one answer, so that nobody learns who sat an exam.
    if records.is_empty() {
        return Err(ProblemCode::UnknownIdentity.into());
    }
    let (site, acr) = (&accepted.site, accepted.assurance.code());
    let handover = Handover {
        actor: Actor::Site(site.client_id.as_str().to_owned()),
        context: Some(format!("{}; FranceConnect {acr}", site.legal_basis)),
    };
    answer(request, state, &records, &handover).await
}

fn published(own: OwnRecord) -> Option<PublishedRecord> {
    let OwnRecord { reference, publication, evidence } = own;
    match publication {
        Publication::Published(record) => Some(PublishedRecord { reference, record, evidence }),
        Publication::Embargoed(_) => None,
    }
}

/// Counts the attempt.
pub(super) async fn take_turn(state: &AppState, counted: Counted<'_>) -> Result<(), Problem> {
    match state.limit_attempts.count(counted).await.map_err(unavailable)? {
        Turn::Granted => Ok(()),
        Turn::TooMany { wait_seconds } => Err(Problem::too_many(wait_seconds)),
    }
}

/// Whether this site may ask this way, today, and not too often.
pub(super) async fn admit(state: &AppState, site: &EnrolmentSite, may: bool) -> Result<(), Problem> {
    let today = state.clock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    if !may || !site.is_valid_on(today) {
        return Err(ProblemCode::ForbiddenSite.into());
    }
    take_turn(state, Counted::Site(site)).await?;
    take_turn(state, Counted::SiteToday(site)).await
}

/// The body, of whatever type it says it is: `curl -d` without a header calls JSON a form.
fn read(body: Result<web::Bytes, actix_web::Error>) -> Result<Credentials, Problem> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        ina: String,
        #[serde(rename = "numGestion")]
        num_gestion: String,
    }
    let body = body.map_err(|error| match error.as_response_error().status_code().as_u16() {
        413 => ProblemCode::TooLarge,
        _ => ProblemCode::MalformedRequest,
    })?;
    let body: Body = serde_json::from_slice(&body).map_err(|_| ProblemCode::MalformedRequest)?;
    Ok(Credentials {
        ina: Ina::parse(&body.ina).map_err(|_| ProblemCode::MalformedRequest)?,
        num_gestion: NumGestion::parse(&body.num_gestion).map_err(|_| ProblemCode::MalformedRequest)?,
    })
}

/// A store does not answer: the cause is for the log.
pub(super) fn unavailable(error: Unavailable) -> Problem {
    tracing::error!(causes = causes(&error), "request failed");
    ProblemCode::ServiceUnavailable.into()
}

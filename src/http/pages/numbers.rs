//! For candidates without FranceConnect: INA, management number and date of birth open what is published of
//! them, with the limits and the one refusal of `audit-notes/credentials`.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, web};
use jiff::SignedDuration;
use serde::Deserialize;

use super::hand_off;
use super::record_search::field;
use crate::domain::audit::{Action, Actor};
use crate::domain::birthdate::Birthdate;
use crate::domain::candidate::{Ina, NumGestion};
use crate::domain::credentials::{CandidateNumbers, Credentials};
use crate::domain::redacted::redacted_debug;
use crate::http::client_address::client_address;
use crate::http::csrf;
use crate::http::error::HttpError;
use crate::http::numbers_session::NumbersSession;
use crate::http::state::AppState;
use crate::http::views::{FieldError, Numbers, NumbersProblem, Page, TypedNumbers};
use crate::http::visitor::Visitor;
use crate::services::answer_credentials::{Opened, PublishedRecord};
use crate::services::keep_trail::Circumstances;
use crate::services::limit_attempts::{Counted, Turn};

/// `GET /connexion/numeros`.
pub async fn form(visitor: Visitor, state: web::Data<AppState>) -> Result<HttpResponse, HttpError> {
    if !state.takes_numbers {
        return Err(HttpError::NotFound);
    }
    if visitor.citizen().is_some() {
        return Ok(visitor.see("/mes-releves"));
    }
    Ok(Numbers::empty(visitor.layout()).respond())
}

/// The form.
#[derive(Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    ina: String,
    #[serde(default, rename = "numGestion")]
    num_gestion: String,
    #[serde(default)]
    jour: String,
    #[serde(default)]
    mois: String,
    #[serde(default)]
    annee: String,
}

redacted_debug!(Typed);

/// `POST /connexion/numeros`.
pub async fn submit(
    visitor: Visitor,
    session: Session,
    request: HttpRequest,
    form: web::Form<Typed>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    if !state.takes_numbers {
        return Err(HttpError::NotFound);
    }
    csrf::check_origin(&request, &state)?;
    if visitor.citizen().is_some() {
        return Ok(visitor.see("/mes-releves"));
    }
    let problem = match numbers(&form) {
        Err(problem) => problem,
        Ok(numbers) => match open(&request, &state, &numbers).await? {
            Opened::Records(records) => {
                begin(&session, &state, numbers, &records).await?;
                let waiting = hand_off::waiting_for(NumbersSession::IDENTIFICATION, &request, &state).await?;
                return Ok(visitor.see(waiting.as_deref().unwrap_or("/mes-releves")));
            }
            Opened::Nothing => NumbersProblem::Refused,
            Opened::TooMany { wait_seconds } => {
                let again_at = state.clock.now() + SignedDuration::from_secs(wait_seconds.into());
                NumbersProblem::TooMany { wait_seconds, again_at }
            }
        },
    };
    let Typed { ina, num_gestion, jour, mois, annee } = form.into_inner();
    // What was typed is shown again, unless nobody would type so much.
    let shown = |typed: String| if typed.len() <= 64 { typed } else { String::new() };
    let typed = TypedNumbers {
        ina: shown(ina),
        num_gestion: shown(num_gestion),
        day: shown(jour),
        month: shown(mois),
        year: shown(annee),
    };
    Ok(Numbers { layout: visitor.layout(), typed, problem: Some(problem) }.respond())
}

async fn open(
    request: &HttpRequest,
    state: &AppState,
    numbers: &CandidateNumbers,
) -> Result<Opened, HttpError> {
    let address = Counted::Address(client_address(request, state));
    if let Turn::TooMany { wait_seconds } = state.limit_attempts.count(address).await? {
        return Ok(Opened::TooMany { wait_seconds });
    }
    Ok(state.answer_credentials.open_to(numbers).await?)
}

/// The trail first, for each record: no access without a trace.
async fn begin(
    session: &Session,
    state: &AppState,
    numbers: CandidateNumbers,
    records: &[PublishedRecord],
) -> Result<(), HttpError> {
    for PublishedRecord { reference, evidence, .. } in records {
        let circumstances = Circumstances {
            record: Some(reference),
            evidence: Some(evidence.code()),
            context: Some("sans FranceConnect, avec la date de naissance".to_owned()),
        };
        state.keep_trail.note(Actor::Credentials, Action::SignedIn, circumstances).await?;
    }
    if let Some(first) = records.first() {
        let token: [u8; 32] = state.random.bytes();
        let (holder, now) = (&first.record.candidate, state.clock.now());
        NumbersSession::begin(session, numbers, holder, hex::encode(token), now);
    }
    Ok(())
}

/// What was typed, or what is wrong with each field.
fn numbers(form: &Typed) -> Result<CandidateNumbers, NumbersProblem> {
    let fields = (
        field(&form.ina, Ina::parse),
        field(&form.num_gestion, NumGestion::parse),
        birthdate([&form.annee, &form.mois, &form.jour]),
    );
    match fields {
        (Ok(ina), Ok(num_gestion), Ok(birthdate)) => {
            Ok(CandidateNumbers { credentials: Credentials { ina, num_gestion }, birthdate })
        }
        (ina, num_gestion, birthdate) => Err(NumbersProblem::Fields {
            ina: ina.err(),
            num_gestion: num_gestion.err(),
            birthdate: birthdate.err(),
        }),
    }
}

/// A whole date: people know their own. `5` is as good as `05`.
fn birthdate(typed: [&str; 3]) -> Result<Birthdate, FieldError> {
    let [year, month, day] = typed.map(str::trim);
    if [year, month, day].iter().all(|part| part.is_empty()) {
        return Err(FieldError::Missing);
    }
    let born = Birthdate::parse(&format!("{year:0>4}-{month:0>2}-{day:0>2}"));
    born.ok().filter(|born| born.date().is_some() && born.year() > 1850).ok_or(FieldError::Malformed)
}

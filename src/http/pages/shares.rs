//! P19: everything one shares or handed over, and turning codes off.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::domain::audit::{Actor, AuditEntry};
use crate::domain::exam_file::{Publication, RecordRef};
use crate::domain::hand_off::HandOff;
use crate::domain::share::{Share, ShareId};
use crate::http::csrf;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::views::words::exam_title;
use crate::http::views::{Page, SentCard, ShareCard, ShareTurnOff, Shares};
use crate::http::visitor::Citizen;
use crate::services::find_records::Found;

/// What the page was led to by.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Led {
    desactive: String,
}

/// Exams by record, in French.
type Exams = HashMap<RecordRef, String>;

/// `GET /mes-partages`.
pub async fn shares(
    citizen: Citizen,
    led: web::Query<Led>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let subject = &citizen.session.subject;
    let shares = state.share_transcript.of(subject).await?;
    let sent = state.answer_request.handed_over_by(&citizen.person().giver()).await?;
    let mut records: Vec<&RecordRef> = shares.iter().map(|share| &share.record).collect();
    records.sort_by_key(|record| record.as_str());
    records.dedup();
    let trail = state.look_back.at(&records).await?;
    let exams = exams(&citizen, &state).await?;
    Ok(Shares {
        layout: citizen.visitor.layout(),
        shares: shares.into_iter().map(|share| card(share, &exams, &trail)).collect(),
        sent: sent.into_iter().map(|hand_off| sent_card(&citizen, &state, hand_off, &exams)).collect(),
        was_turned_off: !led.desactive.is_empty(),
        shown_at: state.clock.now(),
    }
    .respond())
}

async fn exams(citizen: &Citizen, state: &AppState) -> Result<Exams, HttpError> {
    let session = &citizen.session;
    let Found::Records(own) = state.find_records.of(&session.subject, &session.identity).await? else {
        return Ok(Exams::default());
    };
    let named = own.into_iter().filter_map(|own| match own.publication {
        Publication::Published(record) => Some((own.reference, exam_title(&record.exam))),
        Publication::Embargoed(_) => None,
    });
    Ok(named.collect())
}

fn card(share: Share, exams: &Exams, trail: &[AuditEntry]) -> ShareCard {
    let opener = Actor::Share(share.id.clone());
    let openings =
        trail.iter().filter(|entry| entry.actor == opener).map(|entry| (entry.at, entry.action)).collect();
    ShareCard { exam: exams.get(&share.record).cloned(), openings, share }
}

fn sent_card(citizen: &Citizen, state: &AppState, hand_off: HandOff, exams: &Exams) -> SentCard {
    let site = match state.sites.current().by_client_id(hand_off.site.as_str()) {
        Some(site) => site.name.in_language(citizen.visitor.language).to_owned(),
        None => hand_off.site.as_str().to_owned(),
    };
    let named = hand_off.transcripts.iter().filter_map(|transcript| exams.get(&transcript.record).cloned());
    SentCard { site, exams: named.collect(), at: hand_off.agreed_at, number: hand_off.id.number() }
}

/// `GET /mes-partages/{id}/desactiver`: for a code of one's own that opens.
pub async fn ask(
    citizen: Citizen,
    id: web::Path<String>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let id = ShareId::parse(&id).map_err(|_| HttpError::NotFound)?;
    let own = state.share_transcript.of(&citizen.session.subject).await?;
    let now = state.clock.now();
    let share = own.into_iter().find(|share| share.id == id && share.is_open(now));
    let share = share.ok_or(HttpError::NotFound)?;
    let label = share.label.as_str().to_owned();
    let form_token = citizen.session.form_token.clone();
    Ok(ShareTurnOff { layout: citizen.visitor.layout(), form_token, id, label }.respond())
}

/// The form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Confirmed {
    jeton: String,
}

/// `POST /mes-partages/{id}/desactiver`. A second click finds nothing left to do.
pub async fn turn_off(
    citizen: Citizen,
    request: HttpRequest,
    id: web::Path<String>,
    form: web::Form<Confirmed>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    csrf::check(&request, &state, &citizen.session, &form.jeton)?;
    let id = ShareId::parse(&id).map_err(|_| HttpError::NotFound)?;
    state.share_transcript.turn_off(&citizen.session.subject, &id).await?;
    Ok(citizen.visitor.see("/mes-partages?desactive=1"))
}

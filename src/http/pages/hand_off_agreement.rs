//! P15: the candidate chooses and agrees, once.

use actix_web::{HttpRequest, HttpResponse, web};
use url::form_urlencoded;

use super::hand_off::{Asked, answered_meanwhile, look, unusable};
use crate::domain::exam_file::RecordRef;
use crate::http::csrf;
use crate::http::emrex::answer::{Address, Answer, page};
use crate::http::error::HttpError;
use crate::http::oauth::authorize::answer_address;
use crate::http::state::AppState;
use crate::http::views::{ChoiceCard, HandOffAgreement, Page};
use crate::http::visitor::{Citizen, see_other};
use crate::services::hand_off::answer_request::{Agreement, Choice, Choices, Parcel, Person};
use crate::services::hand_off::exchange_code::TOKEN_LIFE;

/// `GET /transmettre/{request}/accord`.
pub async fn form(
    citizen: Citizen,
    request: HttpRequest,
    id: web::Path<String>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let mut asked = match look(&state, &request, &citizen.visitor, &id).await? {
        Ok(asked) => asked,
        Err(why) => return Ok(unusable(&request, &state, citizen.visitor.layout(), why)),
    };
    if is_too_unsure(&citizen, &state, &asked) {
        return Ok(citizen.visitor.see(&asked.path("")));
    }
    choose(&citizen, &state, &mut asked, false).await
}

/// `POST /transmettre/{request}/accord`.
pub async fn submit(
    citizen: Citizen,
    request: HttpRequest,
    id: web::Path<String>,
    body: web::Bytes,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let mut asked = match look(&state, &request, &citizen.visitor, &id).await? {
        Ok(asked) => asked,
        Err(why) => return Ok(unusable(&request, &state, citizen.visitor.layout(), why)),
    };
    let (token, chosen) = read(&body);
    csrf::check_token(&request, &state, asked.open.form_token.as_str(), &token)?;
    if is_too_unsure(&citizen, &state, &asked) {
        return Ok(citizen.visitor.see(&asked.path("")));
    }
    if !state.receive_request.claim(&mut asked.open, &citizen.session.subject).await? {
        return Err(HttpError::Forged);
    }
    match state.answer_request.agree(person(&citizen), &asked.open, &asked.site, &chosen).await? {
        Agreement::NothingChosen => choose(&citizen, &state, &mut asked, true).await,
        Agreement::AnsweredBefore => answered_meanwhile(&state, &request, &citizen.visitor, &id).await,
        Agreement::HandedOver(parcel) => Ok(match *parcel {
            Parcel::Code { redirect_uri, state: reference, code } => {
                let answer = [("code", code.as_str())];
                see_other(&answer_address(&state, &redirect_uri, reference.as_deref(), &answer))
            }
            Parcel::Elmo { return_url, session_id, elmo, hand_off } => {
                let layout = asked.layout(&citizen.visitor);
                let text = layout.text();
                let receipt = text
                    .say("retour-recu")
                    .with("numero", hand_off.id.number())
                    .with("date", text.day(&hand_off.agreed_at))
                    .with("heure", text.time(&hand_off.agreed_at))
                    .to_string();
                let site = asked.site_name(citizen.visitor.language);
                let address = Address { return_url: &return_url, session_id: &session_id };
                page(layout, site, &address, &Answer::Ok(&elmo), Some(receipt))
            }
        }),
    }
}

fn person(citizen: &Citizen) -> Person<'_> {
    Person { subject: &citizen.session.subject, identity: &citizen.session.identity }
}

/// Whether FranceConnect must know the candidate more surely first.
fn is_too_unsure(citizen: &Citizen, state: &AppState, asked: &Asked) -> bool {
    citizen.session.assurance < state.assurance.to_hand_over_to(&asked.site)
}

/// The page; or where the candidate goes who has nothing to choose.
async fn choose(
    citizen: &Citizen,
    state: &AppState,
    asked: &mut Asked,
    is_nothing_chosen: bool,
) -> Result<HttpResponse, HttpError> {
    let choices = match state.answer_request.choices(person(citizen), &asked.open).await? {
        Choices::Nothing => return Ok(citizen.visitor.see("/dossier/introuvable")),
        Choices::Embargoed(reference) => {
            return Ok(citizen.visitor.see(&format!("/mes-releves/{}", reference.as_str())));
        }
        Choices::Transcripts(choices) => choices,
    };
    if !state.receive_request.claim(&mut asked.open, &citizen.session.subject).await? {
        return Err(HttpError::Forged);
    }
    let (language, site) = (citizen.visitor.language, &asked.site);
    Ok(HandOffAgreement {
        layout: asked.layout(&citizen.visitor),
        site: asked.site_name(language),
        purpose: site.purpose.in_language(language).to_owned(),
        legal_basis: site.legal_basis.clone(),
        retention: site.retention.in_language(language).to_owned(),
        contact: site.contact.clone(),
        scopes: asked.open.request.scopes.clone(),
        protocol: asked.open.request.way_back.protocol(),
        seconds: u32::try_from(TOKEN_LIFE.as_secs()).unwrap_or(u32::MAX),
        choices: choices.into_iter().map(card).collect(),
        is_nothing_chosen,
    }
    .respond())
}

fn card(choice: Choice) -> ChoiceCard {
    let Choice { reference, record, sent_at, .. } = choice;
    let (decision, gender) = (record.decision, record.candidate.gender);
    ChoiceCard { reference, exam: record.exam, decision, gender, sent_at }
}

/// The anti-forgery value and every box that is ticked; a box that is none of ours ticks nothing.
fn read(body: &[u8]) -> (String, Vec<RecordRef>) {
    let (mut token, mut chosen, mut is_foreign) = (String::new(), Vec::new(), false);
    for (name, value) in form_urlencoded::parse(body) {
        match name.as_ref() {
            "jeton" => token = value.into_owned(),
            "releve" => match RecordRef::parse(&value) {
                Ok(reference) => chosen.push(reference),
                Err(_) => is_foreign = true,
            },
            _ => {}
        }
    }
    if is_foreign { (token, Vec::new()) } else { (token, chosen) }
}

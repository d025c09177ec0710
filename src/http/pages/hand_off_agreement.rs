//! P15: the candidate chooses and agrees, once.

use actix_web::{HttpRequest, HttpResponse, web};
use url::form_urlencoded;

use super::hand_off::{Asked, answered_meanwhile, look, unusable};
use crate::domain::email_address::EmailAddress;
use crate::domain::exam_file::RecordRef;
use crate::domain::hand_off::HandOff;
use crate::domain::letter::Notice;
use crate::http::csrf;
use crate::http::emrex::answer::{Address, Answer, page};
use crate::http::error::HttpError;
use crate::http::oauth::authorize::answer_address;
use crate::http::state::AppState;
use crate::http::views::letters::{self, Sender};
use crate::http::views::{AgreementMistake, ChoiceCard, HandOffAgreement, Page};
use crate::http::visitor::{Reader, see_other};
use crate::services::hand_off::answer_request::{Agreement, Choice, Choices, Parcel};
use crate::services::hand_off::exchange_code::TOKEN_LIFE;

/// `GET /transmettre/{request}/accord`.
pub async fn form(
    reader: Reader,
    request: HttpRequest,
    id: web::Path<String>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let asked = match look(&state, &request, reader.visitor(), &id).await? {
        Ok(asked) => asked,
        Err(why) => return Ok(unusable(&request, &state, reader.visitor().layout(), why)),
    };
    if !asked.is_open_to(reader.visitor(), &state) {
        return Ok(reader.visitor().see(&asked.path("")));
    }
    offer(&reader, &state, asked).await
}

/// The page as it is first shown.
///
/// # Errors
/// When a store does not answer, or the request is somebody else's.
pub async fn offer(reader: &Reader, state: &AppState, mut asked: Asked) -> Result<HttpResponse, HttpError> {
    choose(reader, state, &mut asked, None, &Typed::default()).await
}

/// `POST /transmettre/{request}/accord`.
pub async fn submit(
    reader: Reader,
    request: HttpRequest,
    id: web::Path<String>,
    body: web::Bytes,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let mut asked = match look(&state, &request, reader.visitor(), &id).await? {
        Ok(asked) => asked,
        Err(why) => return Ok(unusable(&request, &state, reader.visitor().layout(), why)),
    };
    let typed = Typed::read(&body);
    csrf::check_token(&request, &state, asked.open.form_token.as_str(), &typed.token)?;
    if !asked.is_open_to(reader.visitor(), &state) {
        return Ok(reader.visitor().see(&asked.path("")));
    }
    if !state.receive_request.claim(&mut asked.open, &reader.person().giver()).await? {
        return Err(HttpError::Forged);
    }
    let Ok(address) = typed.address(&state) else {
        return choose(&reader, &state, &mut asked, Some(AgreementMistake::Address), &typed).await;
    };
    let language = reader.visitor().language;
    let notice = address.clone().filter(|_| typed.wants_notice).map(|to| Notice { to, language });
    let agreed = state.answer_request.agree(reader.person(), &asked.open, &asked.site, &typed.chosen, notice);
    match agreed.await? {
        Agreement::NothingChosen => {
            choose(&reader, &state, &mut asked, Some(AgreementMistake::NothingChosen), &typed).await
        }
        Agreement::AnsweredBefore => answered_meanwhile(&state, &request, reader.visitor(), &id).await,
        Agreement::HandedOver(parcel) => {
            send_receipt(&state, &reader, &asked, address, parcel.hand_off());
            Ok(match *parcel {
                Parcel::Code { redirect_uri, state: reference, code, .. } => {
                    let answer = [("code", code.as_str())];
                    see_other(&answer_address(&state, &redirect_uri, reference.as_deref(), &answer))
                }
                Parcel::Elmo { return_url, session_id, elmo, hand_off } => {
                    let layout = asked.layout(reader.visitor());
                    let text = layout.text();
                    let receipt = text
                        .say("retour-recu")
                        .with("numero", hand_off.id.number())
                        .with("date", text.day(&hand_off.agreed_at))
                        .with("heure", text.time(&hand_off.agreed_at))
                        .to_string();
                    let site = asked.site_name(reader.visitor().language);
                    let address = Address { return_url: &return_url, session_id: &session_id };
                    page(layout, site, &address, &Answer::Ok(&elmo), Some(receipt))
                }
            })
        }
    }
}

/// Writes to the candidate who asked for it. The address serves this once and is kept nowhere.
fn send_receipt(
    state: &AppState,
    reader: &Reader,
    asked: &Asked,
    address: Option<EmailAddress>,
    hand_off: &HandOff,
) {
    let (Some(letters), Some(to)) = (&state.letters, address) else { return };
    let language = reader.visitor().language;
    let origin = state.public_url.origin();
    let sender = Sender::of(&state.legal, &origin, language);
    let letter = letters::receipt(language, to, hand_off, &asked.site_name(language), &sender);
    if let Some(letter) = letter {
        letters.send(letter);
    }
}

/// The page; or where the candidate goes who has nothing to choose.
async fn choose(
    reader: &Reader,
    state: &AppState,
    asked: &mut Asked,
    mistake: Option<AgreementMistake>,
    typed: &Typed,
) -> Result<HttpResponse, HttpError> {
    let choices = match state.answer_request.choices(reader.person(), &asked.open).await? {
        Choices::Nothing => return Ok(reader.visitor().see(reader.without_records())),
        Choices::Embargoed(reference) => {
            return Ok(reader.visitor().see(&format!("/mes-releves/{}", reference.as_str())));
        }
        Choices::Transcripts(choices) => choices,
    };
    if !state.receive_request.claim(&mut asked.open, &reader.person().giver()).await? {
        return Err(HttpError::Forged);
    }
    let (language, site) = (reader.visitor().language, &asked.site);
    Ok(HandOffAgreement {
        layout: asked.layout(reader.visitor()),
        site: asked.site_name(language),
        purpose: site.purpose.in_language(language).to_owned(),
        legal_basis: site.legal_basis.clone(),
        retention: site.retention.in_language(language).to_owned(),
        contact: site.contact.clone(),
        scopes: asked.open.request.scopes.clone(),
        protocol: asked.open.request.way_back.protocol(),
        seconds: u32::try_from(TOKEN_LIFE.as_secs()).unwrap_or(u32::MAX),
        choices: choices.into_iter().map(|choice| card(choice, &typed.chosen)).collect(),
        mistake,
        address: state.letters.is_some().then(|| typed.address.clone()),
        wants_notice: typed.wants_notice,
    }
    .respond())
}

fn card(choice: Choice, chosen: &[RecordRef]) -> ChoiceCard {
    let Choice { reference, record, sent_at, .. } = choice;
    let is_chosen = chosen.contains(&reference);
    let (decision, gender) = (record.decision, record.candidate.gender);
    ChoiceCard { reference, exam: record.exam, decision, gender, sent_at, is_chosen }
}

/// The form as typed.
#[derive(Default)]
struct Typed {
    /// The anti-forgery value.
    token: String,
    /// Every box that is ticked; a box that is none of ours ticks nothing.
    chosen: Vec<RecordRef>,
    /// Where a receipt should go.
    address: String,
    /// Whether a correction should be told there too.
    wants_notice: bool,
}

/// Letters do not reach what was typed.
struct NoAddress;

impl Typed {
    fn read(body: &[u8]) -> Self {
        let (mut typed, mut is_foreign) = (Self::default(), false);
        for (name, value) in form_urlencoded::parse(body) {
            match name.as_ref() {
                "jeton" => typed.token = value.into_owned(),
                "courriel" => typed.address = value.into_owned(),
                "prevenir" => typed.wants_notice = true,
                "releve" => match RecordRef::parse(&value) {
                    Ok(reference) => typed.chosen.push(reference),
                    Err(_) => is_foreign = true,
                },
                _ => {}
            }
        }
        if is_foreign { Self { chosen: Vec::new(), ..typed } } else { typed }
    }

    /// The address, if one was typed and letters are sent at all. Whoever wants to hear of corrections types one.
    fn address(&self, state: &AppState) -> Result<Option<EmailAddress>, NoAddress> {
        if state.letters.is_none() || self.address.trim().is_empty() && !self.wants_notice {
            return Ok(None);
        }
        EmailAddress::parse(&self.address).map(Some).map_err(|_| NoAddress)
    }
}

//! A code that a candidate gave somebody: what it opens, for whoever holds it and, where asked for, the number
//! beside it. No sign-in.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::verify::found;
use crate::domain::redacted::redacted_debug;
use crate::domain::share::{Pin, Share, ShareContent};
use crate::domain::verification_code::VerificationCode;
use crate::http::client_address::client_address;
use crate::http::csrf;
use crate::http::error::HttpError;
use crate::http::state::AppState;
use crate::http::views::errors::TooManyRequests;
use crate::http::views::letters::{self, Sender};
use crate::http::views::{Facts, Finding, Page, Shared, Taking, VerdictPage};
use crate::http::visitor::Visitor;
use crate::services::limit_attempts::{Counted, Turn};
use crate::services::share_transcript::{Held, Opened, Taken};
use crate::services::verify_transcript::Verification;

/// `GET /partage/{code}`: says that there is something to open, and opens nothing.
pub async fn look(
    visitor: Visitor,
    request: HttpRequest,
    code: web::Path<String>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let code = match admitted(&visitor, &request, &code, &state).await? {
        Ok(code) => code,
        Err(refusal) => return Ok(refusal),
    };
    Ok(match state.share_transcript.held(&code).await? {
        Held::Unknown => verdict(&visitor, &state, Finding::Unknown, None),
        Held::Ended => verdict(&visitor, &state, Finding::Ended, None),
        Held::Open(share) => shut(&visitor, code, &share, false),
    })
}

/// The form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pin: String,
}

redacted_debug!(Typed);

/// `POST /partage/{code}`.
pub async fn open(
    visitor: Visitor,
    request: HttpRequest,
    code: web::Path<String>,
    form: web::Form<Typed>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    csrf::check_origin(&request, &state)?;
    let code = match admitted(&visitor, &request, &code, &state).await? {
        Ok(code) => code,
        Err(refusal) => return Ok(refusal),
    };
    let opened = state.share_transcript.open(&code, Pin::parse(&form.pin).ok().as_ref()).await?;
    if let Opened::Transcript(share, Verification::Valid { .. }) = &opened {
        tell(&state, share).await;
    }
    Ok(answer(&visitor, &state, code, &form.pin, opened))
}

/// `POST /partage/{code}/telecharger`.
pub async fn take(
    visitor: Visitor,
    request: HttpRequest,
    code: web::Path<String>,
    form: web::Form<Typed>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    csrf::check_origin(&request, &state)?;
    let code = match admitted(&visitor, &request, &code, &state).await? {
        Ok(code) => code,
        Err(refusal) => return Ok(refusal),
    };
    match state.share_transcript.document(&code, Pin::parse(&form.pin).ok().as_ref()).await? {
        Taken::Document(share, pdf, session) => {
            tell(&state, &share).await;
            Ok(HttpResponse::Ok()
                .insert_header((CONTENT_TYPE, "application/pdf"))
                .insert_header((
                    CONTENT_DISPOSITION,
                    format!("attachment; filename=\"releve-{session}.pdf\""),
                ))
                .body(pdf.0))
        }
        // Was never offered.
        Taken::Nothing(Opened::Transcript(_, Verification::Valid { .. })) => Err(HttpError::NotFound),
        Taken::Nothing(shut) => Ok(answer(&visitor, &state, code, &form.pin, shut)),
    }
}

/// Writes to the candidate who asked for it.
async fn tell(state: &AppState, share: &Share) {
    let Some(carrier) = &state.letters else { return };
    let Some(notice) = state.share_transcript.to_be_told(share).await else { return };
    let origin = state.public_url.origin();
    let sender = Sender::of(&state.legal, &origin, notice.language);
    if let Some(letter) = letters::opening(notice, share, state.clock.now(), &sender) {
        carrier.send(letter);
    }
}

/// The code in the address; or the page for whoever tries too many, or what was never one.
async fn admitted(
    visitor: &Visitor,
    request: &HttpRequest,
    code: &str,
    state: &AppState,
) -> Result<Result<VerificationCode, HttpResponse>, HttpError> {
    let counted = Counted::Address(client_address(request, state));
    if let Turn::TooMany { wait_seconds } = state.limit_attempts.count(counted).await? {
        return Ok(Err(TooManyRequests { layout: visitor.layout(), wait_seconds }.respond()));
    }
    let code = VerificationCode::parse(code);
    Ok(code.map_err(|_| verdict(visitor, state, Finding::Unknown, None)))
}

fn answer(
    visitor: &Visitor,
    state: &AppState,
    code: VerificationCode,
    pin: &str,
    opened: Opened,
) -> HttpResponse {
    match opened {
        Opened::Unknown => verdict(visitor, state, Finding::Unknown, None),
        Opened::Ended => verdict(visitor, state, Finding::Ended, None),
        Opened::WrongPin(share) => shut(visitor, code, &share, true),
        Opened::TooMany { wait_seconds } => {
            TooManyRequests { layout: visitor.layout(), wait_seconds }.respond()
        }
        Opened::Transcript(share, Verification::Valid { issuance, record }) => {
            let facts = Facts::shared(&record, &issuance, share.content);
            let taking = (share.content == ShareContent::Document)
                .then(|| Taking { code: code.to_string(), pin: pin.to_owned() });
            verdict(visitor, state, Finding::Valid(Box::new(facts)), taking)
        }
        Opened::Transcript(_, otherwise) => verdict(visitor, state, found(otherwise), None),
    }
}

fn shut(visitor: &Visitor, code: VerificationCode, share: &Share, is_wrong: bool) -> HttpResponse {
    let has_pin = share.pin.is_some();
    Shared { layout: visitor.layout(), code, has_pin, is_wrong }.respond()
}

fn verdict(visitor: &Visitor, state: &AppState, finding: Finding, taking: Option<Taking>) -> HttpResponse {
    VerdictPage { layout: visitor.layout(), finding, taking, checked_at: state.clock.now() }.respond()
}

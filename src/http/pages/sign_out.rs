//! P23, the end of a session on purpose: here first, then at FranceConnect.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::sign_in::binding;
use crate::http::csrf;
use crate::http::error::HttpError;
use crate::http::session::SessionState;
use crate::http::state::AppState;
use crate::http::views::{Page, SignOutExtent, SignedOut};
use crate::http::visitor::{Visitor, see_other};

/// The sign-out form.
#[derive(Default, Deserialize)]
pub struct Form {
    #[serde(default)]
    jeton: String,
}

/// `POST /deconnexion`.
pub async fn begin(
    visitor: Visitor,
    session: Session,
    request: HttpRequest,
    form: web::Form<Form>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let citizen = match &visitor.session {
        SessionState::SignedIn(citizen) => citizen,
        SessionState::WithNumbers(known) => {
            csrf::check_token(&request, &state, &known.form_token, &form.jeton)?;
            session.purge();
            return Ok(visitor.see("/deconnexion/confirmation?franceconnect=sans"));
        }
        SessionState::Expired | SessionState::SignedOut => {
            return Ok(visitor.see("/deconnexion/confirmation"));
        }
    };
    csrf::check(&request, &state, citizen, &form.jeton)?;
    let franceconnect = state.sign_out.begin(&citizen.id_token_hint, visitor.language).await;
    session.purge();
    if let Some(browser) = binding(&request) {
        state.receive_request.leave(&browser).await;
    }
    Ok(match franceconnect {
        Some(url) => see_other(url.as_str()),
        None => visitor.see("/deconnexion/confirmation"),
    })
}

/// What FranceConnect sends back.
#[derive(Default, Deserialize)]
pub struct Returned {
    state: Option<String>,
}

/// `GET /deconnexion/retour`: with the state of a sign-out that began here, or with anything else.
pub async fn returned(
    visitor: Visitor,
    query: web::Query<Returned>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    Ok(match state.sign_out.confirmed(query.state.as_deref()).await? {
        Some(language) => {
            see_other(&format!("{}/deconnexion/confirmation?franceconnect=fermee", language.prefix()))
        }
        None => visitor.see("/deconnexion/confirmation"),
    })
}

/// Whether FranceConnect confirmed.
#[derive(Default, Deserialize)]
pub struct Confirmation {
    franceconnect: Option<String>,
}

/// `GET /deconnexion/confirmation`; not for whoever is signed in again.
pub async fn confirmation(visitor: Visitor, query: web::Query<Confirmation>) -> HttpResponse {
    if visitor.citizen().is_some() {
        return visitor.see("/");
    }
    let extent = match query.franceconnect.as_deref() {
        Some("fermee") => SignOutExtent::FranceConnectToo,
        Some("sans") => SignOutExtent::WithoutFranceConnect,
        _ => SignOutExtent::HereAlone,
    };
    SignedOut { layout: visitor.layout(), extent }.respond()
}

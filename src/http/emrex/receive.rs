//! `POST /emrex`: a site's browser arrives, from elsewhere and so without its session; nothing here reads or
//! writes a cookie.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::domain::enrolment_site::{EnrolmentSite, Scope};
use crate::domain::hand_off::{EmrexSessionId, HandOffRequest, Scopes, WayBack, Wish};
use crate::domain::language::Language;
use crate::http::client_address::client_address;
use crate::http::error::HttpError;
use crate::http::oauth::authorize::admitted;
use crate::http::oauth::parameters::Parameters;
use crate::http::pages::hand_off::unusable;
use crate::http::state::AppState;
use crate::http::views::errors::TooManyRequests;
use crate::http::views::{Layout, Page, Unusable};
use crate::http::visitor::see_other;
use crate::services::limit_attempts::{Counted, Turn};

/// The handler.
pub async fn receive(
    request: HttpRequest,
    body: Result<web::Bytes, actix_web::Error>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, HttpError> {
    let language = preferred_language(&request);
    let counted = Counted::Address(client_address(&request, &state));
    if let Turn::TooMany { wait_seconds } = state.limit_attempts.count(counted).await? {
        let layout = Layout::new(language, "/").in_sandbox(state.is_sandbox);
        return Ok(TooManyRequests { layout, wait_seconds }.respond());
    }
    let refused = |status, cause| {
        tracing::warn!(cause, "a request by EMREX was refused");
        let layout = Layout::new(language, "/");
        Ok(unusable(&request, &state, layout, Unusable::Unknown(status)))
    };
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = content_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "another form than EMREX's");
    }
    let Ok(body) = body else { return refused(StatusCode::BAD_REQUEST, "the form is too long") };
    let form = Parameters::parse(&body);
    let Some((site, return_url)) = form.get("returnUrl").and_then(|url| registered(&state, url)) else {
        return refused(StatusCode::BAD_REQUEST, "the returnUrl is not registered");
    };
    let session_id = form.get("sessionId").and_then(|id| EmrexSessionId::parse(id).ok());
    let Some(session_id) = session_id else {
        return refused(StatusCode::BAD_REQUEST, "the sessionId is none");
    };
    let scopes = Scopes::of(&site.scopes).ok().filter(|scopes| scopes.allow(&[Scope::Result, Scope::Marks]));
    let Some(scopes) = scopes else {
        return refused(StatusCode::BAD_REQUEST, "the site may not have what an ELMO says");
    };
    let asked = HandOffRequest {
        site: site.client_id.clone(),
        way_back: WayBack::Form { return_url, session_id },
        scopes,
        wish: Wish::default(),
        asked_at: state.clock.now(),
    };
    let id = state.receive_request.receive(&asked).await?;
    Ok(see_other(&format!("{}/transmettre/{}", language.prefix(), id.as_str())))
}

/// The one site that registered this address.
fn registered(state: &AppState, asked: &str) -> Option<(Arc<EnrolmentSite>, String)> {
    let site = state.sites.current().by_emrex_return_url(asked)?;
    Some((admitted(state, site.client_id.as_str())?, asked.to_owned()))
}

/// EMREX says nothing of languages: the browser's wish counts.
fn preferred_language(request: &HttpRequest) -> Language {
    let wish = request.headers().get(ACCEPT_LANGUAGE).and_then(|wish| wish.to_str().ok());
    match wish.is_some_and(|wish| wish.trim_start().starts_with("fr")) || wish.is_none() {
        true => Language::French,
        false => Language::English,
    }
}

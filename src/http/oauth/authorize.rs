//! `GET /oauth2/authorize`: a site's browser arrives.
//!
//! An address that is not registered is never led to, whatever else is right: the answer is a page.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use url::Url;

use super::authorization_request::{Refusal, language, read, registered_address};
use super::error::OauthError;
use super::parameters::Parameters;
use crate::domain::enrolment_site::EnrolmentSite;
use crate::domain::hand_off::PushedId;
use crate::domain::language::Language;
use crate::http::client_address::client_address;
use crate::http::error::HttpError;
use crate::http::pages::hand_off::unusable;
use crate::http::state::AppState;
use crate::http::views::errors::TooManyRequests;
use crate::http::views::{Layout, Page, Unusable};
use crate::http::visitor::see_other;
use crate::services::hand_off::receive_request::Pushed;
use crate::services::limit_attempts::{Counted, Turn};

/// Longest query read, in bytes.
const LONGEST_QUERY: usize = 8 * 1024;
/// In front of the name of a pushed request (RFC 9126 §2.2).
pub const REQUEST_URI: &str = "urn:ietf:params:oauth:request_uri:";

/// The handler.
pub async fn authorize(request: HttpRequest, state: web::Data<AppState>) -> Result<HttpResponse, HttpError> {
    let parameters = Parameters::parse(request.query_string().as_bytes());
    let spoken = language(parameters.get("ui_locales"));
    let counted = Counted::Address(client_address(&request, &state));
    if let Turn::TooMany { wait_seconds } = state.limit_attempts.count(counted).await? {
        let layout = Layout::new(spoken, "/").in_sandbox(state.is_sandbox);
        return Ok(TooManyRequests { layout, wait_seconds }.respond());
    }
    let refused = |cause| Ok(refused(&request, &state, spoken, cause));
    if request.query_string().len() > LONGEST_QUERY {
        return refused("the query is too long");
    }
    let Some(site) = parameters.get("client_id").and_then(|id| admitted(&state, id)) else {
        return refused("no such client");
    };
    let pushed = match parameters.get("request_uri") {
        Some(name) => {
            let id = name.strip_prefix(REQUEST_URI).and_then(PushedId::parse);
            let pushed = match id {
                Some(id) => state.receive_request.take_pushed(&id, &site.client_id).await?,
                None => None,
            };
            match pushed.filter(|pushed| {
                site.redirect_uris.iter().any(|uri| uri == pushed.request.way_back.address())
            }) {
                Some(pushed) => pushed,
                None => return refused("no such pushed request"),
            }
        }
        None => {
            let Some(address) = registered_address(&parameters, &site) else {
                return refused("the redirect_uri is not registered");
            };
            match read(&parameters, &site, address.clone(), state.clock.now()) {
                Ok(pushed) => pushed,
                Err(Refusal { error, state: reference }) => {
                    tracing::info!(
                        error = error.code(),
                        cause = error.description(),
                        "a request was refused"
                    );
                    return Ok(back(&state, &address, reference.as_deref(), error));
                }
            }
        }
    };
    let Pushed { request: asked, language: wished } = pushed;
    let id = state.receive_request.receive(&asked).await?;
    let prefix = language(wished.as_deref()).prefix();
    Ok(see_other(&format!("{prefix}/transmettre/{}", id.as_str())))
}

/// A site whose agreement with the ministry holds today.
pub fn admitted(state: &AppState, client_id: &str) -> Option<Arc<EnrolmentSite>> {
    let today = state.clock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    state.sites.current().by_client_id(client_id).filter(|site| site.is_valid_on(today))
}

fn refused(request: &HttpRequest, state: &AppState, language: Language, cause: &'static str) -> HttpResponse {
    tracing::warn!(cause, "a request of a site was refused");
    unusable(request, state, Layout::new(language, "/"), Unusable::Unknown(StatusCode::BAD_REQUEST))
}

/// 303 to a registered address with an error.
fn back(state: &AppState, address: &str, reference: Option<&str>, error: OauthError) -> HttpResponse {
    let answer = [("error", error.code()), ("error_description", error.description())];
    see_other(&answer_address(state, address, reference, &answer))
}

/// A registered address with an answer, the site's own reference and our name (RFC 9207).
pub fn answer_address(
    state: &AppState,
    address: &str,
    reference: Option<&str>,
    answer: &[(&str, &str)],
) -> String {
    let Ok(mut url) = Url::parse(address) else {
        return "/".to_owned();
    };
    let reference = reference.map(|reference| ("state", reference));
    url.query_pairs_mut()
        .extend_pairs(answer)
        .extend_pairs(reference)
        .append_pair("iss", &state.public_url.origin());
    url.into()
}

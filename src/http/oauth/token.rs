//! `POST /oauth2/token`: a site exchanges its code for a token, once.

use actix_web::http::header::{CACHE_CONTROL, PRAGMA};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::client::{Call, call, take_turn};
use super::error::OauthError;
use crate::domain::hand_off::HandOffCode;
use crate::http::state::AppState;
use crate::services::hand_off::exchange_code::{Exchange, Exchanged, TOKEN_LIFE};
use crate::services::limit_attempts::Counted;

/// The handler.
pub async fn token(
    request: HttpRequest,
    body: Result<web::Bytes, actix_web::Error>,
    state: web::Data<AppState>,
) -> HttpResponse {
    let answered = exchange(&request, body, &state).await;
    answered.unwrap_or_else(|error| error.respond())
}

async fn exchange(
    request: &HttpRequest,
    body: Result<web::Bytes, actix_web::Error>,
    state: &AppState,
) -> Result<HttpResponse, OauthError> {
    let Call { site, parameters } = call(request, body, state).await?;
    match parameters.get("grant_type") {
        Some("authorization_code") => {}
        None => return Err(OauthError::invalid_request("grant_type is missing")),
        Some(_) => {
            let description = "grant_type must be authorization_code";
            return Err(OauthError::bad("unsupported_grant_type", description));
        }
    }
    let required =
        |name, description| parameters.get(name).ok_or_else(|| OauthError::invalid_request(description));
    let code = required("code", "code is missing")?;
    let redirect_uri = required("redirect_uri", "redirect_uri is missing")?;
    let verifier = required("code_verifier", "code_verifier is missing")?;
    let refuse = |cause: &str| {
        tracing::warn!(site = site.client_id.as_str(), cause, "a code was refused");
        OauthError::bad("invalid_grant", "the code serves its own client once, within a minute")
    };
    let code = HandOffCode::parse(code).ok_or_else(|| refuse("not a code"))?;
    take_turn(state, Counted::SiteToday(&site)).await?;
    let exchange = Exchange { site: &site.client_id, code: &code, redirect_uri, verifier };
    match state.exchange_code.exchange(&exchange).await? {
        Exchanged::Refused(cause) => Err(refuse(cause)),
        Exchanged::Granted { token, scopes } => Ok(HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header((PRAGMA, "no-cache"))
            .json(json!({
                "access_token": token.as_str(),
                "token_type": "Bearer",
                "expires_in": TOKEN_LIFE.as_secs(),
                "scope": scopes.codes(),
            }))),
    }
}

//! `POST /oauth2/par`: a site's server asks before its browser comes (RFC 9126), so that nothing of the request
//! passes through the browser.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use super::authorization_request::{read, registered_address};
use super::authorize::REQUEST_URI;
use super::client::{Call, call};
use super::error::OauthError;
use crate::http::state::AppState;
use crate::services::hand_off::receive_request::PUSHED_LIFE;

/// The handler.
pub async fn par(
    request: HttpRequest,
    body: Result<web::Bytes, actix_web::Error>,
    state: web::Data<AppState>,
) -> HttpResponse {
    let answered = push(&request, body, &state).await;
    answered.unwrap_or_else(|error| error.respond())
}

async fn push(
    request: &HttpRequest,
    body: Result<web::Bytes, actix_web::Error>,
    state: &AppState,
) -> Result<HttpResponse, OauthError> {
    let Call { site, parameters } = call(request, body, state).await?;
    if parameters.get("request_uri").is_some() {
        return Err(OauthError::invalid_request("request_uri cannot be pushed"));
    }
    if parameters.get("client_id").is_some_and(|client_id| client_id != site.client_id.as_str()) {
        return Err(OauthError::invalid_request("client_id is another client's"));
    }
    let address = registered_address(&parameters, &site);
    let address = address.ok_or_else(|| OauthError::invalid_request("redirect_uri is not registered"))?;
    let pushed = read(&parameters, &site, address, state.clock.now()).map_err(|refusal| refusal.error)?;
    let id = state.receive_request.push(&pushed).await?;
    let request_uri = format!("{REQUEST_URI}{}", id.as_str());
    Ok(HttpResponse::Created()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(json!({ "request_uri": request_uri, "expires_in": PUSHED_LIFE.as_secs() })))
}

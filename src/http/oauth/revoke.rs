//! `POST /oauth2/revoke`: a site gives a token back (RFC 7009).

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};

use super::client::{Call, call};
use super::error::OauthError;
use crate::domain::hand_off::AccessToken;
use crate::http::state::AppState;

/// The handler.
pub async fn revoke(
    request: HttpRequest,
    body: Result<web::Bytes, actix_web::Error>,
    state: web::Data<AppState>,
) -> HttpResponse {
    let answered = end(&request, body, &state).await;
    answered.unwrap_or_else(|error| error.respond())
}

async fn end(
    request: &HttpRequest,
    body: Result<web::Bytes, actix_web::Error>,
    state: &AppState,
) -> Result<HttpResponse, OauthError> {
    let Call { site, parameters } = call(request, body, state).await?;
    let token = parameters.get("token").ok_or_else(|| OauthError::invalid_request("token is missing"))?;
    // Whatever is no token, or another site's, is as good as ended: nobody learns which.
    if let Some(token) = AccessToken::parse(token) {
        state.exchange_code.revoke(&token, &site.client_id).await?;
    }
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).finish())
}

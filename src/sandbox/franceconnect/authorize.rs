//! `GET` and `POST /api/v2/authorize`: check everything, then send the browser to the interaction.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::authorization_request::{AuthorizationRequest, Refused};
use super::interaction::SESSION_COOKIE;
use super::provider::{Interaction, Provider};
use super::{callback, parameters, random, refusal};

/// Parameters in the query.
pub(super) async fn by_query(request: HttpRequest, provider: web::Data<Provider>) -> HttpResponse {
    start(&request, &provider, request.query_string().as_bytes()).await
}

/// Parameters in a form body.
pub(super) async fn by_form(
    request: HttpRequest,
    provider: web::Data<Provider>,
    body: web::Bytes,
) -> HttpResponse {
    if !parameters::is_form(&request) {
        return refusal::page(StatusCode::BAD_REQUEST, "Y030007", "the body is not a form");
    }
    start(&request, &provider, &body).await
}

async fn start(request: &HttpRequest, provider: &Provider, encoded: &[u8]) -> HttpResponse {
    let asked = match AuthorizationRequest::parse(encoded, &provider.settings.clients) {
        Ok(asked) => asked,
        Err(Refused::Shown { code, why }) => {
            return refusal::page(StatusCode::BAD_REQUEST, code, &why);
        }
        Err(Refused::Returned(returned)) => return callback::refuse(provider, *returned),
    };
    // A live session skips the choice of a person, never the information page: FranceConnect
    // overwrites `prompt` with `login consent` and keeps its single sign-on all the same.
    let signed_in = match request.cookie(SESSION_COOKIE) {
        Some(cookie) => provider.resume(cookie.value()).await,
        None => None,
    };
    let interaction = Interaction { request: asked, started_at: provider.now(), signed_in };
    let id = random::token();
    provider.interactions.insert(id.clone(), interaction).await;
    callback::to(StatusCode::SEE_OTHER, super::interaction::address(&id))
}

//! `POST /api/v2/token/revocation`: exactly `token`, `client_id`, `client_secret`
//! (`revocation-token-params.dto.ts`).

use actix_web::{HttpRequest, HttpResponse, web};

use super::client_authentication::authenticate;
use super::parameters::{self, Parameters};
use super::provider::Provider;
use super::refusal::{JsonRefusal, UNLISTED};

const ALLOWED: &[&str] = &["token", "client_id", "client_secret"];

/// The endpoint. An unknown token is already revoked (RFC 7009).
pub(super) async fn revoke(
    request: HttpRequest,
    provider: web::Data<Provider>,
    body: web::Bytes,
) -> HttpResponse {
    match answer(&request, &provider, &body).await {
        Ok(()) => HttpResponse::Ok().finish(),
        Err(refusal) => refusal.respond(),
    }
}

async fn answer(request: &HttpRequest, provider: &Provider, body: &[u8]) -> Result<(), JsonRefusal> {
    let invalid = |why: String| JsonRefusal::bad_request("invalid_request", why, UNLISTED);
    if !parameters::is_form(request) {
        return Err(invalid("the body is not a form".to_owned()));
    }
    let parameters = Parameters::parse(body, ALLOWED).map_err(invalid)?;
    let client = authenticate(provider, request, &parameters).await?;
    let token = parameters.required("token").map_err(invalid)?;
    let owned = provider
        .access_tokens
        .get(token)
        .await
        .is_some_and(|found| found.grant.request.client_id == client.client_id);
    if owned {
        provider.access_tokens.invalidate(token).await;
    }
    Ok(())
}

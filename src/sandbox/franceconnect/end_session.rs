//! `GET /api/v2/session/end`: the browser signs out (`logout-params.dto.ts`, `models/id_token.js`).
//!
//! The hint's signature, issuer and audience count, its expiry does not; a hint signed with a key
//! since rotated is refused.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use url::Url;

use super::authorization_request::same_address;
use super::interaction::{SESSION_COOKIE, forget_session};
use super::parameters::Parameters;
use super::provider::Provider;
use super::settings::RegisteredClient;
use super::{callback, pages, refusal};

const ALLOWED: &[&str] =
    &["id_token_hint", "post_logout_redirect_uri", "state", "client_id", "logout_hint", "ui_locales"];

/// FranceConnect's code and the reason.
type Refused = (&'static str, String);

/// The endpoint: ends the single sign-on session, then goes back, or says it is done.
pub(super) async fn end(request: HttpRequest, provider: web::Data<Provider>) -> HttpResponse {
    let target = match target(&provider, request.query_string()) {
        Ok(target) => target,
        Err((code, why)) => return refusal::page(StatusCode::BAD_REQUEST, code, &why),
    };
    if let Some(cookie) = request.cookie(SESSION_COOKIE) {
        provider.sessions.invalidate(cookie.value()).await;
    }
    let mut response = match target {
        Some(address) => callback::to(StatusCode::SEE_OTHER, address),
        None => pages::signed_out(),
    };
    forget_session(&mut response);
    response
}

fn target(provider: &Provider, query: &str) -> Result<Option<Url>, Refused> {
    let malformed = |why| ("Y030007", why);
    let parameters = Parameters::parse(query.as_bytes(), ALLOWED).map_err(malformed)?;
    let hint = parameters.required("id_token_hint").map_err(malformed)?;
    let client = owner(provider, hint)?;
    if let Some(named) = parameters.get("client_id")
        && named != client.client_id
    {
        return Err(("Y0467882", "client_id is not the hint's audience".to_owned()));
    }
    let Some(address) = parameters.get("post_logout_redirect_uri") else {
        return Ok(None);
    };
    let mut url = client
        .post_logout_redirect_uris
        .iter()
        .find(|registered| same_address(registered, address))
        .cloned()
        .ok_or_else(|| {
            let why = format!("post_logout_redirect_uri '{address}' is not registered");
            ("Y04CFAEF", why)
        })?;
    if let Some(state) = parameters.get("state") {
        url.query_pairs_mut().append_pair("state", state);
    }
    Ok(Some(url))
}

/// The relying party the hint was made for.
fn owner<'a>(provider: &'a Provider, hint: &str) -> Result<&'a RegisteredClient, Refused> {
    let claims = claims(hint).ok_or_else(|| ("Y04FEDB9", "id_token_hint cannot be decoded".to_owned()))?;
    let invalid = |why: &str| ("Y04E2A91", why.to_owned());
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    let is_ours = provider.keys.read().is_ok_and(|keys| keys.verifies(hint));
    if !is_ours {
        return Err(invalid("the current key did not sign this id_token_hint"));
    }
    if text("iss") != provider.issuer() {
        return Err(invalid("id_token_hint comes from another issuer"));
    }
    provider.client(text("aud")).ok_or_else(|| invalid("id_token_hint was made for nobody here"))
}

fn claims(compact: &str) -> Option<Value> {
    let mut parts = compact.split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

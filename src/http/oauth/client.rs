//! Which site calls an OAuth endpoint, and what it sends: one form, one proof of who it is.

use std::sync::Arc;

use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE};
use actix_web::{HttpRequest, web};

use super::TOKEN_PATH;
use super::error::OauthError;
use super::parameters::Parameters;
use crate::domain::enrolment_site::EnrolmentSite;
use crate::http::api::site_authentication::{basic, form_decoded};
use crate::http::client_address::client_address;
use crate::http::state::AppState;
use crate::services::authenticate_site::SiteProof;
use crate::services::limit_attempts::{Counted, Turn};

/// `client_assertion_type` of RFC 7523 §2.2.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A call of a site that proved who it is.
pub struct Call {
    /// Which.
    pub site: Arc<EnrolmentSite>,
    /// What it sends.
    pub parameters: Parameters,
}

/// Reads a call.
///
/// # Errors
/// When there were too many, the form cannot be read, or the site did not prove who it is.
pub async fn call(
    request: &HttpRequest,
    body: Result<web::Bytes, actix_web::Error>,
    state: &AppState,
) -> Result<Call, OauthError> {
    take_turn(state, Counted::Address(client_address(request, state))).await?;
    let body = body.map_err(|_| OauthError::invalid_request("the body is too long or cannot be read"))?;
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = content_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(OauthError::invalid_request("the body must be application/x-www-form-urlencoded"));
    }
    let parameters = Parameters::parse(&body);
    if parameters.has_repeated() {
        return Err(OauthError::invalid_request("a parameter stands twice"));
    }
    let site = authenticated(request, &parameters, state).await?;
    take_turn(state, Counted::Site(&site)).await?;
    Ok(Call { site, parameters })
}

/// Counts a call.
///
/// # Errors
/// When there were too many.
pub async fn take_turn(state: &AppState, counted: Counted<'_>) -> Result<(), OauthError> {
    match state.limit_attempts.count(counted).await? {
        Turn::Granted => Ok(()),
        Turn::TooMany { wait_seconds } => Err(OauthError::too_many(wait_seconds)),
    }
}

async fn authenticated(
    request: &HttpRequest,
    parameters: &Parameters,
    state: &AppState,
) -> Result<Arc<EnrolmentSite>, OauthError> {
    let issuer = state.public_url.origin();
    // RFC 9126 §2: at any of our endpoints, our name, that of the token endpoint, or that of the endpoint.
    let audiences = [TOKEN_PATH, request.path()].map(|path| format!("{issuer}{path}"));
    let audiences = [audiences.as_slice(), &[issuer]].concat();
    for proof in proofs(request, parameters)? {
        let site = state.authenticate_site.site(&proof, &audiences).await?;
        let today = state.clock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        if let Some(site) = site.filter(|site| site.is_valid_on(today)) {
            return Ok(site);
        }
    }
    Err(OauthError::invalid_client())
}

/// The one proof that was sent; of a Basic header both readings, for RFC 6749 §2.3.1 has its parts
/// form-encoded and many clients send them as they are.
///
/// # Errors
/// When there is more than one, or a header that is none.
pub fn proofs(request: &HttpRequest, parameters: &Parameters) -> Result<Vec<SiteProof>, OauthError> {
    let headers: Vec<_> = request.headers().get_all(AUTHORIZATION).collect();
    let secret = parameters.get("client_secret");
    let assertion = parameters.get("client_assertion");
    if headers.len() + usize::from(secret.is_some()) + usize::from(assertion.is_some()) > 1 {
        return Err(OauthError::invalid_request("one proof of who the client is, and no second one"));
    }
    let named = parameters.get("client_id");
    if let Some(header) = headers.first() {
        let pair = header.to_str().ok().and_then(basic);
        let (client_id, secret) = pair.ok_or_else(OauthError::invalid_client)?;
        let readings = [(form_decoded(&client_id), form_decoded(&secret)), (client_id, secret)];
        let is_same = |(client_id, _): &(String, String)| named.is_none_or(|named| named == client_id);
        let proof = |(client_id, secret)| SiteProof::SecretBasic { client_id, secret };
        return Ok(readings.into_iter().filter(is_same).map(proof).collect());
    }
    Ok(match (named, secret, assertion) {
        (Some(client_id), Some(secret), None) => {
            vec![SiteProof::SecretPost { client_id: client_id.to_owned(), secret: secret.to_owned() }]
        }
        (client_id, None, Some(assertion))
            if parameters.get("client_assertion_type") == Some(ASSERTION_TYPE) =>
        {
            vec![SiteProof::Assertion {
                client_id: client_id.map(str::to_owned),
                assertion: assertion.to_owned(),
            }]
        }
        _ => Vec::new(),
    })
}

//! Which enrolment site asks: HTTP Basic with its `client_id` and secret (RFC 7617).

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::problem::{Problem, ProblemCode};
use crate::domain::enrolment_site::EnrolmentSite;
use crate::http::state::AppState;

/// What the request says of who asks.
pub enum Asking {
    /// Nothing.
    Nobody,
    /// A site that proved who it is.
    Site(Arc<EnrolmentSite>),
}

/// Reads the proof, if there is one.
///
/// # Errors
/// [`ProblemCode::UnknownSite`], the same for an unknown site and a wrong secret.
pub fn asking(request: &HttpRequest, state: &AppState) -> Result<Asking, Problem> {
    let Some(header) = request.headers().get(AUTHORIZATION) else { return Ok(Asking::Nobody) };
    let site = header.to_str().ok().and_then(basic).and_then(|(client_id, secret)| {
        // RFC 6749 §2.3.1 has both parts form-encoded; `curl -u` sends them as they are.
        let sites = state.sites.current();
        let decoded = (form_decoded(&client_id), form_decoded(&secret));
        let as_sent = sites.with_secret(&client_id, &secret);
        let as_form = sites.with_secret(&decoded.0, &decoded.1);
        as_sent.or(as_form)
    });
    site.map(Asking::Site).ok_or_else(unknown)
}

/// Nobody known asks.
pub fn unknown() -> Problem {
    Problem::challenging(ProblemCode::UnknownSite, "Basic realm=\"mon-releve\", charset=\"UTF-8\"")
}

/// `client_id` and secret of an `Authorization: Basic` header, as they were sent.
pub fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (client_id, secret) = text.split_once(':')?;
    Some((client_id.to_owned(), secret.to_owned()))
}

/// A text that may be form-encoded, decoded.
pub fn form_decoded(text: &str) -> String {
    let pair = format!("x={}", text.replace('&', "%26"));
    let decoded = url::form_urlencoded::parse(pair.as_bytes()).next();
    decoded.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

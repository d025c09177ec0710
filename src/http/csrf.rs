//! Forms of a session serve only where they were drawn: a synchroniser token, and what the browser says
//! of where the form stood.
//!
//! Our pages are `no-referrer`, and from such a page a browser sends `Origin: null` with a POST, even to
//! ourselves (Fetch §3.2, "append a request Origin header"); `Sec-Fetch-Site` then tells.

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, ORIGIN};
use subtle::ConstantTimeEq;

use super::error::HttpError;
use super::session::CitizenSession;
use super::state::AppState;

/// Refuses a form that was not drawn by this session on this site.
///
/// # Errors
/// [`HttpError::Forged`] when the token is missing or another, or the form stood on another site.
pub fn check(
    request: &HttpRequest,
    state: &AppState,
    citizen: &CitizenSession,
    token: &str,
) -> Result<(), HttpError> {
    check_token(request, state, &citizen.form_token, token)
}

/// The same for a session of any kind, whose forms hold `drawn`.
///
/// # Errors
/// As above.
pub fn check_token(
    request: &HttpRequest,
    state: &AppState,
    drawn: &str,
    token: &str,
) -> Result<(), HttpError> {
    check_origin(request, state)?;
    let is_drawn_here: bool = drawn.as_bytes().ct_eq(token.as_bytes()).into();
    if is_drawn_here { Ok(()) } else { Err(HttpError::Forged) }
}

/// Refuses a form that stood on another site: all that can be told before there is a session.
///
/// # Errors
/// [`HttpError::Forged`].
pub fn check_origin(request: &HttpRequest, state: &AppState) -> Result<(), HttpError> {
    let header = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let comes_from_elsewhere = match header(ORIGIN) {
        None | Some("null") => false,
        Some(origin) => origin != state.public_url.origin(),
    };
    let site = header(HeaderName::from_static("sec-fetch-site"));
    let is_foreign = comes_from_elsewhere || site.is_some_and(|site| !matches!(site, "same-origin" | "none"));
    if is_foreign { Err(HttpError::Forged) } else { Ok(()) }
}

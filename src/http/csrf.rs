//! Forms of a session serve only where they were drawn: a synchroniser token, and the `Origin` that
//! every browser sends with a POST.

use actix_web::HttpRequest;
use actix_web::http::header::ORIGIN;
use subtle::ConstantTimeEq;

use super::error::HttpError;
use super::session::CitizenSession;
use super::state::AppState;

/// Refuses a form that was not drawn by this session on this site.
///
/// # Errors
/// [`HttpError::Forged`] when the token is missing or another, or the origin foreign.
pub fn check(
    request: &HttpRequest,
    state: &AppState,
    citizen: &CitizenSession,
    token: &str,
) -> Result<(), HttpError> {
    let origin = request.headers().get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let is_foreign = origin.is_some_and(|origin| origin != state.public_url.origin());
    let is_drawn_here: bool = citizen.form_token.as_bytes().ct_eq(token.as_bytes()).into();
    if is_foreign || !is_drawn_here { Err(HttpError::Forged) } else { Ok(()) }
}

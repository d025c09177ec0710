//! The person behind a FranceConnect token (RFC 6750): for any API that takes one.

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;

use super::problem::{Problem, ProblemCode};
use crate::http::error::causes;
use crate::http::state::AppState;
use crate::ports::token_introspection::BearerToken;
use crate::services::accept_token::{Acceptance, AcceptedToken};

/// The token of the request, weighed. It is read in the header alone: queries and cookies end up in logs.
///
/// # Errors
/// With the challenge that says what is missing (RFC 6750 §3, RFC 9470 §3).
pub async fn accepted_token(request: &HttpRequest, state: &AppState) -> Result<AcceptedToken, Problem> {
    // A service that is no data provider has no such address.
    let service = state.accept_token.as_ref().ok_or(ProblemCode::NotFound)?;
    let token = bearer(request).ok_or_else(|| Problem::challenging(ProblemCode::NoToken, "Bearer"))?;
    let token = BearerToken::parse(token).ok_or_else(invalid)?;
    let acceptance = service.weigh(&token).await.map_err(|error| {
        tracing::error!(causes = causes(&error), "a token could not be weighed");
        ProblemCode::FranceConnectUnavailable
    })?;
    match acceptance {
        Acceptance::Accepted(accepted) => Ok(*accepted),
        Acceptance::Inactive => Err(invalid()),
        Acceptance::UnknownSite => Err(ProblemCode::ForbiddenSite.into()),
        Acceptance::InsufficientScope => Err(Problem::challenging(
            ProblemCode::InsufficientScope,
            format!("Bearer error=\"insufficient_scope\", scope=\"{}\"", service.scope),
        )),
        Acceptance::InsufficientAssurance(floor) => Err(Problem::challenging(
            ProblemCode::InsufficientAssurance,
            format!("Bearer error=\"insufficient_user_authentication\", acr_values=\"{}\"", floor.code()),
        )),
    }
}

/// A token that opens nothing.
pub fn invalid() -> Problem {
    Problem::challenging(ProblemCode::InvalidToken, "Bearer error=\"invalid_token\"")
}

/// The token of the header.
pub fn bearer(request: &HttpRequest) -> Option<&str> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

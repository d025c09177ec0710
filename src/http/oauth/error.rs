//! What the OAuth endpoints say when they cannot do what was asked (RFC 6749 §5.2).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CACHE_CONTROL, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE};
use serde_json::json;

use crate::http::error::causes;
use crate::ports::Unavailable;

/// One failure of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OauthError {
    status: StatusCode,
    code: &'static str,
    description: &'static str,
    wait_seconds: Option<u32>,
}

/// When to try again after a failure that passes by itself, in seconds.
const RETRY_SECONDS: u32 = 60;

impl OauthError {
    /// A request that cannot be understood, with what is wrong in it.
    pub fn invalid_request(description: &'static str) -> Self {
        Self::bad("invalid_request", description)
    }

    /// Another error of RFC 6749 with status 400.
    pub fn bad(code: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code, description, wait_seconds: None }
    }

    /// Nobody known asks, the same for an unknown site and a wrong proof.
    pub fn invalid_client() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            code: "invalid_client",
            description: "the client did not prove who it is as it registered",
            wait_seconds: None,
        }
    }

    /// Too many requests.
    pub fn too_many(wait_seconds: u32) -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            code: "temporarily_unavailable",
            description: "too many requests: see Retry-After",
            wait_seconds: Some(wait_seconds),
        }
    }

    /// Closed for planned work, or full.
    pub fn closed(wait_seconds: u32) -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            code: "temporarily_unavailable",
            description: "closed for maintenance: see Retry-After",
            wait_seconds: Some(wait_seconds),
        }
    }

    /// Another method than POST.
    pub fn method() -> Self {
        Self {
            status: StatusCode::METHOD_NOT_ALLOWED,
            code: "invalid_request",
            description: "this address takes POST",
            wait_seconds: None,
        }
    }

    /// `error`.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// `error_description`.
    pub fn description(&self) -> &'static str {
        self.description
    }

    /// The answer.
    pub fn respond(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response.insert_header((CACHE_CONTROL, "no-store")).insert_header((PRAGMA, "no-cache"));
        if self.status == StatusCode::UNAUTHORIZED {
            response.insert_header((WWW_AUTHENTICATE, "Basic realm=\"mon-releve\", charset=\"UTF-8\""));
        }
        if self.status == StatusCode::METHOD_NOT_ALLOWED {
            response.insert_header((ALLOW, "POST"));
        }
        if let Some(seconds) = self.wait_seconds {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        response.json(json!({ "error": self.code, "error_description": self.description }))
    }
}

impl From<Unavailable> for OauthError {
    fn from(error: Unavailable) -> Self {
        tracing::error!(causes = causes(&error), "request of a site failed");
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            code: "temporarily_unavailable",
            description: "a server that is needed does not answer: try again",
            wait_seconds: Some(RETRY_SECONDS),
        }
    }
}

/// Every other method at an address that takes POST.
pub async fn method_not_allowed() -> HttpResponse {
    OauthError::method().respond()
}

//! How the simulator says no: JSON on the back channel, a French page in the browser.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, WWW_AUTHENTICATE};
use serde_json::json;

use super::pages;
use super::random;

/// A back-channel error. `error_uri` carries FranceConnect's own code and an id for its support
/// (`oidc-provider-rendered-json-exception.filter.ts`).
#[derive(Debug, Clone)]
pub(super) struct JsonRefusal {
    pub(super) status: StatusCode,
    pub(super) error: &'static str,
    pub(super) description: String,
    pub(super) code: &'static str,
}

/// For errors whose code the public list does not give.
pub(super) const UNLISTED: &str = "Y040000";

impl JsonRefusal {
    pub(super) fn bad_request(
        error: &'static str,
        description: impl Into<String>,
        code: &'static str,
    ) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, description: description.into(), code }
    }

    pub(super) fn invalid_client(detail: &str, code: &'static str) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            error: "invalid_client",
            description: format!("client authentication failed ({detail})"),
            code,
        }
    }

    pub(super) fn invalid_grant(detail: &str, code: &'static str) -> Self {
        Self::bad_request("invalid_grant", format!("grant request is invalid ({detail})"), code)
    }

    pub(super) fn invalid_token(description: impl Into<String>, code: &'static str) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            error: "invalid_token",
            description: description.into(),
            code,
        }
    }

    pub(super) fn server_error() -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            error: "server_error",
            description: "oops! something went wrong".to_owned(),
            code: UNLISTED,
        }
    }

    pub(super) fn respond(&self) -> HttpResponse {
        let id = random::error_id();
        tracing::info!(error = self.error, code = self.code, id, "back channel refused");
        let mut response = HttpResponse::build(self.status);
        response.insert_header((CACHE_CONTROL, "no-store"));
        if self.error == "invalid_token" {
            response.insert_header((WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""));
        }
        response.json(json!({
            "error": self.error,
            "error_description": self.description,
            "error_uri": format!(
                "https://docs.partenaires.franceconnect.gouv.fr/fs/fs-technique/fs-technique-erreurs/?code={}&id={id}",
                self.code
            ),
        }))
    }
}

/// A page with the code, an id, and the reason a developer needs. FranceConnect keeps the reason
/// to itself; saying it is what a simulator is for.
pub(super) fn page(status: StatusCode, code: &str, why: &str) -> HttpResponse {
    let id = random::error_id();
    tracing::info!(code, id, why, "front channel refused");
    pages::error(status, code, &id, why)
}

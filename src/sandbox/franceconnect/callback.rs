//! The way back to the relying party: `code`, or `error` and `error_description`, always with
//! `state` and `iss` (RFC 9207) unless an order says to lie.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use url::Url;

use super::authorization_request::{AuthorizationRequest, Returned};
use super::behaviour::{CallbackError, Tamper};
use super::provider::Provider;

/// What the callback is told besides `state` and `iss`.
pub(super) enum Outcome<'a> {
    Code(&'a str),
    Error(&'a str, &'a str),
}

/// The redirect after the person agreed, or after an error they caused.
pub(super) fn redirect(
    provider: &Provider,
    status: StatusCode,
    request: &AuthorizationRequest,
    outcome: &Outcome<'_>,
) -> HttpResponse {
    let query = query(provider, &request.state, outcome);
    to(status, with_query(request.redirect_uri.clone(), &query))
}

/// The redirect of a request refused before anybody was asked.
pub(super) fn refuse(provider: &Provider, returned: Returned) -> HttpResponse {
    let outcome = Outcome::Error(returned.error, &returned.description);
    let query = query(provider, &returned.state, &outcome);
    let mut address = returned.redirect_uri;
    if returned.in_fragment {
        address.set_fragment(Some(&query));
        return to(StatusCode::SEE_OTHER, address);
    }
    to(StatusCode::SEE_OTHER, with_query(address, &query))
}

/// The redirect of a « revenir au service » link: 302, as `/redirect-to-sp-with-error` does.
pub(super) fn go_back(
    provider: &Provider,
    request: &AuthorizationRequest,
    error: CallbackError,
) -> HttpResponse {
    let (error, description) = error.texts();
    let outcome = Outcome::Error(error, description);
    redirect(provider, StatusCode::FOUND, request, &outcome)
}

/// A redirect nobody may keep.
pub(super) fn to(status: StatusCode, address: impl Into<String>) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((LOCATION, address.into()))
        .insert_header((CACHE_CONTROL, "no-store"))
        .finish()
}

fn with_query(mut address: Url, query: &str) -> Url {
    let whole = match address.query() {
        Some(registered) if !registered.is_empty() => format!("{registered}&{query}"),
        _ => query.to_owned(),
    };
    address.set_query(Some(&whole));
    address
}

fn query(provider: &Provider, state: &str, outcome: &Outcome<'_>) -> String {
    let tamper = provider.tamper();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    match outcome {
        Outcome::Code(code) => {
            query.append_pair("code", code);
        }
        Outcome::Error(error, description) => {
            query.append_pair("error", error);
            query.append_pair("error_description", description);
        }
    }
    match tamper {
        Tamper::CallbackMissingState => {}
        // FranceConnect writes this when it lost the state (`api-redirect-to-sp.feature`).
        Tamper::CallbackStateUndefined => {
            query.append_pair("state", "undefined");
        }
        Tamper::CallbackWrongState => {
            query.append_pair("state", &format!("{state}0"));
        }
        _ => {
            query.append_pair("state", state);
        }
    }
    match tamper {
        Tamper::CallbackMissingIss => {}
        Tamper::CallbackWrongIss => {
            query.append_pair("iss", "https://imposteur.example.org/api/v2");
        }
        _ => {
            query.append_pair("iss", &provider.issuer());
        }
    }
    query.finish()
}

//! The one place where a failed request becomes a page, and its cause a line in the log.

use std::sync::Arc;

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, web};

use super::request_log::RequestReference;
use super::security_headers;
use crate::http::error::{Explanation, HttpError, causes};
use crate::http::state::AppState;
use crate::http::views::assets::Assets;
use crate::http::views::errors::{Cause, Forbidden, MethodNotAllowed, NotFound, Unavailable, Unexpected};
use crate::http::views::{
    FranceConnectUnavailable, Layout, Page, PdfUnavailable, SessionExpired, SignInStale,
};
use crate::http::visitor::language_and_path;
use crate::services::sign_in::Intent;

/// The middleware.
pub async fn error_pages<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let frame = frame(&request);
    let state = request.app_data::<web::Data<AppState>>().cloned();
    match next.call(request).await {
        Ok(response) if is_to_explain(&response) => {
            if let Some(error) = response.response().error() {
                log(response.status(), error);
            }
            let explanation = response.response().extensions().get::<Explanation>().cloned();
            let mut page = page(response.status(), explanation.unwrap_or(Explanation::Status), frame);
            if let Some(methods) = response.headers().get(ALLOW) {
                page.headers_mut().insert(ALLOW, methods.clone());
            }
            let (request, _) = response.into_parts();
            Ok(ServiceResponse::new(request, page).map_into_right_body())
        }
        Ok(response) => Ok(response.map_into_left_body()),
        // Only the session's store fails this way: the handlers' errors are responses.
        Err(error) => {
            log(StatusCode::SERVICE_UNAVAILABLE, &error);
            let mut page = page(StatusCode::SERVICE_UNAVAILABLE, Explanation::Sessions, frame);
            if let Some(state) = state {
                security_headers::apply(&state, page.headers_mut());
            }
            Err(InternalError::from_response("the session store does not answer", page).into())
        }
    }
}

/// A failure without a page of its own; a form with a message has one.
fn is_to_explain<B>(response: &ServiceResponse<B>) -> bool {
    let failed = response.status().is_client_error() || response.status().is_server_error();
    failed && (response.response().error().is_some() || !response.headers().contains_key(CONTENT_TYPE))
}

fn frame(request: &ServiceRequest) -> Layout {
    let (language, path) = language_and_path(request.request());
    let state = request.app_data::<web::Data<AppState>>();
    let is_sandbox = state.is_some_and(|state| state.is_sandbox);
    let assets = state.map_or_else(Assets::built_in, |state| Arc::clone(&state.assets));
    let reference = request.extensions().get::<RequestReference>().map(|reference| reference.0.clone());
    let layout = Layout::new(language, path).dressed(&assets).in_sandbox(is_sandbox);
    layout.with_reference(reference.unwrap_or_default())
}

/// Writes the cause, once. Causes name checks, servers and fields, never what was in them.
fn log(status: StatusCode, error: &Error) {
    if let Some(HttpError::Stale { cause, .. }) = error.as_error() {
        tracing::info!(cause, "stale callback");
        return;
    }
    let causes = error.as_error::<HttpError>().map_or_else(|| error.to_string(), |error| causes(error));
    if status.is_server_error() {
        tracing::error!(status = status.as_u16(), causes, "request failed");
    } else {
        tracing::warn!(status = status.as_u16(), causes, "request refused");
    }
}

/// The frame in the language of what the citizen wanted, leading there.
fn remembering(layout: Layout, intent: Option<Intent>) -> Layout {
    match intent {
        Some(intent) => Layout { language: intent.language, ..layout }.returning_to(&intent.return_to),
        None => layout,
    }
}

fn page(status: StatusCode, explanation: Explanation, layout: Layout) -> HttpResponse {
    match explanation {
        Explanation::Stale(intent) => SignInStale { layout: remembering(layout, intent) }.respond(),
        Explanation::FranceConnect(intent) => {
            FranceConnectUnavailable { layout: remembering(layout, Some(intent)) }.respond()
        }
        Explanation::SessionExpired { page, idle } => {
            SessionExpired { layout: layout.returning_to(&page), idle, status }.respond()
        }
        Explanation::Seal(reference) => PdfUnavailable { layout, reference }.respond(),
        Explanation::Busy => Unavailable { layout, cause: Cause::Verification }.respond(),
        Explanation::Store => Unavailable { layout, cause: Cause::ExamRecords }.respond(),
        Explanation::Sessions => Unavailable { layout, cause: Cause::Service }.respond(),
        Explanation::Status => match status {
            StatusCode::FORBIDDEN => Forbidden { layout }.respond(),
            StatusCode::NOT_FOUND => NotFound { layout }.respond(),
            StatusCode::METHOD_NOT_ALLOWED => MethodNotAllowed { layout }.respond(),
            status if status.is_server_error() => Unexpected { layout }.respond(),
            // Too large, malformed, too long: the page says what can be done, the status says why.
            status => {
                let mut response = NotFound { layout }.respond();
                *response.status_mut() = status;
                response
            }
        },
    }
}

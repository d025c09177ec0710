//! One line a request: the route's template, never the path; a reference that the error page shows too.

use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use tracing::Instrument;

use crate::http::state::AppState;

/// Short random reference of one request, to quote to the support.
#[derive(Clone)]
pub struct RequestReference(pub String);

/// The middleware.
pub async fn request_log<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let Some(state) = request.app_data::<web::Data<AppState>>().cloned() else {
        return next.call(request).await;
    };
    let bytes: [u8; 6] = state.random.bytes();
    let reference = hex::encode(bytes);
    request.extensions_mut().insert(RequestReference(reference.clone()));
    let method = request.method().clone();
    let span = tracing::info_span!("request", id = reference);
    let begun = Instant::now();
    let outcome = next.call(request).instrument(span.clone()).await;
    let _entered = span.enter();
    let took = begun.elapsed();
    let milliseconds = took.as_millis() as u64;
    match outcome {
        Ok(mut response) => {
            let route = response.request().match_pattern().unwrap_or_else(|| "unmatched".to_owned());
            let status = response.status().as_u16();
            tracing::info!(%method, route, status, milliseconds, "answered");
            measure(&method, route, status, took);
            if let Ok(value) = HeaderValue::from_str(&reference) {
                response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
            }
            Ok(response)
        }
        Err(error) => {
            tracing::error!(%method, milliseconds, "not answered");
            Err(error)
        }
    }
}

/// Counts the answer. A method of a caller's own making is no label.
fn measure(method: &Method, route: String, status: u16, took: Duration) {
    let known = [Method::GET, Method::HEAD, Method::POST].contains(method);
    let method = if known { method.to_string() } else { "other".to_owned() };
    metrics::histogram!("http_request_duration_seconds", "route" => route.clone()).record(took);
    metrics::counter!("http_requests_total", "route" => route, "method" => method, "status" => status.to_string())
        .increment(1);
}

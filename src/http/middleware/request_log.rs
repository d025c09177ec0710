//! One line a request: the route's template, never the path; a reference that the error page shows too, and the
//! trace that it belongs to, which the calls made on its behalf carry on.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use tracing::Instrument;

use super::trace;
use crate::domain::trace_context::TraceContext;
use crate::http::state::AppState;
use crate::ports::random::Random;
use crate::ports::under_way;

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
    let (reference, fresh) = names(state.random.as_ref());
    request.extensions_mut().insert(RequestReference(reference.clone()));
    let method = request.method().clone();
    let traceparent = request.headers().get(under_way::HEADER).and_then(|header| header.to_str().ok());
    let begun_elsewhere = traceparent.and_then(TraceContext::parse);
    let (span, context) = match state.exports_traces {
        true => trace::exported(&reference, begun_elsewhere, fresh),
        false => trace::told(&reference, begun_elsewhere, fresh),
    };
    let begun = Instant::now();
    let outcome = under_way::on_behalf_of(context, next.call(request)).instrument(span.clone()).await;
    let _entered = span.enter();
    let took = begun.elapsed();
    let milliseconds = took.as_millis() as u64;
    match outcome {
        Ok(mut response) => {
            let route = response.request().match_pattern().unwrap_or_else(|| "unmatched".to_owned());
            let status = response.status().as_u16();
            tracing::info!(%method, route, status, milliseconds, "answered");
            if state.exports_traces {
                trace::describe(&span, &method, &route, status);
            }
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

/// Random bytes of the names of one request.
type Names = [u8; 30];
/// Requests that a draw serves.
const DRAW: usize = 64;

thread_local! {
    static DRAWN: RefCell<Vec<Names>> = const { RefCell::new(Vec::new()) };
}

/// A fresh reference, and a trace of one's own. They are to be unique and need not be kept secret, so many are drawn
/// at once.
fn names(random: &dyn Random) -> (String, TraceContext) {
    let bytes: Names = DRAWN.with_borrow_mut(|drawn| {
        if drawn.is_empty() {
            let mut fresh = [[0; size_of::<Names>()]; DRAW];
            random.fill(fresh.as_flattened_mut());
            drawn.extend(fresh);
        }
        drawn.pop().expect("names were drawn just now")
    });
    let (reference, rest) = bytes.split_at(6);
    let (trace, span) = rest.split_at(16);
    let context = TraceContext {
        trace: trace.try_into().expect("16 of 24 bytes"),
        span: span.try_into().expect("the other 8"),
    };
    (hex::encode(reference), context)
}

/// Counts the answer. A method of a caller's own making is no label.
fn measure(method: &Method, route: String, status: u16, took: Duration) {
    let known = [Method::GET, Method::HEAD, Method::POST].contains(method);
    let method = if known { method.to_string() } else { "other".to_owned() };
    metrics::histogram!("http_request_duration_seconds", "route" => route.clone()).record(took);
    metrics::counter!("http_requests_total", "route" => route, "method" => method, "status" => status.to_string())
        .increment(1);
}

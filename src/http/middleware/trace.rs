//! Where requests stand in traces; also for a collector, when traces are exported (`telemetry.otlp_endpoint`).

use actix_web::http::Method;
use opentelemetry::trace::{SpanContext, SpanId, Status, TraceContextExt, TraceFlags, TraceId, TraceState};
use opentelemetry::{Context, KeyValue};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::domain::trace_context::TraceContext;

/// The span of a request that the log alone tells of, in the trace of whoever it was begun for or in its own.
pub fn told(
    reference: &str,
    begun_elsewhere: Option<TraceContext>,
    fresh: TraceContext,
) -> (Span, TraceContext) {
    let context = TraceContext { trace: begun_elsewhere.unwrap_or(fresh).trace, ..fresh };
    let span = tracing::info_span!("request", id = reference, trace = hex::encode(context.trace));
    (span, context)
}

/// The same for a span that is exported, under the names that it is exported by.
pub fn exported(
    reference: &str,
    begun_elsewhere: Option<TraceContext>,
    fresh: TraceContext,
) -> (Span, TraceContext) {
    let span = tracing::info_span!("request", id = reference, trace = tracing::field::Empty);
    if let Some(TraceContext { trace, span: parent }) = begun_elsewhere {
        let parent = SpanContext::new(
            TraceId::from_bytes(trace),
            SpanId::from_bytes(parent),
            TraceFlags::SAMPLED,
            true,
            TraceState::NONE,
        );
        // Fails for a span that nobody listens to.
        let _ = span.set_parent(Context::new().with_remote_span_context(parent));
    }
    let exported = span.context();
    let names = exported.span().span_context().clone();
    let context = match names.is_valid() {
        true => TraceContext { trace: names.trace_id().to_bytes(), span: names.span_id().to_bytes() },
        false => fresh,
    };
    span.record("trace", hex::encode(context.trace));
    (span, context)
}

/// Names a span by what was asked, once that is known.
pub fn describe(span: &Span, method: &Method, route: &str, status: u16) {
    let context = span.context();
    let span = context.span();
    if !span.is_recording() {
        return;
    }
    span.update_name(format!("{method} {route}"));
    span.set_attribute(KeyValue::new("http.request.method", method.to_string()));
    span.set_attribute(KeyValue::new("http.route", route.to_owned()));
    span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status)));
    if status >= 500 {
        span.set_status(Status::error(""));
    }
}

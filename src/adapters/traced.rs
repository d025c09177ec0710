//! Calls that we make carry on the trace of the request that they are made for.

use reqwest::RequestBuilder;

use crate::ports::under_way;

/// With `traceparent`, when it is on behalf of a request.
pub(super) fn traced(call: RequestBuilder) -> RequestBuilder {
    match under_way::traceparent() {
        Some(traceparent) => call.header(under_way::HEADER, traceparent),
        None => call,
    }
}

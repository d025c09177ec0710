//! Which trace the request under way belongs to: known to whatever is called on its behalf, without being handed
//! from one to the next.

use crate::domain::trace_context::TraceContext;

tokio::task_local! {
    static CONTEXT: TraceContext;
}

/// Name of the header that carries it on.
pub const HEADER: &str = "traceparent";

/// Does something on behalf of a request.
pub async fn on_behalf_of<T>(context: TraceContext, work: impl Future<Output = T>) -> T {
    CONTEXT.scope(context, work).await
}

/// `traceparent` for a call made now; none when it is on nobody's behalf.
pub fn traceparent() -> Option<String> {
    CONTEXT.try_with(TraceContext::header).ok()
}

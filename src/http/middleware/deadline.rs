//! Ends requests that take longer to arrive, or to be answered, than anybody waits: whoever sends one byte a
//! minute holds a connection no longer than others.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};

use super::security_headers;
use crate::http::state::AppState;

/// The middleware. Everything a handler does is bounded more narrowly; this one bounds the sum, body included.
pub async fn deadline<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let Some(state) = request.app_data::<web::Data<AppState>>().cloned() else {
        return next.call(request).await;
    };
    match tokio::time::timeout(state.request_timeout, next.call(request)).await {
        Ok(answered) => answered,
        Err(_) => {
            let mut response = HttpResponse::RequestTimeout().force_close().finish();
            security_headers::apply(&state, response.headers_mut());
            Err(InternalError::from_response("the request took too long", response).into())
        }
    }
}

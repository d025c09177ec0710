//! Headers that keep a page to itself: nothing from elsewhere, in no frame, in no cache.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::{Error, web};

use crate::http::state::AppState;

/// The origin of the one site that a form of this page leads to; travels in the response.
#[derive(Clone)]
pub struct FormTarget(pub String);

/// The middleware. A handler that set a header itself keeps it.
pub async fn security_headers<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let state = request.app_data::<web::Data<AppState>>().cloned();
    let mut response = next.call(request).await?;
    if let Some(state) = state {
        let target = response.response().extensions().get::<FormTarget>().cloned();
        if let Some(FormTarget(origin)) = target {
            let policy = content_security_policy(&state, Some(&origin));
            if let Ok(policy) = HeaderValue::from_str(&policy) {
                response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
            }
        }
        apply(&state, response.headers_mut());
    }
    Ok(response)
}

/// Sets what is not set yet.
pub fn apply(state: &AppState, headers: &mut HeaderMap) {
    let mut set = |name: HeaderName, value: &str| {
        if let (false, Ok(value)) = (headers.contains_key(&name), HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    };
    set(CONTENT_SECURITY_POLICY, &content_security_policy(state, None));
    set(CACHE_CONTROL, "no-store");
    set(REFERRER_POLICY, "no-referrer");
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    if state.public_url.is_https() {
        set(STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
}

/// Forms lead to us; the sign-out form is redirected to FranceConnect, and a browser holds form-action against
/// every address on the way. So it does on the way back to an enrolment site.
fn content_security_policy(state: &AppState, site: Option<&str>) -> String {
    let franceconnect = &state.franceconnect_origin;
    let site = site.map(|origin| format!(" {origin}")).unwrap_or_default();
    // A theme that is laid over may bring letters, and pictures within its style sheet.
    let (letters, within) =
        if state.assets.is_laid_over() { ("font-src 'self'; ", " data:") } else { ("", "") };
    format!(
        "default-src 'none'; style-src 'self'; img-src 'self'{within}; {letters}manifest-src 'self'; \
         base-uri 'none'; frame-ancestors 'none'; form-action 'self' {franceconnect}{site}"
    )
}

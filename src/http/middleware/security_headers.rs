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
    for (name, value) in state.security_headers.get_or_init(|| security(state)) {
        if !headers.contains_key(name) {
            headers.insert(name.clone(), value.clone());
        }
    }
}

/// The headers of every answer, which are the same for as long as the process lives.
fn security(state: &AppState) -> Vec<(HeaderName, HeaderValue)> {
    let policy = HeaderValue::from_str(&content_security_policy(state, None));
    let hsts = HeaderValue::from_static("max-age=63072000; includeSubDomains");
    let fixed = [
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ];
    let fixed = fixed.map(|(name, value)| (name, HeaderValue::from_static(value)));
    let policy = policy.into_iter().map(|policy| (CONTENT_SECURITY_POLICY, policy));
    let hsts = state.public_url.is_https().then_some((STRICT_TRANSPORT_SECURITY, hsts));
    policy.chain(fixed).chain(hsts).collect()
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

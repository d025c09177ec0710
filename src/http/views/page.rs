//! What all views have in common: a frame, a status, an answer.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_LANGUAGE, ContentType, RETRY_AFTER};

use super::layout::Layout;
use crate::http::middleware::compression::HoldsNoSecret;
use crate::http::middleware::security_headers::FormTarget;

/// When to try again after a failure that passes by itself.
pub const RETRY_AFTER_SECONDS: u32 = 60;

/// A page of the service.
pub trait Page: askama::Template {
    /// The frame around it.
    fn layout(&self) -> &Layout;

    /// The status the page stands for.
    fn status(&self) -> StatusCode {
        StatusCode::OK
    }

    /// Value of `Retry-After`.
    fn retry_after(&self) -> Option<u32> {
        None
    }

    /// The answer with the page's own status, language and `Retry-After`. Security and cache headers
    /// belong to the middleware.
    fn respond(&self) -> HttpResponse {
        let Ok(html) = self.render() else {
            tracing::error!(template = std::any::type_name::<Self>(), "template does not render");
            return HttpResponse::InternalServerError().finish();
        };
        let mut response = HttpResponse::build(self.status());
        response
            .insert_header(ContentType::html())
            .insert_header((CONTENT_LANGUAGE, self.layout().language.tag()));
        if let Some(seconds) = self.retry_after() {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        let mut response = response.body(html);
        let Layout { signed_in, pending, .. } = self.layout();
        if let Some(pending) = pending {
            response.extensions_mut().insert(FormTarget(pending.origin.clone()));
        } else if signed_in.is_none() {
            response.extensions_mut().insert(HoldsNoSecret);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER};

    use super::Page;
    use crate::domain::language::Language;
    use crate::http::views::errors::TooManyRequests;
    use crate::http::views::layout::Layout;

    #[test]
    fn an_answer_bears_status_language_and_delay() {
        let layout = Layout::new(Language::English, "/verifier");
        let response = TooManyRequests { layout, wait_seconds: 45 }.respond();
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        assert_eq!(response.status().as_u16(), 429);
        assert_eq!(header(CONTENT_TYPE), Some("text/html; charset=utf-8"));
        assert_eq!(header(CONTENT_LANGUAGE), Some("en"));
        assert_eq!(header(RETRY_AFTER), Some("45"));
    }
}

//! P24, 429: slower, please.

use actix_web::http::StatusCode;
use askama::Template;

use crate::http::views::layout::Layout;
use crate::http::views::page::Page;

/// 429.
#[derive(Template)]
#[template(path = "errors/too_many_requests.html")]
pub struct TooManyRequests {
    /// Frame.
    pub layout: Layout,
    /// How long to wait; also `Retry-After`.
    pub wait_seconds: u32,
}

impl TooManyRequests {
    fn wait(&self) -> String {
        self.layout.text().duration(self.wait_seconds)
    }
}

impl Page for TooManyRequests {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn status(&self) -> StatusCode {
        StatusCode::TOO_MANY_REQUESTS
    }

    fn retry_after(&self) -> Option<u32> {
        Some(self.wait_seconds)
    }
}

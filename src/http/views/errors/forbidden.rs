//! P24, 403: another person's record, or an action without its anti-forgery value.

use actix_web::http::StatusCode;
use askama::Template;

use crate::http::views::layout::Layout;
use crate::http::views::page::Page;

/// 403.
#[derive(Template)]
#[template(path = "errors/forbidden.html")]
pub struct Forbidden {
    /// Frame.
    pub layout: Layout,
}

impl Page for Forbidden {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn status(&self) -> StatusCode {
        StatusCode::FORBIDDEN
    }
}

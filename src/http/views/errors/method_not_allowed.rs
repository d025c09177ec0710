//! P24, 405: a form address opened as a page, or the reverse.

use actix_web::http::StatusCode;
use askama::Template;

use crate::http::views::layout::Layout;
use crate::http::views::page::Page;

/// 405.
#[derive(Template)]
#[template(path = "errors/method_not_allowed.html")]
pub struct MethodNotAllowed {
    /// Frame.
    pub layout: Layout,
}

impl Page for MethodNotAllowed {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn status(&self) -> StatusCode {
        StatusCode::METHOD_NOT_ALLOWED
    }
}

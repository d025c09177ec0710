//! P24, 404.

use actix_web::http::StatusCode;
use askama::Template;

use crate::http::views::layout::Layout;
use crate::http::views::page::Page;

/// 404.
#[derive(Template)]
#[template(path = "errors/not_found.html")]
pub struct NotFound {
    /// Frame.
    pub layout: Layout,
}

impl Page for NotFound {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn status(&self) -> StatusCode {
        StatusCode::NOT_FOUND
    }
}

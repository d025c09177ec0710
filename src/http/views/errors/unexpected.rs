//! P24, 500: a defect of ours. Needs nothing but the frame.

use actix_web::http::StatusCode;
use askama::Template;

use crate::http::views::layout::Layout;
use crate::http::views::page::Page;

/// 500.
#[derive(Template)]
#[template(path = "errors/unexpected.html")]
pub struct Unexpected {
    /// Frame.
    pub layout: Layout,
}

impl Page for Unexpected {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn status(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }
}

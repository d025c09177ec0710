//! P24, 503: more people come than can be served. The same for everybody, so that it is rendered once.

use actix_web::http::StatusCode;
use askama::Template;

use crate::http::views::layout::Layout;
use crate::http::views::page::Page;

/// In place of any page. When to come back stands in the headers.
#[derive(Template)]
#[template(path = "errors/crowded.html")]
pub struct Crowded {
    /// Frame.
    pub layout: Layout,
    /// Whether the browser asks again by itself; not for a form, which would be sent twice.
    pub reloads: bool,
}

impl Page for Crowded {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn status(&self) -> StatusCode {
        StatusCode::SERVICE_UNAVAILABLE
    }
}

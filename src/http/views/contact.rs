//! Where to turn to, by kind of problem.

use askama::Template;
use askama_web::WebTemplate;

use super::layout::Layout;
use super::page::Page;

/// `/contact`
#[derive(Template, WebTemplate)]
#[template(path = "pages/contact.html")]
pub struct Contact {
    /// Frame.
    pub layout: Layout,
    /// Where to write about the service itself, once the ministry has said so.
    pub address: Option<String>,
}

impl Page for Contact {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

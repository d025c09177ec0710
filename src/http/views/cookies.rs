//! P26: the two cookies and why they need no consent.

use askama::Template;
use askama_web::WebTemplate;

use super::layout::Layout;
use super::page::Page;

/// `/cookies`
#[derive(Template, WebTemplate)]
#[template(path = "pages/cookies.html")]
pub struct Cookies {
    /// Frame.
    pub layout: Layout,
}

impl Page for Cookies {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

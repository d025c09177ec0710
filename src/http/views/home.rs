//! P01, the landing page: what it is, for whom, and the way in.

use askama::Template;
use askama_web::WebTemplate;

use super::layout::Layout;
use super::page::Page;

/// `/`
#[derive(Template, WebTemplate)]
#[template(path = "pages/home.html")]
pub struct Home {
    /// Frame.
    pub layout: Layout,
}

impl Page for Home {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

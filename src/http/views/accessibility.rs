//! P26: the accessibility statement, which claims only what was tested.

use askama::Template;
use askama_web::WebTemplate;

use super::layout::Layout;
use super::page::Page;

/// `/accessibilite`
#[derive(Template, WebTemplate)]
#[template(path = "pages/accessibility.html")]
pub struct Accessibility {
    /// Frame.
    pub layout: Layout,
}

impl Page for Accessibility {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

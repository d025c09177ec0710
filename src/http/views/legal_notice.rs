//! P26: who publishes the service.

use askama::Template;
use askama_web::WebTemplate;

use super::layout::Layout;
use super::page::Page;

/// `/mentions-legales`
#[derive(Template, WebTemplate)]
#[template(path = "pages/legal_notice.html")]
pub struct LegalNotice {
    /// Frame.
    pub layout: Layout,
}

impl Page for LegalNotice {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

//! P08 and P10: no record, or more than one, fits the identity. The page is the same for both and tells
//! nothing about anybody.

use askama::Template;
use askama_web::WebTemplate;

use super::layout::Layout;
use super::page::Page;

/// `/dossier/introuvable`, `/dossier/a-verifier`
#[derive(Template, WebTemplate)]
#[template(path = "pages/record_not_found.html")]
pub struct RecordNotFound {
    /// Frame.
    pub layout: Layout,
}

impl Page for RecordNotFound {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

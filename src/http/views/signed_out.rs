//! P23: signed out here, and perhaps at FranceConnect too. The page says which.

use askama::Template;
use askama_web::WebTemplate;

use super::layout::Layout;
use super::page::Page;

/// `/deconnexion/confirmation`
#[derive(Template, WebTemplate)]
#[template(path = "pages/signed_out.html")]
pub struct SignedOut {
    /// Frame.
    pub layout: Layout,
    /// Whether FranceConnect confirmed that its session ended too.
    pub is_complete: bool,
}

impl Page for SignedOut {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

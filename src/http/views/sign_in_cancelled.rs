//! P04: the candidate turned back at FranceConnect. Nothing went wrong.

use askama::Template;
use askama_web::WebTemplate;

use super::layout::Layout;
use super::page::Page;

/// `/connexion/annulee`
#[derive(Template, WebTemplate)]
#[template(path = "pages/sign_in_cancelled.html")]
pub struct SignInCancelled {
    /// Frame.
    pub layout: Layout,
}

impl Page for SignInCancelled {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

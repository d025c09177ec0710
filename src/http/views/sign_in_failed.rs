//! P05: FranceConnect refused, for a reason it does not tell and we do not guess.

use askama::Template;
use askama_web::WebTemplate;

use super::layout::Layout;
use super::page::Page;

/// `/connexion/non-aboutie`
#[derive(Template, WebTemplate)]
#[template(path = "pages/sign_in_failed.html")]
pub struct SignInFailed {
    /// Frame.
    pub layout: Layout,
}

impl Page for SignInFailed {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

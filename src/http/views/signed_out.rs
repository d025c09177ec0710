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
    /// What ended.
    pub extent: SignOutExtent,
}

/// Which sessions ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOutExtent {
    /// Ours, and FranceConnect confirmed that its own did too.
    FranceConnectToo,
    /// Ours; FranceConnect did not confirm.
    HereAlone,
    /// Ours, and there was no other.
    WithoutFranceConnect,
}

impl Page for SignedOut {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

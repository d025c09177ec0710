//! P07: a return from FranceConnect that fits no attempt of this browser.

use actix_web::http::StatusCode;
use askama::Template;

use super::layout::Layout;
use super::page::Page;

/// `/connexion/retour`, unusable.
#[derive(Template)]
#[template(path = "pages/sign_in_stale.html")]
pub struct SignInStale {
    /// Frame.
    pub layout: Layout,
}

impl Page for SignInStale {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn status(&self) -> StatusCode {
        StatusCode::BAD_REQUEST
    }
}

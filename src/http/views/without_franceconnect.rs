//! P02: how minors and people without an account get their transcript.

use askama::Template;
use askama_web::WebTemplate;

use super::layout::Layout;
use super::page::Page;

/// `/sans-franceconnect`
#[derive(Template, WebTemplate)]
#[template(path = "pages/without_franceconnect.html")]
pub struct WithoutFranceConnect {
    /// Frame.
    pub layout: Layout,
    /// Whether they may come with their numbers.
    pub takes_numbers: bool,
}

impl Page for WithoutFranceConnect {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

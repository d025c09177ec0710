//! P27: the button that a site puts in its form, to copy.

use askama::Template;
use askama_web::WebTemplate;

use crate::http::views::layout::Layout;
use crate::http::views::page::Page;

/// `/developpeurs/bouton`
#[derive(Template, WebTemplate)]
#[template(path = "pages/developers/button.html")]
pub struct ButtonKit {
    /// Frame.
    pub layout: Layout,
}

/// The style of the button: contrast 7:1, a focus to be seen, 48 px to touch, forced colours.
const STYLE: &str = include_str!("../../../../docs/examples/button.css");

impl ButtonKit {
    /// The button in the language of the page.
    fn markup(&self) -> String {
        let words = self.layout.say("dev-recevoir-bouton");
        format!("<a class=\"mon-releve\" href=\"/votre-demande\">{words}</a>")
    }
}

impl Page for ButtonKit {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

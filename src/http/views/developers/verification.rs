//! P27: how a site verifies what it picked up, in four languages, and learns of corrections later.
//!
//! The examples are run in `tests/hand_off/verification_examples.rs` as they stand on the page.

use askama::Template;
use askama_web::WebTemplate;

use crate::http::views::layout::Layout;
use crate::http::views::page::Page;

/// `/developpeurs/verification`
#[derive(Template, WebTemplate)]
#[template(path = "pages/developers/verification.html")]
pub struct VerificationGuide {
    /// Frame.
    pub layout: Layout,
    /// How developers reach us.
    pub origin: String,
}

/// Language, and code.
const EXAMPLES: [(&str, &str); 4] = [
    ("Python", include_str!("../../../../docs/examples/verify.py")),
    ("JavaScript", include_str!("../../../../docs/examples/verify.mjs")),
    ("Ruby", include_str!("../../../../docs/examples/verify.rb")),
    ("Rust", include_str!("../../../../docs/examples/verify.rs")),
];

impl VerificationGuide {
    fn status_command(&self) -> String {
        format!("curl -s -H 'Accept: application/json' {}/v/$CODE", self.origin)
    }
}

impl Page for VerificationGuide {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

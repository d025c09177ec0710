//! P26: what is done with personal data.

use askama::Template;
use askama_web::WebTemplate;

use super::layout::Layout;
use super::page::Page;

/// `/donnees-personnelles`
#[derive(Template, WebTemplate)]
#[template(path = "pages/personal_data.html")]
pub struct PersonalData {
    /// Frame.
    pub layout: Layout,
}

impl Page for PersonalData {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

//! The APIs for enrolment sites, for people who read rather than generate.

use askama::Template;
use askama_web::WebTemplate;

use super::layout::Layout;
use super::page::Page;
use crate::http::api::operations::Operation;

/// `/developpeurs/api`
#[derive(Template, WebTemplate)]
#[template(path = "pages/api_documentation.html")]
pub struct ApiDocumentation {
    /// Frame.
    pub layout: Layout,
    /// How developers reach us.
    pub origin: String,
    /// Everything a site can ask for.
    pub operations: &'static [Operation],
}

impl Page for ApiDocumentation {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

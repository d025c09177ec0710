//! The frame of Swagger UI: none of ours, whose style sheet would be in its way.

use askama::Template;
use askama_web::WebTemplate;

use super::layout::Layout;
use super::page::Page;

/// `/arpent-resultats-api/swagger-ui.html`
#[derive(Template, WebTemplate)]
#[template(path = "pages/swagger_ui.html")]
pub struct SwaggerUi {
    /// Language and addresses.
    pub layout: Layout,
}

impl Page for SwaggerUi {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

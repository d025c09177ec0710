//! Before a record that was linked by a second proof is let go.

use askama::Template;
use askama_web::WebTemplate;

use super::layout::Layout;
use super::page::Page;
use crate::domain::exam_file::RecordRef;
use crate::domain::redacted::redacted_debug;

/// `/mes-releves/{ref}/detacher`; its form posts to the same address.
#[derive(Template, WebTemplate)]
#[template(path = "pages/record_unlink.html")]
pub struct RecordUnlink {
    /// Frame.
    pub layout: Layout,
    /// Anti-forgery value of the form.
    pub form_token: String,
    /// Which record.
    pub reference: RecordRef,
}

redacted_debug!(RecordUnlink);

impl Page for RecordUnlink {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

//! P12: a transcript before its publication. Holds nothing that could hint at the result.

use askama::Template;
use askama_web::WebTemplate;

use super::layout::Layout;
use super::page::Page;
use crate::domain::exam_file::Embargo;

/// `/mes-releves/{ref}`, not yet published.
#[derive(Template, WebTemplate)]
#[template(path = "pages/transcript_embargoed.html")]
pub struct TranscriptEmbargoed {
    /// Frame.
    pub layout: Layout,
    /// Session and instant of publication.
    pub embargo: Embargo,
}

impl Page for TranscriptEmbargoed {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

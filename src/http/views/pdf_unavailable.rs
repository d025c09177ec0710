//! P14: the sealed file cannot be made now. There is never an unsealed one instead.

use actix_web::http::StatusCode;
use askama::Template;

use super::layout::Layout;
use super::page::{Page, RETRY_AFTER_SECONDS};
use crate::domain::exam_file::RecordRef;

/// `/mes-releves/{ref}/telecharger`, failed.
#[derive(Template)]
#[template(path = "pages/pdf_unavailable.html")]
pub struct PdfUnavailable {
    /// Frame.
    pub layout: Layout,
    /// Which transcript.
    pub reference: RecordRef,
}

impl Page for PdfUnavailable {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn status(&self) -> StatusCode {
        StatusCode::SERVICE_UNAVAILABLE
    }

    fn retry_after(&self) -> Option<u32> {
        Some(RETRY_AFTER_SECONDS)
    }
}

//! P06: FranceConnect does not answer.

use actix_web::http::StatusCode;
use askama::Template;

use super::layout::Layout;
use super::page::{Page, RETRY_AFTER_SECONDS};

/// In place of a redirect to FranceConnect, or of what follows it.
#[derive(Template)]
#[template(path = "pages/franceconnect_unavailable.html")]
pub struct FranceConnectUnavailable {
    /// Frame.
    pub layout: Layout,
}

impl Page for FranceConnectUnavailable {
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

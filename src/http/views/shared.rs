//! What somebody finds under a code that a candidate gave them, before it is opened: nothing of the transcript.

use actix_web::http::StatusCode;
use askama::Template;

use super::layout::Layout;
use super::page::Page;
use crate::domain::redacted::redacted_debug;
use crate::domain::verification_code::VerificationCode;

/// `/partage/{code}`; its form posts to the same address, so that whoever only follows the link, or looks at
/// it in place of the reader, opens nothing.
#[derive(Template)]
#[template(path = "pages/shared.html")]
pub struct Shared {
    /// Frame.
    pub layout: Layout,
    /// The code.
    pub code: VerificationCode,
    /// Whether a number is asked for besides.
    pub has_pin: bool,
    /// Whether another number was given.
    pub is_wrong: bool,
}

redacted_debug!(Shared);

impl Shared {
    fn title(&self) -> String {
        let heading = self.layout.say("partage-recu-titre");
        if self.is_wrong { self.layout.title_of_mistake(heading) } else { self.layout.title(heading) }
    }
}

impl Page for Shared {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn status(&self) -> StatusCode {
        if self.is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}

//! P24, 503: something the service needs does not answer. Needs nothing but the frame.

use actix_web::http::StatusCode;
use askama::Template;
use jiff::Timestamp;

use crate::http::views::layout::Layout;
use crate::http::views::page::{Page, RETRY_AFTER_SECONDS};
use crate::http::views::text::Message;

/// 503.
#[derive(Template)]
#[template(path = "errors/unavailable.html")]
pub struct Unavailable {
    /// Frame.
    pub layout: Layout,
    /// What does not answer.
    pub cause: Cause,
}

/// What does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The service itself, for instance its sessions.
    Service,
    /// The directory of exam records, or the register.
    ExamRecords,
    /// A check of a code was asked for and could not be made.
    Verification,
    /// Planned work.
    Maintenance {
        /// When it ends, if that is known.
        until: Option<Timestamp>,
        /// When it is worth trying again.
        wait_seconds: u32,
    },
}

impl Unavailable {
    fn heading(&self) -> Message<'static> {
        match self.cause {
            Cause::Service | Cause::Maintenance { .. } => self.layout.say("e503-titre"),
            Cause::ExamRecords => self.layout.say("e503-amont-titre"),
            Cause::Verification => self.layout.say("resultat-panne-titre"),
        }
    }

    fn explanation(&self) -> Message<'static> {
        match self.cause {
            Cause::Service => self.layout.say("e503-texte"),
            Cause::ExamRecords => self.layout.say("e503-amont-texte"),
            Cause::Verification => self.layout.say("resultat-panne-texte"),
            Cause::Maintenance { until: None, .. } => self.layout.say("e503-maintenance-sans-fin"),
            Cause::Maintenance { until: Some(until), .. } => {
                let text = self.layout.text();
                self.layout
                    .say("e503-maintenance")
                    .with("date", text.day(&until))
                    .with("heure", text.time(&until))
            }
        }
    }
}

impl Page for Unavailable {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn status(&self) -> StatusCode {
        StatusCode::SERVICE_UNAVAILABLE
    }

    fn retry_after(&self) -> Option<u32> {
        Some(match self.cause {
            Cause::Maintenance { wait_seconds, .. } => wait_seconds,
            _ => RETRY_AFTER_SECONDS,
        })
    }
}

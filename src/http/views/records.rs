//! P11: the transcripts of the person who is signed in.

use askama::Template;
use askama_web::WebTemplate;
use jiff::Timestamp;

use super::layout::Layout;
use super::page::Page;
use super::words;
use crate::domain::exam_file::{Publication, RecordRef};
use crate::domain::exam_record::{Decision, Exam};
use crate::domain::pivot_identity::Gender;

/// `/mes-releves`
#[derive(Template, WebTemplate)]
#[template(path = "pages/records.html")]
pub struct Records {
    /// Frame.
    pub layout: Layout,
    /// One a record, in the order to show.
    pub cards: Vec<RecordCard>,
    /// Those of them that are seen through a second proof.
    pub linked: Vec<RecordRef>,
    /// Whether transcripts may be shared by codes: with FranceConnect only.
    pub may_share: bool,
}

/// One record of the list.
pub enum RecordCard {
    /// A transcript that can be opened.
    Published {
        /// Its reference.
        reference: RecordRef,
        /// Its exam.
        exam: Exam,
        /// What the jury decided.
        decision: Decision,
        /// For the agreement of the decision.
        gender: Gender,
    },
    /// A record before its publication: nothing of it but the session.
    Embargoed {
        /// Its reference.
        reference: RecordRef,
        /// Year.
        session: u16,
        /// When to come back.
        until: Timestamp,
    },
}

impl RecordCard {
    /// The record's reference.
    fn reference(&self) -> &RecordRef {
        match self {
            Self::Published { reference, .. } | Self::Embargoed { reference, .. } => reference,
        }
    }

    /// The card of a record, as far as it is public.
    pub fn of(reference: RecordRef, publication: &Publication) -> Self {
        match publication {
            Publication::Published(record) => Self::Published {
                reference,
                exam: record.exam.clone(),
                decision: record.decision,
                gender: record.candidate.gender,
            },
            Publication::Embargoed(embargo) => {
                Self::Embargoed { reference, session: embargo.session, until: embargo.until }
            }
        }
    }
}

impl Page for Records {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

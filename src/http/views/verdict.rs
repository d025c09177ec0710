//! P21: what the register says about a code. Shows who, which exam and what decision, never a mark.

use askama::Template;
use askama_web::WebTemplate;
use jiff::Timestamp;

use super::layout::Layout;
use super::page::Page;
use super::words;
use crate::domain::exam_record::{Decision, Exam, ExamRecord, Mention};
use crate::domain::issuance::{Issuance, Verdict};
use crate::domain::pivot_identity::Gender;
use crate::domain::redacted::redacted_debug;

/// `/v/{code}`, and the answer to `/verifier`.
#[derive(Template, WebTemplate)]
#[template(path = "pages/verdict.html")]
pub struct VerdictPage {
    /// Frame.
    pub layout: Layout,
    /// What was found.
    pub finding: Finding,
    /// When the register was asked.
    pub checked_at: Timestamp,
}

/// What was found under a code.
pub enum Finding {
    /// A genuine transcript in force.
    Valid(Box<Facts>),
    /// A genuine transcript that was corrected later; its content is not repeated.
    Superseded {
        /// When the correction was published, if known.
        since: Option<Timestamp>,
    },
    /// Nothing.
    Unknown,
}

/// What a verifier compares with the copy at hand.
pub struct Facts {
    /// Given names and birth name.
    pub candidate: String,
    /// For the agreement of the decision.
    pub gender: Gender,
    /// Exam.
    pub exam: Exam,
    /// Decision.
    pub decision: Decision,
    /// Honours.
    pub mention: Option<Mention>,
    /// When it was issued.
    pub issued_at: Timestamp,
}

redacted_debug!(Facts, Finding);

impl Facts {
    /// What may be shown of a transcript to whoever has its code.
    pub fn of(record: &ExamRecord, issuance: &Issuance) -> Self {
        let candidate = &record.candidate;
        Self {
            candidate: format!("{} {}", candidate.given_names.join(" "), candidate.birth_name),
            gender: candidate.gender,
            exam: record.exam.clone(),
            decision: record.decision,
            mention: record.mention,
            issued_at: issuance.issued_at,
        }
    }
}

impl VerdictPage {
    fn verdict(&self) -> Verdict {
        match self.finding {
            Finding::Valid(_) => Verdict::Valid,
            Finding::Superseded { .. } => Verdict::Superseded,
            Finding::Unknown => Verdict::Unknown,
        }
    }

    /// Suffix of the class that draws a sign beside the heading.
    fn tone(&self) -> &'static str {
        match self.finding {
            Finding::Valid(_) => "valid",
            Finding::Superseded { .. } => "superseded",
            Finding::Unknown => "unknown",
        }
    }

    fn heading(&self) -> super::text::Message<'static> {
        match self.finding {
            Finding::Valid(_) => self.layout.say("resultat-ok-titre"),
            Finding::Superseded { .. } => self.layout.say("resultat-remplace-titre"),
            Finding::Unknown => self.layout.say("resultat-inconnu-titre"),
        }
    }
}

impl Page for VerdictPage {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

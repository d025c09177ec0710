//! P21: what the register says about a code, or a file. To a code it shows who, which exam and what
//! decision, never a mark; to a file all that stands under its seal, for whoever holds it holds the marks.

use askama::Template;
use askama_web::WebTemplate;
use jiff::Timestamp;

use super::layout::Layout;
use super::page::Page;
use super::transcript::marks::{self, Cell, Row, TotalsRow};
use super::words;
use crate::domain::birthdate::Birthdate;
use crate::domain::exam_record::{Assessment, Decision, Exam, ExamRecord, Mention, Totals};
use crate::domain::issuance::{Issuance, Verdict};
use crate::domain::pivot_identity::Gender;
use crate::domain::redacted::redacted_debug;
use crate::domain::transcript::Transcript;

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
    /// A genuine transcript that the ministry withdrew.
    Withdrawn {
        /// When.
        since: Timestamp,
    },
    /// A file of ours that is no longer as it was sealed.
    Altered,
    /// No transcript under this code.
    Unknown,
    /// A file that nothing shows to be ours.
    UnknownFile,
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
    /// What only the file tells.
    pub detail: Option<Detail>,
}

/// What stands under a seal besides.
pub struct Detail {
    /// Date of birth.
    pub birthdate: Birthdate,
    /// Every mark.
    pub assessments: Vec<Assessment>,
    /// Their sums.
    pub totals: Option<Totals>,
}

redacted_debug!(Detail, Facts, Finding);

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
            detail: None,
        }
    }

    /// What stands under the seal of a file.
    pub fn under_seal(transcript: Transcript) -> Self {
        Self {
            candidate: format!("{} {}", transcript.given_names.join(" "), transcript.birth_name),
            gender: transcript.gender,
            exam: transcript.exam,
            decision: transcript.decision,
            mention: transcript.mention,
            issued_at: transcript.issued_at,
            detail: Some(Detail {
                birthdate: transcript.birthdate,
                assessments: transcript.assessments,
                totals: transcript.totals,
            }),
        }
    }
}

impl VerdictPage {
    fn verdict(&self) -> Verdict {
        match self.finding {
            Finding::Valid(_) => Verdict::Valid,
            Finding::Superseded { .. } => Verdict::Superseded,
            Finding::Withdrawn { .. } => Verdict::Withdrawn,
            Finding::Altered => Verdict::Altered,
            Finding::Unknown | Finding::UnknownFile => Verdict::Unknown,
        }
    }

    /// Suffix of the class that draws a sign beside the heading.
    fn tone(&self) -> &'static str {
        match self.finding {
            Finding::Valid(_) => "valid",
            Finding::Superseded { .. } => "superseded",
            Finding::Withdrawn { .. } => "withdrawn",
            Finding::Altered | Finding::Unknown | Finding::UnknownFile => "unknown",
        }
    }

    fn heading(&self) -> super::text::Message<'static> {
        match self.finding {
            Finding::Valid(_) => self.layout.say("resultat-ok-titre"),
            Finding::Superseded { .. } => self.layout.say("resultat-remplace-titre"),
            Finding::Withdrawn { .. } => self.layout.say("resultat-annule-titre"),
            Finding::Altered => self.layout.say("resultat-modifie-titre"),
            Finding::Unknown | Finding::UnknownFile => self.layout.say("resultat-inconnu-titre"),
        }
    }

    fn detail(&self) -> Option<(&Facts, &Detail)> {
        match &self.finding {
            Finding::Valid(facts) => facts.detail.as_ref().map(|detail| (&**facts, detail)),
            _ => None,
        }
    }

    fn rows(&self) -> Vec<Row> {
        let rows =
            |(facts, detail): (&Facts, &Detail)| marks::rows(&self.layout, &detail.assessments, facts.gender);
        self.detail().map(rows).unwrap_or_default()
    }

    fn totals(&self) -> Option<TotalsRow> {
        marks::totals(&self.layout, self.detail()?.1.totals.as_ref())
    }

    fn legend(&self) -> Vec<String> {
        let legend = |(facts, detail): (&Facts, &Detail)| {
            marks::legend(&self.layout, &detail.assessments, facts.gender)
        };
        self.detail().map(legend).unwrap_or_default()
    }
}

impl Page for VerdictPage {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

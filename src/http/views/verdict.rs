//! P21: what the register says about a code, or a file. To a code it shows who, which exam and what
//! decision, never a mark; to a file all that stands under its seal, for whoever holds it holds the marks.

use actix_web::http::StatusCode;
use askama::Template;
use jiff::Timestamp;

use super::layout::Layout;
use super::page::Page;
use super::transcript::marks::{self, Cell, TotalsRow, Unit};
use super::words;
use crate::domain::birthdate::Birthdate;
use crate::domain::exam_record::{Assessment, Decision, Exam, ExamRecord, Mention, Totals};
use crate::domain::issuance::{Issuance, Verdict};
use crate::domain::pivot_identity::Gender;
use crate::domain::redacted::redacted_debug;
use crate::domain::share::ShareContent;
use crate::domain::transcript::Transcript;

/// `/v/{code}`, and the answer to `/verifier` and `/partage/{code}`.
#[derive(Template)]
#[template(path = "pages/verdict.html")]
pub struct VerdictPage {
    /// Frame.
    pub layout: Layout,
    /// What was found.
    pub finding: Finding,
    /// The sealed PDF of it, where a candidate lets it be taken along.
    pub taking: Option<Taking>,
    /// When the register was asked.
    pub checked_at: Timestamp,
}

/// What the form that takes a shared document along holds.
pub struct Taking {
    /// The code, in its address.
    pub code: String,
    /// The number beside it, empty where none is asked for.
    pub pin: String,
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
    /// A code that a candidate gave away opens no more.
    Ended,
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
    /// How whoever asks came by it.
    pub source: Source,
    /// What the code on a transcript does not tell.
    pub detail: Option<Detail>,
}

/// How a verifier came by a transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// With the code printed on it.
    Code,
    /// With its file.
    File,
    /// The candidate shares it.
    Share,
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

redacted_debug!(Taking, Detail, Facts, Finding);

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
            source: Source::Code,
            detail: None,
        }
    }

    /// What the candidate lets somebody see.
    pub fn shared(record: &ExamRecord, issuance: &Issuance, content: ShareContent) -> Self {
        let detail = (content != ShareContent::Result).then(|| Detail {
            birthdate: record.candidate.birthdate,
            assessments: record.assessments.clone(),
            totals: record.totals.clone(),
        });
        Self { source: Source::Share, detail, ..Self::of(record, issuance) }
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
            source: Source::File,
            detail: Some(Detail {
                birthdate: transcript.birthdate,
                assessments: transcript.assessments,
                totals: transcript.totals,
            }),
        }
    }
}

impl Facts {
    fn words(&self) -> &'static str {
        match self.source {
            Source::Code => "resultat-ok-texte",
            Source::File => "resultat-ok-fichier",
            Source::Share => "resultat-ok-partage",
        }
    }

    /// Whether there is a copy to compare with.
    fn is_to_compare(&self) -> bool {
        self.source != Source::Share
    }
}

impl VerdictPage {
    /// None of a code that ended: nothing is said of its transcript.
    fn verdict(&self) -> Option<Verdict> {
        match self.finding {
            Finding::Valid(_) => Some(Verdict::Valid),
            Finding::Superseded { .. } => Some(Verdict::Superseded),
            Finding::Withdrawn { .. } => Some(Verdict::Withdrawn),
            Finding::Altered => Some(Verdict::Altered),
            Finding::Unknown | Finding::UnknownFile => Some(Verdict::Unknown),
            Finding::Ended => None,
        }
    }

    /// Suffix of the class that draws a sign beside the heading.
    fn tone(&self) -> &'static str {
        match self.finding {
            Finding::Valid(_) => "valid",
            Finding::Superseded { .. } => "superseded",
            Finding::Withdrawn { .. } => "withdrawn",
            Finding::Altered | Finding::Ended | Finding::Unknown | Finding::UnknownFile => "unknown",
        }
    }

    fn heading(&self) -> super::text::Message<'static> {
        match self.finding {
            Finding::Valid(_) => self.layout.say("resultat-ok-titre"),
            Finding::Superseded { .. } => self.layout.say("resultat-remplace-titre"),
            Finding::Withdrawn { .. } => self.layout.say("resultat-annule-titre"),
            Finding::Altered => self.layout.say("resultat-modifie-titre"),
            Finding::Ended => self.layout.say("resultat-expire-titre"),
            Finding::Unknown | Finding::UnknownFile => self.layout.say("resultat-inconnu-titre"),
        }
    }

    fn detail(&self) -> Option<(&Facts, &Detail)> {
        match &self.finding {
            Finding::Valid(facts) => facts.detail.as_ref().map(|detail| (&**facts, detail)),
            _ => None,
        }
    }

    fn units(&self) -> Vec<Unit> {
        let units = |(facts, detail): (&Facts, &Detail)| {
            marks::units(&self.layout, &detail.assessments, facts.gender)
        };
        self.detail().map(units).unwrap_or_default()
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

    fn status(&self) -> StatusCode {
        if matches!(self.finding, Finding::Ended) { StatusCode::GONE } else { StatusCode::OK }
    }
}

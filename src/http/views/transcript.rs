//! P13, the transcript: decision first, then honours and average, then every mark.
//!
//! Shows the jury's figures digit for digit and computes none.

mod chart;
pub(super) mod marks;

use askama::Template;
use askama_web::WebTemplate;
use jiff::Timestamp;

use self::chart::Chart;
use self::marks::{Cell, TotalsRow, Unit};
use super::layout::Layout;
use super::page::Page;
use super::text::Message;
use super::words::{self, key, mention_words, typeset};
use crate::domain::exam_file::RecordRef;
use crate::domain::exam_record::{Decision, ExamRecord, SessionKind};
use crate::domain::issuance::Issuance;
use crate::domain::redacted::redacted_debug;

/// `/mes-releves/{ref}`
#[derive(Template, WebTemplate)]
#[template(path = "pages/transcript.html")]
pub struct Transcript {
    /// Frame.
    pub layout: Layout,
    /// Reference in addresses.
    pub reference: RecordRef,
    /// The version in force.
    pub record: Box<ExamRecord>,
    /// Its issuance, for code and date.
    pub issuance: Issuance,
    /// Whether it is seen through a second proof, which can be taken back.
    pub is_linked: bool,
    /// Whether it may be shared by a code: with FranceConnect only.
    pub may_share: bool,
    /// When the version before was issued, if this one corrects another.
    pub replaces: Option<Timestamp>,
    /// Where to write to the exam office of the region, once the ministry has said so.
    pub exam_office: Option<String>,
    /// Size of the sealed PDF in bytes, once it was made.
    pub pdf_size: Option<usize>,
    /// Public address of the service without trailing slash, for the printed note.
    pub public_url: String,
    /// Now.
    pub shown_at: Timestamp,
}

redacted_debug!(Transcript, Fact);

/// One line of a list of facts.
struct Fact {
    label: String,
    value: String,
    /// A name that stays French on an English page.
    is_french: bool,
}

impl Transcript {
    /// Suffix of the class that colours the result; the words alone carry the meaning.
    fn tone(&self) -> &'static str {
        match self.record.decision {
            Decision::Passed | Decision::PassedSecondGroup => "pass",
            Decision::MaySitSecondGroup | Decision::Pending | Decision::Postponed => "open",
            Decision::Adjourned | Decision::Refused | Decision::Absent | Decision::Eliminated => "other",
        }
    }

    fn decision_meaning(&self) -> Message<'static> {
        self.layout.say(key("releve-suite-", self.record.decision.code()))
    }

    fn fact(&self, label: &'static str, value: impl ToString) -> Fact {
        Fact { label: self.layout.say(label).to_string(), value: value.to_string(), is_french: false }
    }

    fn french(&self, label: &'static str, value: impl AsRef<str>) -> Fact {
        Fact { is_french: true, ..self.fact(label, typeset(value.as_ref())) }
    }

    /// Honours, average, credits: what stands beside the decision.
    fn highlights(&self) -> Vec<Fact> {
        let layout = &self.layout;
        let mention = self
            .record
            .mention
            .map(|mention| self.fact("releve-mention-titre", mention_words(layout, &mention)));
        let average = self.record.totals.as_ref().and_then(|totals| totals.average.as_ref()).map(|average| {
            let digits = layout.text().decimal(average.as_str());
            self.fact("releve-moyenne-titre", layout.say("releve-moyenne-valeur").with("moyenne", digits))
        });
        let credits = self.record.ects.map(|credits| {
            self.fact("releve-ects", layout.say("releve-ects-valeur").with("nombre", credits))
        });
        [mention, average, credits].into_iter().flatten().collect()
    }

    /// Who, which exam, where, when.
    fn facts(&self) -> Vec<Fact> {
        let (layout, candidate, exam) = (&self.layout, &self.record.candidate, &self.record.exam);
        let session = match exam.session_kind {
            SessionKind::Normal => layout.say("releve-session-normale"),
            SessionKind::Replacement => layout.say("releve-session-remplacement"),
        };
        let school = match &exam.school.commune {
            Some(commune) => format!("{}, {commune}", exam.school.name),
            None => exam.school.name.clone(),
        };
        let name = format!("{} {}", candidate.given_names.join(" "), candidate.birth_name);
        let version = (self.record.version > 1).then(|| {
            self.fact(
                "releve-version",
                layout.say("releve-version-valeur").with("nombre", self.record.version),
            )
        });
        let optional = |label, value: &Option<String>| value.as_ref().map(|value| self.french(label, value));
        [
            Some(self.french("releve-candidat", name)),
            optional("releve-nom-usage", &candidate.usage_name),
            Some(self.fact("releve-naissance", layout.text().birthdate(candidate.birthdate))),
            Some(self.french("releve-diplome", &exam.label)),
            optional("releve-specialite", &exam.speciality),
            optional("releve-option", &exam.option),
            Some(self.fact("releve-session", session.with("session", exam.session))),
            Some(self.fact("releve-modalite", layout.say(key("releve-modalite-", exam.route.code())))),
            Some(self.french("releve-etablissement", school)),
            optional("releve-region", &exam.region),
            optional("releve-rncp", &exam.rncp),
            Some(self.fact("releve-deliberation", layout.text().date(self.record.deliberated_on))),
            Some(self.fact("releve-delivre", layout.text().day(&self.issuance.issued_at))),
            version,
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn chart(&self) -> Option<Chart> {
        chart::of(&self.layout, &self.record)
    }

    fn units(&self) -> Vec<Unit> {
        marks::units(&self.layout, &self.record.assessments, self.record.candidate.gender)
    }

    fn totals(&self) -> Option<TotalsRow> {
        marks::totals(&self.layout, self.record.totals.as_ref())
    }

    fn legend(&self) -> Vec<String> {
        marks::legend(&self.layout, &self.record.assessments, self.record.candidate.gender)
    }

    fn download_label(&self) -> String {
        let label = self.layout.say("releve-telecharger");
        match self.pdf_size {
            Some(bytes) => {
                let size = self.layout.text().size(bytes);
                format!("{label} ({})", self.layout.say("releve-telecharger-detail").with("taille", size))
            }
            None => format!("{label} (PDF)"),
        }
    }

    fn exam_office_name(&self) -> String {
        match &self.record.exam.region {
            Some(region) => {
                self.layout.say("commun-service-examens-region").with("region", region).to_string()
            }
            None => self.layout.say("commun-service-examens").to_string(),
        }
    }

    fn print_note(&self) -> String {
        self.layout
            .say("releve-imprimer-note")
            .with("date", self.layout.text().instant(&self.shown_at))
            .with("url-verification", format!("{}/v/{}", self.public_url, self.issuance.code))
            .with("code", self.issuance.code.to_string())
            .to_string()
    }
}

impl Page for Transcript {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

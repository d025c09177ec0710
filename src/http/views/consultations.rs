//! « Qui a consulté mon relevé »: who, what, when and on what basis, of the last 36 months.

use askama::Template;
use askama_web::WebTemplate;
use jiff::Timestamp;

use super::layout::Layout;
use super::page::Page;
use super::words::key;
use crate::domain::audit::Action;
use crate::domain::exam_file::RecordRef;
use crate::domain::redacted::redacted_debug;
use crate::services::look_back::MONTHS;

/// `/mes-consultations`
#[derive(Template, WebTemplate)]
#[template(path = "pages/consultations.html")]
pub struct Consultations {
    /// Frame.
    pub layout: Layout,
    /// Newest first.
    pub entries: Vec<Consultation>,
}

/// One entry of the trail, as the person concerned may read it.
pub struct Consultation {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: Who,
    /// What.
    pub action: Action,
    /// Which record.
    pub record: RecordRef,
    /// Its exam, in French.
    pub exam: String,
    /// How the record was found to be this person's.
    pub evidence: Option<String>,
    /// Further facts, such as a legal basis.
    pub context: Option<String>,
}

/// Who did it.
pub enum Who {
    /// The person who reads this.
    Reader,
    /// Somebody else whom FranceConnect knew, or the same person under an earlier civil status.
    SomebodyAtFranceConnect,
    /// Somebody with INA and management number.
    HolderOfNumbers,
    /// Somebody with a code, for whom the reader made it if it was them.
    HolderOfCode(Option<String>),
    /// The ministry.
    Ministry,
    /// An enrolment site, by its name.
    Site(String),
}

redacted_debug!(Consultations, Consultation);

impl Consultation {
    /// Who, in words.
    pub fn who(&self, layout: &Layout) -> String {
        let key = match &self.who {
            Who::Site(name) => return name.clone(),
            Who::HolderOfCode(Some(label)) => {
                return layout.say("consultations-code").with("destinataire", label.as_str()).to_string();
            }
            Who::HolderOfCode(None) => "consultations-code-autre",
            Who::Reader => "consultations-vous",
            Who::SomebodyAtFranceConnect => "consultations-franceconnect",
            Who::HolderOfNumbers => "consultations-numeros",
            Who::Ministry => "consultations-ministere",
        };
        layout.say(key).to_string()
    }

    /// What, in words.
    fn what(&self, layout: &Layout) -> String {
        layout.say(key("consultations-action-", self.action.code())).to_string()
    }

    /// On what basis, in words and by rule.
    pub fn basis(&self, layout: &Layout) -> String {
        let evidence = self.evidence.as_deref().map(|rule| {
            let key = match rule.split(' ').next() {
                Some("L0") => "consultations-base-numeros",
                Some("L1") => "consultations-base-egale",
                Some("ARPENT") => "consultations-base-arpent",
                _ => "consultations-base-proche",
            };
            format!("{} ({rule})", layout.say(key))
        });
        let parts = [self.context.clone(), evidence];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" – ")
    }
}

impl Page for Consultations {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

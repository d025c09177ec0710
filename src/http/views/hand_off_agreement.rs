//! P15: what would leave, to whom and why; the candidate chooses and agrees, or not.

use actix_web::http::StatusCode;
use askama::Template;
use jiff::Timestamp;

use super::layout::Layout;
use super::page::Page;
use super::words;
use crate::domain::enrolment_site::Scope;
use crate::domain::exam_file::RecordRef;
use crate::domain::exam_record::{Decision, Exam};
use crate::domain::hand_off::{Protocol, Scopes};
use crate::domain::pivot_identity::Gender;
use crate::domain::redacted::redacted_debug;

/// `/transmettre/{demande}/accord`
#[derive(Template)]
#[template(path = "pages/hand_off_agreement.html")]
pub struct HandOffAgreement {
    /// Frame, with the request.
    pub layout: Layout,
    /// Name of the site in the registry.
    pub site: String,
    /// Its purpose.
    pub purpose: String,
    /// Its legal basis.
    pub legal_basis: String,
    /// How long it keeps data.
    pub retention: String,
    /// Whom to write to.
    pub contact: String,
    /// What it asks.
    pub scopes: Scopes,
    /// How transcripts leave.
    pub protocol: Protocol,
    /// For how many seconds the site may fetch them.
    pub seconds: u32,
    /// What the candidate may choose.
    pub choices: Vec<ChoiceCard>,
    /// What is to be mended in the form.
    pub mistake: Option<AgreementMistake>,
    /// What was typed as the address of a receipt; none where no letters are sent.
    pub address: Option<String>,
    /// Whether a correction is to be told there too.
    pub wants_notice: bool,
}

/// What is to be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgreementMistake {
    /// No transcript was chosen.
    NothingChosen,
    /// Letters do not reach the address.
    Address,
}

/// One transcript to choose.
pub struct ChoiceCard {
    /// Its reference.
    pub reference: RecordRef,
    /// Its exam.
    pub exam: Exam,
    /// What the jury decided.
    pub decision: Decision,
    /// For the agreement of the decision.
    pub gender: Gender,
    /// When it was last handed over to this site.
    pub sent_at: Option<Timestamp>,
    /// Whether its box was ticked before.
    pub is_chosen: bool,
}

redacted_debug!(ChoiceCard, HandOffAgreement);

impl HandOffAgreement {
    fn heading(&self) -> String {
        self.layout.say("accord-titre").with("partenaire", self.site.as_str()).to_string()
    }

    fn title(&self) -> String {
        let heading = self.layout.say("accord-titre").with("partenaire", self.site.as_str());
        if self.mistake.is_some() {
            self.layout.title_of_mistake(heading)
        } else {
            self.layout.title(heading)
        }
    }

    /// The field to mend, and how.
    fn mending(&self) -> Option<(String, String)> {
        let (field, key) = match self.mistake? {
            AgreementMistake::NothingChosen => {
                (self.choices.first()?.reference.as_str().to_owned(), "accord-aucun-choisi")
            }
            AgreementMistake::Address => ("courriel".to_owned(), "accord-courriel-erreur"),
        };
        Some((field, self.layout.say(key).to_string()))
    }

    fn is_address_wrong(&self) -> bool {
        self.mistake == Some(AgreementMistake::Address)
    }

    /// Whether the sealed PDF leaves: by itself, or inside the ELMO.
    fn sends_pdf(&self) -> bool {
        self.scopes.allow(&[Scope::Document]) || self.protocol == Protocol::Emrex
    }

    /// Exactly what leaves.
    fn parts(&self) -> Vec<String> {
        let allows = |scope| self.scopes.allow(&[scope]);
        let exam = if allows(Scope::Result) { "accord-quoi-2" } else { "accord-quoi-examen" };
        let identity = allows(Scope::Identity) && self.protocol == Protocol::Oauth;
        [
            Some("accord-quoi-1"),
            Some(exam),
            allows(Scope::Marks).then_some("accord-quoi-3"),
            self.sends_pdf().then_some("accord-quoi-4"),
            identity.then_some("accord-quoi-5"),
        ]
        .into_iter()
        .flatten()
        .map(|key| self.layout.say(key).to_string())
        .collect()
    }

    /// Whether the site fetches what is handed over; or else the browser carries it.
    fn is_fetched(&self) -> bool {
        self.protocol == Protocol::Oauth
    }

    fn duration(&self) -> String {
        self.layout.text().duration(self.seconds)
    }

    /// Whether the PDF says more than the list.
    fn pdf_says_more(&self) -> bool {
        self.sends_pdf() && !self.scopes.allow(&[Scope::Result, Scope::Marks])
    }
}

impl Page for HandOffAgreement {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn status(&self) -> StatusCode {
        if self.mistake.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}

//! What each visitor of the demo site has got so far, in this process alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::client::Departure;
use super::words::{FRENCH, Words};

/// Visitors remembered at once; beyond it all are forgotten.
const MOST: usize = 1000;

/// One visitor's application.
#[derive(Clone)]
pub(super) struct Application {
    /// Language of the last page.
    pub(super) words: &'static Words,
    /// Where the visitor is, while at the service.
    pub(super) departure: Option<Arc<Departure>>,
    /// `sessionId` of the EMREX button drawn last.
    pub(super) emrex_session: Option<String>,
    /// What came of it.
    pub(super) outcome: Outcome,
}

/// What came of asking for a transcript.
#[derive(Clone)]
pub(super) enum Outcome {
    /// Not asked yet.
    None,
    /// Here it is.
    Received(Arc<Received>),
    /// The candidate did not agree.
    Declined,
    /// No transcript was found.
    NothingFound,
    /// Something went wrong, or did not verify.
    Failed,
}

/// A transcript whose seal was verified.
pub(super) struct Received {
    /// Label and value of each field that it fills in.
    pub(super) fields: Vec<Field>,
    /// Épreuve and mark.
    pub(super) marks: Vec<(String, String)>,
    /// The sealed PDF.
    pub(super) pdf: Option<Arc<Vec<u8>>>,
}

/// A field of the form that the transcript fills in.
pub(super) struct Field {
    /// Its name in the form, which is also its label's key.
    pub(super) name: &'static str,
    /// What it holds.
    pub(super) value: String,
}

impl Default for Application {
    fn default() -> Self {
        Self { words: &FRENCH, departure: None, emrex_session: None, outcome: Outcome::None }
    }
}

impl Application {
    pub(super) fn received(&self) -> Option<&Received> {
        match &self.outcome {
            Outcome::Received(received) => Some(received),
            _ => None,
        }
    }

    /// What to tell the visitor beside the form.
    pub(super) fn notice(&self) -> Option<&'static str> {
        match self.outcome {
            Outcome::None | Outcome::Received(_) => None,
            Outcome::Declined => Some(self.words.declined),
            Outcome::NothingFound => Some(self.words.nothing_found),
            Outcome::Failed => Some(self.words.failed),
        }
    }
}

impl Received {
    /// The fields that a transcript in the form of the ministry's contract fills in.
    pub(super) fn of(transcript: &Value, pdf: Option<Vec<u8>>) -> Self {
        let text = |value: &Value| value.as_str().map(str::to_owned).unwrap_or_default();
        let (candidate, exam) = (&transcript["candidat"], &transcript["examen"]);
        let names = candidate["prenoms"].as_array().into_iter().flatten().map(text).collect::<Vec<_>>();
        let diploma = [&exam["libelle"], &exam["specialite"], &exam["option"]].map(text);
        let diploma: Vec<_> = diploma.into_iter().filter(|part| !part.is_empty()).collect();
        let fields = [
            ("nom", text(&candidate["nomNaissance"])),
            ("prenoms", names.join(" ")),
            ("naissance", text(&candidate["dateNaissance"])),
            ("diplome", diploma.join(", ")),
            ("session", exam["session"].to_string()),
            ("decision", text(&transcript["decision"])),
            ("mention", text(&transcript["mention"])),
        ];
        let mark = |epreuve: &Value| {
            let note = epreuve["note"].as_str().or(epreuve["statut"].as_str()).unwrap_or_default();
            (format!("{} {}", text(&epreuve["code"]), text(&epreuve["libelle"])), note.to_owned())
        };
        Self {
            fields: fields.into_iter().map(|(name, value)| Field { name, value }).collect(),
            marks: transcript["epreuves"].as_array().into_iter().flatten().map(mark).collect(),
            pdf: pdf.map(Arc::new),
        }
    }
}

/// All of them.
#[derive(Default)]
pub(super) struct Applications(Mutex<HashMap<String, Application>>);

impl Applications {
    pub(super) fn of(&self, visitor: &str) -> Application {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(visitor).cloned().unwrap_or_default()
    }

    pub(super) fn change(&self, visitor: &str, change: impl FnOnce(&mut Application)) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST && !all.contains_key(visitor) {
            all.clear();
        }
        change(all.entry(visitor.to_owned()).or_default());
    }

    pub(super) fn forget(&self, visitor: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(visitor);
    }

    /// The visitor whose EMREX button bears this `sessionId`.
    pub(super) fn with_emrex_session(&self, session_id: &str) -> Option<String> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_its = |(_, application): &(&String, &Application)| {
            application.emrex_session.as_deref() == Some(session_id)
        };
        all.iter().find(is_its).map(|(visitor, _)| visitor.clone())
    }
}

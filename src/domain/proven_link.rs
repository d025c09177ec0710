//! A record that a citizen proved to be theirs with INA and management number.

use aws_lc_rs::digest;
use jiff::Timestamp;

use super::candidate::Ina;
use super::exam_file::RecordRef;
use super::pivot_identity::{BirthPlace, PivotIdentity};
use super::redacted::redacted_debug;
use super::subject::Subject;

/// The proof, kept for the next sign-in.
#[derive(Clone, PartialEq, Eq)]
pub struct ProvenLink {
    /// Who proved it.
    pub subject: Subject,
    /// Whose files they are.
    pub ina: Ina,
    /// The file whose management number was given.
    pub record: RecordRef,
    /// What was certain about the person.
    pub likeness: Likeness,
    /// When.
    pub proven_at: Timestamp,
}

/// What a change of name leaves as it is: given names, birth date and birthplace at FranceConnect, as a hash
/// that serves to compare and tells nothing.
///
/// FranceConnect gives a person another `sub` when their civil status changes, so a link may have to move to
/// a new one. Given names are part of it because twins share all the rest, and often a letter box: who
/// changed given names is for the support to see.
#[derive(Clone, PartialEq, Eq)]
pub struct Likeness(String);

redacted_debug!(ProvenLink, Likeness);

impl Likeness {
    /// The likeness of a person, particular to one INA.
    pub fn of(identity: &PivotIdentity, ina: &Ina) -> Self {
        let place = match identity.birth_place() {
            BirthPlace::InFrance(commune) => commune.as_str(),
            BirthPlace::SomewhereInFrance => "",
            BirthPlace::Abroad(country) => country.as_str(),
        };
        let (born, names) = (identity.birthdate(), identity.canonical_given_names().as_str());
        let text = format!("{}|{born}|{place}|{names}", ina.as_str());
        Self(hex::encode(digest::digest(&digest::SHA256, text.as_bytes())))
    }

    /// A likeness as a store holds it.
    pub fn from_store(text: String) -> Self {
        Self(text)
    }

    /// The text, for a store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

//! Who hands a transcript over.

use super::candidate::Ina;
use super::coded::coded;
use super::redacted::redacted_debug;
use super::subject::Subject;

/// Who agreed to a hand-off, by what stays the same from one visit to the next.
#[derive(Clone, PartialEq, Eq)]
pub enum Giver {
    /// The candidate, signed in with FranceConnect.
    Candidate(Subject),
    /// Somebody who gave the candidate's numbers, of which this is the one that names a person.
    Numbers(Ina),
}

coded! {
    /// By what a giver is known.
    KnownBy {
        /// FranceConnect's `sub`.
        FranceConnect = "FRANCECONNECT",
        /// INA, management number and date of birth.
        Numbers = "NUMEROS",
    }
}

redacted_debug!(Giver);

/// Name and kind do not go together.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected a sub of FranceConnect or an INA")]
pub struct InvalidGiver;

impl Giver {
    /// # Errors
    /// When the name is none of this kind.
    pub fn parse(known_by: KnownBy, name: &str) -> Result<Self, InvalidGiver> {
        match known_by {
            KnownBy::FranceConnect => Subject::parse(name).map(Self::Candidate).map_err(|_| InvalidGiver),
            KnownBy::Numbers => Ina::parse(name).map(Self::Numbers).map_err(|_| InvalidGiver),
        }
    }

    /// By what this giver is known.
    pub fn known_by(&self) -> KnownBy {
        match self {
            Self::Candidate(_) => KnownBy::FranceConnect,
            Self::Numbers(_) => KnownBy::Numbers,
        }
    }

    /// The name, of its own kind.
    pub fn name(&self) -> &str {
        match self {
            Self::Candidate(subject) => subject.as_str(),
            Self::Numbers(ina) => ina.as_str(),
        }
    }
}

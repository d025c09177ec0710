//! Whose record is it: from a civil identity to one person's exam files.
//!
//! Deterministic and explainable. Only level L1 decides so far: every field of the pivot identity
//! equal, names compared in canonical form. In doubt nothing is shown: a wrong match is the worst
//! bug this service can have.

use jiff::Timestamp;

use super::canonical_name::CanonicalName;
use super::exam_file::ExamFile;
use super::exam_record::Candidate;
use super::pivot_identity::{BirthPlace, PivotIdentity};

/// How a match was reached; recorded instead of the compared values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// All fields equal.
    L1,
}

impl Level {
    /// The identifier kept in the audit trail.
    pub fn code(self) -> &'static str {
        match self {
            Self::L1 => "L1",
        }
    }
}

/// The answer to "whose record is it".
#[derive(Debug)]
pub enum Resolution {
    /// These files, one or more, all belong to the person.
    Unique {
        /// How the match was reached.
        level: Level,
        /// The person's files.
        files: Vec<ExamFile>,
    },
    /// No file.
    NoMatch,
    /// Files of more than one person would fit.
    Ambiguous,
}

/// Decides which of `candidates` belong to `identity` at `now`.
///
/// Files with different INA are one person only if they also agree with each other in every field:
/// an unspecified sex that fits both a woman's and a man's file is ambiguous.
pub fn resolve(identity: &PivotIdentity, candidates: Vec<ExamFile>, now: Timestamp) -> Resolution {
    let files: Vec<ExamFile> =
        candidates.into_iter().filter(|file| is_exact(identity, file.candidate(now))).collect();
    let Some((first, others)) = files.split_first() else {
        return Resolution::NoMatch;
    };
    let first = first.candidate(now);
    let all_one_person =
        others.iter().map(|file| file.candidate(now)).all(|other| other.gender == first.gender);
    if all_one_person { Resolution::Unique { level: Level::L1, files } } else { Resolution::Ambiguous }
}

/// Level L1: birth name, all given names, date, sex (unless unspecified on one side), country, and
/// commune if born in France.
fn is_exact(identity: &PivotIdentity, candidate: &Candidate) -> bool {
    let same_birth_name =
        CanonicalName::of(&candidate.birth_name).as_ref() == Some(identity.canonical_birth_name());
    let same_given_names = CanonicalName::of_all(candidate.given_names.iter().map(String::as_str)).as_ref()
        == Some(identity.canonical_given_names());
    let same_place = match (identity.birth_place(), &candidate.birth_place) {
        (BirthPlace::InFrance(commune), BirthPlace::InFrance(other)) => commune == other,
        (BirthPlace::Abroad(country), BirthPlace::Abroad(other)) => country == other,
        _ => false,
    };
    same_birth_name
        && same_given_names
        && same_place
        && identity.birthdate() == candidate.birthdate
        && identity.gender().agrees_with(candidate.gender)
}

//! INA and management number together: what a candidate types without FranceConnect, and what opens then.

use jiff::Timestamp;
use subtle::ConstantTimeEq;

use super::birthdate::Birthdate;
use super::candidate::{Ina, NumGestion};
use super::canonical_name::CanonicalName;
use super::exam_file::{ExamFile, Publication};
use super::exam_record::{Candidate, ExamRecord};
use super::redacted::redacted_debug;

/// The pair.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Names the candidate.
    pub ina: Ina,
    /// Printed on the notice of one exam; acts as the secret.
    pub num_gestion: NumGestion,
}

/// What a candidate without FranceConnect gives.
#[derive(Clone, PartialEq, Eq)]
pub struct CandidateNumbers {
    /// The numbers.
    pub credentials: Credentials,
    /// When they say they were born.
    pub birthdate: Birthdate,
}

redacted_debug!(Credentials, CandidateNumbers);

impl Credentials {
    /// Whether the management number is that of `candidate`, in the same time whatever it is.
    fn fit(&self, candidate: &Candidate) -> bool {
        let one = self.num_gestion.as_str().as_bytes();
        one.ct_eq(candidate.num_gestion.as_str().as_bytes()).into()
    }

    /// The published file of which these are the numbers. Every file is looked at, whichever fits; one that
    /// is not public proves nothing.
    pub fn proven<'a>(&self, files: &'a [ExamFile], now: Timestamp) -> Option<&'a ExamFile> {
        let mut proven = None;
        for file in files {
            let candidate = file.candidate(now);
            if file.is_public(now) & self.fit(candidate) && candidate.ina == self.ina {
                proven = Some(file);
            }
        }
        proven
    }

    /// Which of the files under this INA open: those of the person whose management number it is, as far as
    /// they are published at `now`. Every file is looked at, whichever fits. A file that is not public proves
    /// nothing: its very existence is not told before its time.
    pub fn open(&self, files: Vec<ExamFile>, now: Timestamp) -> Vec<(ExamFile, Box<ExamRecord>)> {
        let public: Vec<_> = files
            .into_iter()
            .filter(|file| file.is_public(now) && file.candidate(now).ina == self.ina)
            .collect();
        let mut proven = None;
        for file in &public {
            if self.fit(file.candidate(now)) {
                proven = Some(file.candidate(now).clone());
            }
        }
        let Some(proven) = proven else { return Vec::new() };
        public
            .into_iter()
            .filter(|file| is_same_person(file.candidate(now), &proven))
            .filter_map(|file| match file.clone().publication(now) {
                Publication::Published(record) => Some((file, record)),
                Publication::Embargoed(_) => None,
            })
            .collect()
    }
}

/// An INA names one person. Should a file bear a wrong one, it does not leave with the others: name, date of
/// birth and sex must agree too, and the given names as far as both files hold them.
fn is_same_person(one: &Candidate, other: &Candidate) -> bool {
    let name = |candidate: &Candidate| CanonicalName::of(&candidate.birth_name);
    let given = |candidate: &Candidate| -> Option<Vec<CanonicalName>> {
        candidate.given_names.iter().map(|name| CanonicalName::of(name)).collect()
    };
    let (Some(ones), Some(others)) = (given(one), given(other)) else { return false };
    name(one).is_some()
        && name(one) == name(other)
        && one.birthdate == other.birthdate
        && one.gender.agrees_with(other.gender)
        && ones.iter().zip(&others).all(|(one, other)| one == other)
}

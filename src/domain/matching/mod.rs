//! Whose record is it: from a civil identity to one person's exam files.
//!
//! Deterministic and explainable; phonetics, edit distance, usage names and swapped names decide nothing. A
//! wrong match is the worst bug this service can have, so every doubt ends in [`Resolution::Ambiguous`], and
//! the second proof (INA and management number) helps on.
//!
//! - **L1**: birth name, all given names, date, sex, country, and commune if born in France are equal. Sex
//!   may be unspecified on one side.
//! - **L2**: the same with exactly one [`Tolerance`]. Each has a file here that says why it is safe.
//!
//! What is compared is the version of a file that counts today; an earlier one with other civil status never
//! matches. Registers are not alone in naming people, so the files around a match are looked at too:
//!
//! - the INA stands for a person in the directory. Another file of the same INA that contradicts the
//!   identity withdraws an L2 match: the tolerated gap was somebody else's;
//! - files under two INA are one person at L1 alone, and only with a commune of birth: a country is too
//!   large a place for two namesakes of a day to be one;
//! - L2 gives way to any other L1 or L2 match, and to a *rival*: a file of somebody else, known not to be
//!   this person, that nothing tells apart from the matched file. A file without commune may be either
//!   namesake's.

mod birth_name;
mod birth_place;
mod birthdate;
mod given_names;
mod rivals;

pub(super) use birth_name::cut_forms;
pub use given_names::differ as given_names_differ;

use jiff::Timestamp;

use super::birthdate::Birthdate;
use super::cog::CommuneHistory;
use super::exam_file::ExamFile;
use super::exam_record::{Candidate, Holder};
use super::pivot_identity::{BirthPlace, Gender, PivotIdentity};

/// One difference that may stand between an identity and the file of the same person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tolerance {
    /// The file holds only the first given names.
    GivenNames,
    /// The file holds another code of the same birthplace, or none.
    BirthPlace,
    /// The file holds `00` where FranceConnect presumes the first.
    Birthdate,
    /// The file holds as much of the birth name as its field was wide.
    BirthName,
}

/// How a file was found to be somebody's; recorded instead of the compared values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Its INA and management number were given.
    Credentials,
    /// Another service, which has the directory, released it for this person's FranceConnect token.
    Released,
    /// All fields equal.
    Exact,
    /// All fields but one equal, and that one within a tolerance.
    Tolerated(Tolerance),
}

impl Evidence {
    /// The identifier kept in the audit trail: level and rule.
    pub fn code(self) -> &'static str {
        match self {
            Self::Credentials => "L0",
            Self::Released => "ARPENT",
            Self::Exact => "L1",
            Self::Tolerated(Tolerance::GivenNames) => "L2 R-PRENOM",
            Self::Tolerated(Tolerance::BirthPlace) => "L2 R-COG",
            Self::Tolerated(Tolerance::Birthdate) => "L2 R-DATE",
            Self::Tolerated(Tolerance::BirthName) => "L2 R-TRONC",
        }
    }
}

/// A file and why it is the person's.
#[derive(Debug)]
pub struct Match {
    /// The file.
    pub file: ExamFile,
    /// Why.
    pub evidence: Evidence,
}

/// The answer to "whose record is it".
#[derive(Debug)]
pub enum Resolution {
    /// These files, one or more, all belong to the person.
    Unique(Vec<Match>),
    /// No file.
    NoMatch,
    /// Files of more than one person would fit, or one that fits only with two tolerances.
    Ambiguous,
}

/// How one field of a file stands to the same field of the identity.
enum Agreement {
    Same,
    Within(Tolerance),
    Other,
}

/// How a whole file stands to the identity.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    Exact,
    Tolerated(Tolerance),
    /// Not contradicted, and too weak to decide.
    Doubtful,
    Other,
}

/// Decides which of `candidates` belong to `identity` at `now`. Their order is irrelevant.
pub fn resolve(
    identity: &PivotIdentity,
    candidates: Vec<ExamFile>,
    communes: &CommuneHistory,
    now: Timestamp,
) -> Resolution {
    let files: Vec<(Fit, ExamFile)> =
        candidates.into_iter().map(|file| (fit(identity, file.candidate(now), communes), file)).collect();
    let with = |is_wanted: fn(Fit) -> bool| {
        files.iter().filter(move |(fit, _)| is_wanted(*fit)).map(|(_, file)| file.candidate(now))
    };
    let exact: Vec<&Candidate> = with(|fit| fit == Fit::Exact).collect();
    let close: Vec<&Candidate> = with(|fit| fit != Fit::Exact && fit != Fit::Other).collect();
    let others: Vec<&Candidate> = with(|fit| fit == Fit::Other).collect();

    let is_decided = if !exact.is_empty() {
        are_one_person(&exact)
    } else if close.is_empty() {
        return Resolution::NoMatch;
    } else {
        with(|fit| matches!(fit, Fit::Tolerated(_))).next().is_some()
            && have_one_ina(&close)
            && agree_on_sex(&close)
            && others.iter().all(|other| {
                close.iter().all(|file| file.ina != other.ina && !rivals::may_be_one(file, other, communes))
            })
    };
    if !is_decided {
        return Resolution::Ambiguous;
    }
    let person = if exact.is_empty() { &close } else { &exact };
    let is_persons = |file: &Candidate| {
        person.iter().any(|own| own.ina == file.ina)
            && person.iter().all(|own| own.gender.agrees_with(file.gender))
    };
    let is_own: Vec<Option<Evidence>> = files
        .iter()
        .map(|(fit, file)| match fit {
            Fit::Exact => Some(Evidence::Exact),
            Fit::Tolerated(tolerance) => {
                is_persons(file.candidate(now)).then_some(Evidence::Tolerated(*tolerance))
            }
            Fit::Doubtful | Fit::Other => None,
        })
        .collect();
    let own = files.into_iter().zip(is_own);
    Resolution::Unique(
        own.filter_map(|((_, file), evidence)| Some(Match { file, evidence: evidence? })).collect(),
    )
}

/// Compares every field. A second tolerance, or one that takes from a birth abroad what little tells people
/// apart there, leaves a doubt.
fn fit(identity: &PivotIdentity, file: &Candidate, communes: &CommuneHistory) -> Fit {
    if !identity.gender().agrees_with(file.gender) {
        return Fit::Other;
    }
    let mut tolerances = Vec::new();
    for field in [
        birth_name::compare(identity, &file.birth_name),
        given_names::compare(identity, &file.given_names),
        birthdate::compare(identity, file.birthdate),
        birth_place::compare(identity, file, communes),
    ] {
        match field {
            Agreement::Same => {}
            Agreement::Within(tolerance) => tolerances.push(tolerance),
            Agreement::Other => return Fit::Other,
        }
    }
    let is_abroad = matches!(identity.birth_place(), BirthPlace::Abroad(_));
    match tolerances.as_slice() {
        [] => Fit::Exact,
        [Tolerance::GivenNames] if is_abroad => Fit::Doubtful,
        [tolerance] => Fit::Tolerated(*tolerance),
        _ => Fit::Doubtful,
    }
}

/// Whether files that all equal the identity are one person's.
fn are_one_person(files: &[&Candidate]) -> bool {
    if have_one_ina(files) {
        return agree_on_sex(files);
    }
    let is_abroad = |file: &&Candidate| matches!(file.birth_place, BirthPlace::Abroad(_));
    !files.iter().any(is_abroad) && files.windows(2).all(|pair| pair[0].gender == pair[1].gender)
}

fn have_one_ina(files: &[&Candidate]) -> bool {
    files.windows(2).all(|pair| pair[0].ina == pair[1].ina)
}

fn agree_on_sex(files: &[&Candidate]) -> bool {
    files.iter().all(|one| files.iter().all(|other| one.gender.agrees_with(other.gender)))
}

/// Whether two files can be one person's: nothing that both hold tells their candidates apart.
pub fn may_be_one_person(one: &Candidate, other: &Candidate, communes: &CommuneHistory) -> bool {
    rivals::may_be_one(one, other, communes)
}

/// Whether a file cannot be this person's, whoever holds its credentials: another birth date as far as both
/// are known, or another sex. Names and places may have changed or been mistyped.
pub fn is_contradicted(identity: &PivotIdentity, file: &Candidate) -> bool {
    is_another(identity, file.gender, file.birthdate)
}

/// The same for a record that was released without its file.
pub fn is_contradicted_by_holder(identity: &PivotIdentity, holder: &Holder) -> bool {
    is_another(identity, holder.gender, holder.birthdate)
}

fn is_another(identity: &PivotIdentity, gender: Gender, born: Birthdate) -> bool {
    !identity.gender().agrees_with(gender) || birthdate::contradicts(identity.birthdate(), born)
}

/// Whether somebody born on this day can be the one whose file holds that date, as far as it is known there.
pub fn may_be_born_on(born: Birthdate, on_file: Birthdate) -> bool {
    !birthdate::contradicts(born, on_file)
}

/// Whether a record that another service released can be this person's by all that it tells: names, date and
/// sex, each equal or within its tolerance. That service knew more, and decided; this catches its mistakes.
pub fn may_be_holder(identity: &PivotIdentity, holder: &Holder) -> bool {
    identity.gender().agrees_with(holder.gender)
        && [
            birth_name::compare(identity, &holder.birth_name),
            given_names::compare(identity, &holder.given_names),
            birthdate::compare(identity, holder.birthdate),
        ]
        .iter()
        .all(|field| !matches!(field, Agreement::Other))
}

//! Given names, and R-PRENOM: the exam file holds only the first of them.
//!
//! The first given name is what tells twins apart, so it must be there in full. Where one given name ends
//! is known from FranceConnect's list; see [`PivotIdentity::given_name_ends`] for what counts without one.

use super::{Agreement, Tolerance};
use crate::domain::canonical_name::CanonicalName;
use crate::domain::exam_record::Candidate;
use crate::domain::pivot_identity::PivotIdentity;

pub(super) fn compare(identity: &PivotIdentity, given_names: &[String]) -> Agreement {
    let Some(on_file) = on_file(given_names) else {
        return Agreement::Other;
    };
    let names = identity.canonical_given_names();
    if on_file == *names {
        return Agreement::Same;
    }
    let ends = identity.given_name_ends();
    let is_the_first_of_them = names.begins_with(&on_file) && ends.contains(&on_file.tokens().count());
    // `Marie-Ange` on file is a name of its own, not the first two names of Marie, Ange.
    let joins_none = ends.first().is_some_and(|first| first_word(given_names) <= *first);
    if is_the_first_of_them && joins_none {
        Agreement::Within(Tolerance::GivenNames)
    } else {
        Agreement::Other
    }
}

/// All given names of a file. A name in letters we cannot compare equals nothing, and cannot just be left
/// out: the next one would pass for the first.
pub(super) fn on_file(given_names: &[String]) -> Option<CanonicalName> {
    let all_comparable = given_names.iter().all(|name| CanonicalName::of(name).is_some());
    all_comparable.then(|| CanonicalName::of_all(given_names.iter().map(String::as_str)))?
}

/// Whether the given names of two files are two people's: none begins with all of the other.
pub fn differ(one: &Candidate, other: &Candidate) -> bool {
    on_file(&one.given_names)
        .zip(on_file(&other.given_names))
        .is_none_or(|(one, other)| !one.begins_with(&other) && !other.begins_with(&one))
}

/// How many tokens the first word of the file has: more than one with a hyphen or an apostrophe.
fn first_word(given_names: &[String]) -> usize {
    let word = given_names.first().and_then(|name| name.split_whitespace().next());
    word.and_then(CanonicalName::of).map_or(0, |word| word.tokens().count())
}

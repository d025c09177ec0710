//! Files of somebody else that a matched file could as well belong to.

use super::{birth_name, birth_place, birthdate, given_names};
use crate::domain::canonical_name::CanonicalName;
use crate::domain::cog::CommuneHistory;
use crate::domain::exam_record::Candidate;

/// Whether nothing tells the candidates of two files apart; wider than any tolerance, since a doubt is
/// enough here.
pub(super) fn may_be_one(one: &Candidate, other: &Candidate, communes: &CommuneHistory) -> bool {
    one.gender.agrees_with(other.gender)
        && !birthdate::contradicts(one.birthdate, other.birthdate)
        && !birth_place::contradicts(&one.birth_place, &other.birth_place, communes)
        && !given_names::differ(one, other)
        && (begin_alike(name(one), name(other), CanonicalName::eq)
            || [one, other].into_iter().any(|file| birth_name::fills_a_field(&file.birth_name))
                && begin_alike(name(one), name(other), starts_with))
}

fn name(file: &Candidate) -> Option<CanonicalName> {
    CanonicalName::of(&file.birth_name)
}

fn starts_with(name: &CanonicalName, beginning: &CanonicalName) -> bool {
    name.as_str().starts_with(beginning.as_str())
}

/// Whether one of two names is the beginning of the other.
fn begin_alike(
    one: Option<CanonicalName>,
    other: Option<CanonicalName>,
    begins: fn(&CanonicalName, &CanonicalName) -> bool,
) -> bool {
    one.zip(other).is_some_and(|(one, other)| begins(&one, &other) || begins(&other, &one))
}

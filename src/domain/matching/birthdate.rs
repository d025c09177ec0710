//! Dates of birth, and R-DATE: the register does not know the day, or day and month.
//!
//! FranceConnect writes an unknown part as the first, without saying so. A file that says `00` there, and
//! agrees on the rest, is not contradicted. Two full dates are equal or different, the first of January
//! included.

use super::{Agreement, Tolerance};
use crate::domain::birthdate::Birthdate;
use crate::domain::pivot_identity::PivotIdentity;

pub(super) fn compare(identity: &PivotIdentity, on_file: Birthdate) -> Agreement {
    let born = identity.birthdate();
    if born.date().is_none() {
        // FranceConnect always names a day; without one there is nothing to compare.
        Agreement::Other
    } else if born == on_file {
        Agreement::Same
    } else if born.partial_forms().any(|partial| partial == on_file) {
        Agreement::Within(Tolerance::Birthdate)
    } else {
        Agreement::Other
    }
}

/// Whether two dates differ in a part that both know.
pub(super) fn contradicts(one: Birthdate, other: Birthdate) -> bool {
    let differ = |one: Option<i8>, other: Option<i8>| one.zip(other).is_some_and(|(one, other)| one != other);
    let day = |born: Birthdate| born.date().map(|date| date.day());
    one.year() != other.year() || differ(one.month(), other.month()) || differ(day(one), day(other))
}

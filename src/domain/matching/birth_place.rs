//! Places of birth, and R-COG: another code of the same commune, or a file without one.

use super::{Agreement, Tolerance};
use crate::domain::cog::CommuneHistory;
use crate::domain::exam_record::Candidate;
use crate::domain::pivot_identity::{BirthPlace, PivotIdentity};

pub(super) fn compare(identity: &PivotIdentity, file: &Candidate, communes: &CommuneHistory) -> Agreement {
    match (identity.birth_place(), &file.birth_place) {
        (BirthPlace::InFrance(commune), BirthPlace::InFrance(other)) if commune == other => Agreement::Same,
        (BirthPlace::InFrance(commune), BirthPlace::InFrance(other))
            if communes.may_name_one_place(commune, other) =>
        {
            Agreement::Within(Tolerance::BirthPlace)
        }
        (BirthPlace::InFrance(_), BirthPlace::SomewhereInFrance) => Agreement::Within(Tolerance::BirthPlace),
        (BirthPlace::Abroad(country), BirthPlace::Abroad(other)) if country == other => Agreement::Same,
        _ => Agreement::Other,
    }
}

/// Whether two places differ in what both know.
pub(super) fn contradicts(one: &BirthPlace, other: &BirthPlace, communes: &CommuneHistory) -> bool {
    match (one, other) {
        (BirthPlace::InFrance(one), BirthPlace::InFrance(other)) => !communes.may_name_one_place(one, other),
        (BirthPlace::Abroad(one), BirthPlace::Abroad(other)) => one != other,
        (BirthPlace::Abroad(_), _) | (_, BirthPlace::Abroad(_)) => true,
        (BirthPlace::SomewhereInFrance, _) | (_, BirthPlace::SomewhereInFrance) => false,
    }
}

//! Birth names, and R-TRONC: the field of an old register was too narrow for the name.
//!
//! A name is taken for cut only when it fills the field to the last character; then all of it must begin
//! the identity's name. A shorter name was not cut, so it is another name.

use unicode_normalization::UnicodeNormalization;

use super::{Agreement, Tolerance};
use crate::domain::canonical_name::CanonicalName;
use crate::domain::pivot_identity::PivotIdentity;

/// Widths of the fields that exam files came from, in characters.
const WIDTHS: [usize; 2] = [25, 32];

/// How many letters the canonical form may have more or less than the field had characters: a ligature
/// counts twice, a doubled hyphen or a hyphen at the cut not at all.
const SLACK: usize = 2;

pub(super) fn compare(identity: &PivotIdentity, birth_name: &str) -> Agreement {
    let Some(on_file) = CanonicalName::of(birth_name) else {
        return Agreement::Other;
    };
    let name = identity.canonical_birth_name();
    if on_file == *name {
        Agreement::Same
    } else if fills_a_field(birth_name) && cut_forms(name).any(|cut| cut == on_file) {
        Agreement::Within(Tolerance::BirthName)
    } else {
        Agreement::Other
    }
}

/// Whether a name is as long as a field was wide.
pub(super) fn fills_a_field(name: &str) -> bool {
    WIDTHS.contains(&name.nfc().count())
}

/// What a field may hold of a name too long for it: a bounded number of forms, none for a name that fits.
pub fn cut_forms(name: &CanonicalName) -> impl Iterator<Item = CanonicalName> {
    WIDTHS.into_iter().flat_map(|width| width - SLACK..=width + SLACK).filter_map(|length| name.cut(length))
}

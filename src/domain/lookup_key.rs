//! Where exam files are looked up before [`matching`](super::matching) decides: birth name and date.
//!
//! An index finds candidates and decides nothing. A file stands under the key of each of its versions; an
//! identity is looked up under every key that a file of that person may bear.

use super::birthdate::Birthdate;
use super::canonical_name::CanonicalName;
use super::exam_record::Candidate;
use super::matching::cut_forms;
use super::pivot_identity::PivotIdentity;
use super::redacted::redacted_debug;

/// One entry of the index: date of birth as the register writes it, and canonical birth name.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LookupKey(String);

redacted_debug!(LookupKey);

impl LookupKey {
    fn new(born: Birthdate, name: Option<&CanonicalName>) -> Self {
        Self(format!("{born} {}", name.map_or("", CanonicalName::as_str)))
    }

    /// The key a version of a file stands under. A name without a letter is found by nobody.
    pub fn of(candidate: &Candidate) -> Self {
        Self::new(candidate.birthdate, CanonicalName::of(&candidate.birth_name).as_ref())
    }

    /// The keys a file of this person may stand under: its own, those of a partial date, and those of a name
    /// that was cut (see [`super::matching`]). Bounded, whatever the name.
    pub fn all_for(identity: &PivotIdentity) -> Vec<Self> {
        let (born, name) = (identity.birthdate(), identity.canonical_birth_name());
        let mut keys = vec![Self::new(born, Some(name))];
        keys.extend(born.partial_forms().map(|partial| Self::new(partial, Some(name))));
        keys.extend(cut_forms(name).map(|cut| Self::new(born, Some(&cut))));
        // A cut at a hyphen leaves the same name twice.
        keys.dedup();
        keys
    }

    /// The key as a store holds it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

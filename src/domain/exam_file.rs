//! A record with all its versions, and the rule that decides which of them exists for the world.

use std::sync::Arc;

use jiff::Timestamp;

use super::exam_record::{Candidate, ExamRecord, FiledRecord};
use super::hex_id::hex_id;
use super::redacted::redacted_debug;

hex_id! {
    /// Reference of a record in addresses. Nobody is shown a record for knowing its reference.
    RecordRef;
}

impl RecordRef {
    /// The reference of a record that is loaded at `now`: the millisecond, then 80 random bits. References
    /// made together stand together in a store's index, as those of RFC 9562 version 7 do.
    pub fn fresh(now: Timestamp, random: [u8; 10]) -> Self {
        let [_, _, millisecond @ ..] = now.as_millisecond().to_be_bytes();
        Self(hex::encode([millisecond.as_slice(), &random].concat()))
    }
}

/// One record and its history. Holds at least one version; clones share them.
#[derive(Clone)]
pub struct ExamFile {
    reference: RecordRef,
    latest: Arc<FiledRecord>,
    earlier: Vec<Arc<FiledRecord>>,
}

redacted_debug!(ExamFile);

/// What the world may know of a record at an instant.
pub enum Publication {
    /// This version is in force.
    Published(Box<ExamRecord>),
    /// No version is public yet. Deliberately holds nothing else of the record.
    Embargoed(Embargo),
}

/// All that may be said of a record before its publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embargo {
    /// Year of the session.
    pub session: u16,
    /// When the first version becomes public.
    pub until: Timestamp,
}

impl ExamFile {
    /// A record from its versions in any order; `None` without any.
    pub fn new(reference: RecordRef, mut versions: Vec<FiledRecord>) -> Option<Self> {
        versions.sort_by_key(|record| record.version);
        let latest = Arc::new(versions.pop()?);
        Some(Self { reference, latest, earlier: versions.into_iter().map(Arc::new).collect() })
    }

    /// The reference in addresses.
    pub fn reference(&self) -> &RecordRef {
        &self.reference
    }

    /// Every version, latest first.
    pub fn versions(&self) -> impl Iterator<Item = &FiledRecord> {
        self.shared_versions().map(Arc::as_ref)
    }

    fn shared_versions(&self) -> impl Iterator<Item = &Arc<FiledRecord>> {
        std::iter::once(&self.latest).chain(self.earlier.iter().rev())
    }

    /// The version that counts at `now`: the highest public one, or else the first to come. A
    /// correction that is still under embargo leaves the version before it in force.
    fn effective(&self, now: Timestamp) -> (&Arc<FiledRecord>, bool) {
        match self.shared_versions().find(|record| record.published_at <= now) {
            Some(record) => (record, true),
            None => {
                let first = self.shared_versions().min_by_key(|record| record.published_at);
                (first.unwrap_or(&self.latest), false)
            }
        }
    }

    /// The versions that count at `now` or may later: the one in force, and those still to come.
    pub fn to_be_served(&self, now: Timestamp) -> Vec<ExamRecord> {
        let (effective, _) = self.effective(now);
        self.versions()
            .filter(|record| record.version == effective.version || record.published_at > now)
            .map(|record| record.clone().released())
            .collect()
    }

    /// The identity to compare with at `now`: the one on the version that counts.
    pub fn candidate(&self, now: Timestamp) -> &Candidate {
        &self.effective(now).0.candidate
    }

    /// Whether some version is public at `now`.
    pub fn is_public(&self, now: Timestamp) -> bool {
        self.effective(now).1
    }

    /// What may be known of the record at `now`.
    pub fn publication(self, now: Timestamp) -> Publication {
        match self.effective(now) {
            (record, true) => {
                let record = Arc::clone(record);
                drop(self);
                Publication::Published(Box::new(Arc::unwrap_or_clone(record).released()))
            }
            (record, false) => {
                Publication::Embargoed(Embargo { session: record.exam.session, until: record.published_at })
            }
        }
    }
}

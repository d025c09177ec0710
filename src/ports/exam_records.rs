//! The directory of exam records.

use jiff::Timestamp;

use super::Unavailable;
use crate::domain::candidate::Ina;
use crate::domain::exam_file::{ExamFile, RecordRef};
use crate::domain::exam_record::ExamKey;
use crate::domain::lookup_key::LookupKey;
use crate::domain::redacted::redacted_debug;

/// Reads the directory.
#[async_trait::async_trait]
pub trait ExamRecords: Send + Sync {
    /// Every file, with all its versions that stand, of which some version stands under one of these keys; what
    /// belongs to whom is then decided by `domain::matching`.
    async fn under(&self, keys: &[LookupKey]) -> Result<Vec<ExamFile>, Unavailable>;

    /// Every file of one candidate, with all its versions that stand.
    async fn files_of(&self, ina: &Ina) -> Result<Vec<ExamFile>, Unavailable>;

    /// One file; none when all of it was withdrawn.
    async fn file(&self, reference: &RecordRef) -> Result<Option<ExamFile>, Unavailable>;

    /// When a version was withdrawn, if it is.
    async fn withdrawn_at(
        &self,
        reference: &RecordRef,
        version: u32,
    ) -> Result<Option<Timestamp>, Unavailable>;

    /// Begins a load that becomes visible as a whole or not at all.
    async fn begin_load(&self) -> Result<Box<dyn RecordLoad>, Unavailable>;
}

/// A record that was read and found good: what its directory files it under, and the whole of it as it lies there.
#[derive(Clone, PartialEq, Eq)]
pub struct WrittenRecord {
    /// Of whom.
    pub ina: Ina,
    /// Of which exam.
    pub exam: ExamKey,
    /// Its version.
    pub version: u32,
    /// From when it is public.
    pub published_at: Timestamp,
    /// Where it stands in the index.
    pub born_as: LookupKey,
    /// One JSON object of the import contract, in a form that the directory alone knows.
    pub content: Vec<u8>,
}

redacted_debug!(WrittenRecord);

/// One record of a load.
pub struct LoadedRecord {
    /// Number of its line, from 1. Lines of a load come in their order.
    pub line: u64,
    /// The record.
    pub written: WrittenRecord,
    /// Its reference, should it be new.
    pub fresh: RecordRef,
}

/// A load under way. Dropped without [`RecordLoad::commit`], it never happened; nor when the program is
/// killed, whenever that is.
#[async_trait::async_trait]
pub trait RecordLoad: Send {
    /// Takes records. What they contradict is told at the end.
    async fn add(&mut self, records: Vec<LoadedRecord>) -> Result<(), Unavailable>;

    /// Once, after the last: places beside what is held whatever is not placed yet, and says what the load changes.
    async fn settle(&mut self) -> Result<Settlement, Unavailable>;

    /// Makes it visible.
    async fn commit(self: Box<Self>) -> Result<(), Unavailable>;
}

/// What a load changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// Records that are new.
    pub added: u64,
    /// New versions of records known before, or earlier in the load.
    pub corrected: u64,
    /// Versions known with the same content.
    pub unchanged: u64,
    /// Versions not above the latest one, with other content than is known. When there is one, nothing
    /// may be committed and the other counts mean nothing.
    pub conflicts: Conflicts,
}

/// Lines that contradict what is known: how many, and the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conflicts {
    /// How many.
    pub count: u64,
    /// The first [`Conflicts::LISTED`], in the order of their lines.
    pub first: Vec<Conflict>,
}

impl Conflicts {
    /// Longest list: a file may hold millions.
    pub const LISTED: usize = 10_000;

    /// Counts one more.
    pub fn note(&mut self, conflict: Conflict) {
        self.count += 1;
        if self.first.len() < Self::LISTED {
            self.first.push(conflict);
        }
    }
}

/// A line that contradicts what is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Number of the line.
    pub line: u64,
    /// The latest version known of its record.
    pub latest: u32,
}

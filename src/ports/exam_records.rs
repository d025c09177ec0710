//! The directory of exam records.

use super::Unavailable;
use crate::domain::candidate::Ina;
use crate::domain::exam_file::{ExamFile, RecordRef};
use crate::domain::exam_record::{ExamRecord, RecordKey};
use crate::domain::lookup_key::LookupKey;

/// Reads the directory.
#[async_trait::async_trait]
pub trait ExamRecords: Send + Sync {
    /// Every file, with all its versions, of which some version stands under one of these keys; what
    /// belongs to whom is then decided by `domain::matching`.
    async fn under(&self, keys: &[LookupKey]) -> Result<Vec<ExamFile>, Unavailable>;

    /// Every file of one candidate, with all its versions.
    async fn files_of(&self, ina: &Ina) -> Result<Vec<ExamFile>, Unavailable>;

    /// One file.
    async fn file(&self, reference: &RecordRef) -> Result<Option<ExamFile>, Unavailable>;

    /// Begins a load that becomes visible as a whole or not at all.
    async fn begin_load(&self) -> Result<Box<dyn RecordLoad>, Unavailable>;
}

/// A load under way. Dropped without [`RecordLoad::commit`], it never happened.
#[async_trait::async_trait]
pub trait RecordLoad: Send {
    /// The versions held of a record, those of this load included; none when it is new.
    async fn versions(&mut self, key: &RecordKey) -> Result<Vec<ExamRecord>, Unavailable>;

    /// Adds one version; `fresh` becomes the reference of a record that is new.
    async fn add(&mut self, record: &ExamRecord, fresh: RecordRef) -> Result<(), Unavailable>;

    /// Makes the load visible.
    async fn commit(self: Box<Self>) -> Result<(), Unavailable>;
}

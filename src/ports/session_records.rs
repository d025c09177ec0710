//! The records of a whole session, for work on all of them.

use super::Unavailable;
use crate::domain::exam_file::RecordRef;

/// Where a page ended; only the directory reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// INA of the last record.
    pub(crate) ina: String,
    /// Number of its exam.
    pub(crate) exam: i64,
}

/// Some records of a session.
pub struct SessionPage {
    /// Their references.
    pub references: Vec<RecordRef>,
    /// Where the next page begins; none after the last.
    pub next: Option<Place>,
}

/// Lists the directory, session by session.
#[async_trait::async_trait]
pub trait SessionRecords: Send + Sync {
    /// How many records a session has, withdrawn ones included.
    async fn count(&self, year: u16) -> Result<u64, Unavailable>;

    /// At most so many of them, always in the same order, from the first one behind `after` on.
    async fn page(&self, year: u16, after: Option<&Place>, most: u32) -> Result<SessionPage, Unavailable>;
}

//! What the ministry decides about records after their import.

use jiff::Timestamp;

use super::Unavailable;
use crate::domain::exam_file::RecordRef;
use crate::domain::exam_record::{Diploma, SessionKind};

/// Which records a decision is about: as they stand, not what is imported later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// One record.
    Record(RecordRef),
    /// Those of a session.
    Session {
        /// Year.
        year: u16,
        /// Of one family of diplomas alone.
        diploma: Option<Diploma>,
        /// Of the normal or the replacement session alone.
        kind: Option<SessionKind>,
    },
}

/// Keeps decisions. A new one never erases an earlier one, and the imported content stays as it is.
#[async_trait::async_trait]
pub trait Publications: Send + Sync {
    /// Makes what is under embargo at `now` public from `instant`; a record named by itself also when it
    /// was withdrawn. Says how many versions that concerns.
    async fn publish(&self, which: &Which, instant: Timestamp, now: Timestamp) -> Result<u64, Unavailable>;

    /// Withdraws what was not withdrawn yet. Says how many versions that concerns.
    async fn withdraw(&self, which: &Which, now: Timestamp) -> Result<u64, Unavailable>;
}

//! Which transcripts candidates share by a code.

use jiff::Timestamp;

use super::Unavailable;
use crate::domain::exam_file::RecordRef;
use crate::domain::share::{CodeHash, Share, ShareId};
use crate::domain::subject::Subject;

/// Keeps shares, and of their codes nothing but a hash.
#[async_trait::async_trait]
pub trait Shares: Send + Sync {
    /// Keeps one.
    async fn keep(&self, share: &Share, code: &CodeHash) -> Result<(), Unavailable>;

    /// The one behind a code, open or not.
    async fn by_code(&self, code: &CodeHash) -> Result<Option<Share>, Unavailable>;

    /// Those of a person, latest first.
    async fn of(&self, subject: &Subject) -> Result<Vec<Share>, Unavailable>;

    /// Turns off one of a person's shares; says whether that changed anything.
    async fn turn_off(&self, id: &ShareId, subject: &Subject, now: Timestamp) -> Result<bool, Unavailable>;

    /// Turns off all that a person shares of a record.
    async fn turn_off_all(
        &self,
        record: &RecordRef,
        subject: &Subject,
        now: Timestamp,
    ) -> Result<(), Unavailable>;

    /// Forgets who is told of the openings of those that have ended by now.
    async fn forget_addresses(&self, now: Timestamp) -> Result<(), Unavailable>;

    /// How many ended before an instant.
    async fn ended_before(&self, instant: Timestamp) -> Result<u64, Unavailable>;

    /// Forgets those that ended before an instant; says how many.
    async fn forget(&self, instant: Timestamp) -> Result<u64, Unavailable>;
}

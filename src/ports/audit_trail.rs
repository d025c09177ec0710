//! The trail of who saw what.

use super::Unavailable;
use crate::domain::audit::AuditEntry;
use crate::domain::exam_file::RecordRef;

/// Keeps entries in the order they were made; each is chained to the one before by a hash, so that a
/// changed or missing entry shows.
#[async_trait::async_trait]
pub trait AuditTrail: Send + Sync {
    /// Adds an entry. When this fails the gesture must not happen either: no access without a trace.
    async fn append(&self, entry: &AuditEntry) -> Result<(), Unavailable>;

    /// The entries about one record, oldest first.
    async fn about(&self, record: &RecordRef) -> Result<Vec<AuditEntry>, Unavailable>;
}

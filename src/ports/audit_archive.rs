//! The trail as a whole, for whoever audits it.

use jiff::Timestamp;

use super::Unavailable;

/// One entry as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptEntry {
    /// Number, growing; gaps are left by appends that failed.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// The entry, in JSON.
    pub content: String,
    /// Hash of the entry before.
    pub before: Vec<u8>,
    /// Hash of this one.
    pub hash: Vec<u8>,
}

/// Reads and shortens the trail; nothing changes an entry.
#[async_trait::async_trait]
pub trait AuditArchive: Send + Sync {
    /// The next entries after number `after`, in order, some thousand of them; none at the end.
    async fn after(&self, after: i64) -> Result<Vec<KeptEntry>, Unavailable>;

    /// How many entries stand before the first one of `instant` or later. The last entry of all is never among
    /// them: the next one is chained to it.
    async fn older_than(&self, instant: Timestamp) -> Result<u64, Unavailable>;

    /// Removes them and says how many they were.
    async fn purge(&self, instant: Timestamp) -> Result<u64, Unavailable>;
}

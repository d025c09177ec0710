//! Values that live for minutes or hours: sessions and sign-in attempts.

use std::time::Duration;

use super::Unavailable;

/// A key-value store whose entries expire by themselves.
///
/// Every call ends within a bound of the implementation, one second at most: a citizen waits for a
/// page, not for a store.
#[async_trait::async_trait]
pub trait ShortTermStore: Send + Sync {
    /// The value, if it is still there.
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Unavailable>;

    /// Writes a value.
    async fn put(&self, key: &str, value: &[u8], time_to_live: Duration) -> Result<(), Unavailable>;

    /// Overwrites a value that is still there and says whether it was. A value that is gone, such as
    /// a session after sign-out, stays gone.
    async fn replace(&self, key: &str, value: &[u8], time_to_live: Duration) -> Result<bool, Unavailable>;

    /// Lets a value that is still there live longer.
    async fn prolong(&self, key: &str, time_to_live: Duration) -> Result<(), Unavailable>;

    /// Removes a value and hands it over; of several callers at once exactly one gets it.
    async fn take(&self, key: &str) -> Result<Option<Vec<u8>>, Unavailable>;
}

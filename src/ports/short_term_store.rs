//! Values that live for minutes or hours: sessions, sign-in attempts, counts of attempts.

use std::time::Duration;

use super::Unavailable;

/// Attempts counted in one window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempts {
    /// Number of this attempt, from 1.
    pub number: u64,
    /// When counting begins anew.
    pub window_ends_in: Duration,
}

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

    /// Counts one more attempt under `key` in the window that the first of them opened. Of several callers
    /// at once each gets a number of its own. Keys of counts and of values are apart.
    async fn count(&self, key: &str, window: Duration) -> Result<Attempts, Unavailable>;

    /// Closes the window under `key`: the next attempt opens another and is its first.
    async fn forget_count(&self, key: &str) -> Result<(), Unavailable>;
}

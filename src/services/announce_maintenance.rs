//! Closes the service for planned work, on every replica, and opens it again.
//!
//! The announcement lies in the store that the replicas share; each looks there every second and keeps what it
//! saw, so that no request waits for it.

use std::sync::{Arc, RwLock};
use std::time::Duration;

use jiff::Timestamp;

use crate::domain::maintenance::Maintenance;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::short_term_store::ShortTermStore;

/// The gesture.
pub struct AnnounceMaintenanceService {
    store: Arc<dyn ShortTermStore>,
    clock: Arc<dyn Clock>,
    seen: RwLock<Option<Maintenance>>,
}

const ENTRY: &str = "maintenance";

/// How long an announcement without an end is kept: longer than any work.
const OPEN_END: Duration = Duration::from_secs(30 * 24 * 60 * 60);

impl AnnounceMaintenanceService {
    /// One that has not looked yet: the service is open.
    pub fn new(store: Arc<dyn ShortTermStore>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock, seen: RwLock::default() }
    }

    /// Closes the service until then, or until [`Self::end`]. A second announcement replaces the first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn begin(&self, until: Option<Timestamp>) -> Result<(), Unavailable> {
        let kept = until.map_or(OPEN_END, |until| {
            Duration::try_from(until.duration_since(self.clock.now())).unwrap_or_default()
        });
        let value = until.map(|until| until.as_second().to_string()).unwrap_or_default();
        self.store.put(ENTRY, value.as_bytes(), kept.max(Duration::from_secs(1))).await
    }

    /// Opens the service, and says whether it was closed.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn end(&self) -> Result<bool, Unavailable> {
        Ok(self.store.take(ENTRY).await?.is_some())
    }

    /// Looks what is announced. While the store does not answer, what was seen last holds.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn look(&self) -> Result<Option<Maintenance>, Unavailable> {
        let announced = self.store.get(ENTRY).await?.map(|value| read(&value));
        *self.seen.write().expect("nobody panics while holding it") = announced;
        Ok(self.current())
    }

    /// What was seen last, if it lasts still.
    pub fn current(&self) -> Option<Maintenance> {
        let seen = *self.seen.read().expect("nobody panics while holding it");
        seen.filter(|maintenance| maintenance.lasts(self.clock.now()))
    }
}

/// An announcement that cannot be read is one all the same: closed is the safe side.
fn read(value: &[u8]) -> Maintenance {
    let until = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok());
    Maintenance { until: until.and_then(|seconds| Timestamp::from_second(seconds).ok()) }
}

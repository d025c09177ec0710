//! From a register full of bytes to one of hashes: what is no longer served needs no room.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::register::Register;

/// The gesture.
pub struct PurgeRenderingsService {
    /// What was issued.
    pub register: Arc<dyn Register>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// How long bytes are kept.
    pub keep: SignedDuration,
}

impl PurgeRenderingsService {
    /// Before when.
    fn before(&self) -> Timestamp {
        self.clock.now().checked_sub(self.keep).unwrap_or(Timestamp::MIN)
    }

    /// How many renderings a purge would take the bytes of.
    ///
    /// # Errors
    /// When the register does not answer.
    pub async fn count(&self) -> Result<u64, Unavailable> {
        self.register.count_renderings(self.before()).await
    }

    /// Drops the bytes of old renderings, a few at a time so that nobody waits, and says of how many.
    ///
    /// # Errors
    /// When the register does not answer; what is dropped by then stays so.
    pub async fn purge(&self) -> Result<u64, Unavailable> {
        let (before, mut purged) = (self.before(), 0);
        loop {
            match self.register.purge_some_renderings(before).await? {
                0 => return Ok(purged),
                some => purged += some,
            }
        }
    }
}

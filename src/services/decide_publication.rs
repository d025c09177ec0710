//! From the ministry's decision about imported records to what the world may see of them.

use std::sync::Arc;

use jiff::Timestamp;

use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::publications::{Publications, Which};

/// The gesture.
pub struct DecidePublicationService {
    /// Where decisions are kept.
    pub publications: Arc<dyn Publications>,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

impl DecidePublicationService {
    /// Makes what is under embargo public from `instant`, or from now. Says how many versions that concerns.
    ///
    /// # Errors
    /// When the directory does not answer; nothing was decided then.
    pub async fn publish(&self, which: &Which, instant: Option<Timestamp>) -> Result<u64, Unavailable> {
        let now = self.clock.now();
        self.publications.publish(which, instant.unwrap_or(now), now).await
    }

    /// Withdraws: nobody finds the records any more, and what was issued from them is void. Says how many
    /// versions that concerns.
    ///
    /// # Errors
    /// When the directory does not answer; nothing was decided then.
    pub async fn withdraw(&self, which: &Which) -> Result<u64, Unavailable> {
        self.publications.withdraw(which, self.clock.now()).await
    }
}

//! Examines files off the threads that serve pages, so many at a time as the machine has cores.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::examination::examine;
use super::trust::Trust;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::seal_examiner::{Examination, SealExaminer};

/// Examines in the order of arrival.
pub struct QueuedExaminer {
    trust: Arc<Trust>,
    clock: Arc<dyn Clock>,
    desks: Semaphore,
}

const WHAT: &str = "the examination of seals";

impl QueuedExaminer {
    /// Takes for ours what `trust` says.
    pub fn new(trust: Trust, clock: Arc<dyn Clock>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { trust: Arc::new(trust), clock, desks: Semaphore::new(cores) }
    }
}

#[async_trait::async_trait]
impl SealExaminer for QueuedExaminer {
    async fn examine(&self, file: Vec<u8>) -> Result<Examination, Unavailable> {
        let _desk = self.desks.acquire().await.map_err(|error| Unavailable::because(WHAT, error))?;
        let (trust, now) = (Arc::clone(&self.trust), self.clock.now());
        tokio::task::spawn_blocking(move || examine(&file, &trust, now))
            .await
            .map_err(|error| Unavailable::because(WHAT, error))
    }
}

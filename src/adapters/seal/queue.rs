//! Draws and seals on threads of their own, so many at a time as the machine has cores; beyond a queue
//! of bounded length the citizen is told to come back rather than kept waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

use super::jws::seal_json;
use super::key::SealKey;
use super::pdf::seal;
use super::xmldsig::seal_elmo;
use crate::adapters::render::pdf::Printer;
use crate::domain::exam_record::ExamRecord;
use crate::domain::issuance::Issuance;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::rendering::{SealedElmo, SealedJson, SealedPdf, SealedRenderer};

/// The printer of the service.
pub struct QueuedPrinter {
    press: Arc<Press>,
    clock: Arc<dyn Clock>,
    presses: Semaphore,
    waiting: AtomicUsize,
}

struct Press {
    printer: Printer,
    key: SealKey,
    seal_name: String,
}

/// Documents that may wait at once: some seconds of work for one machine.
const LONGEST_QUEUE: usize = 256;
const WHAT: &str = "the seal";

impl QueuedPrinter {
    /// A printer that seals with `key` in the name of `seal_name`.
    pub fn new(printer: Printer, key: SealKey, seal_name: String, clock: Arc<dyn Clock>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            press: Arc::new(Press { printer, key, seal_name }),
            clock,
            presses: Semaphore::new(cores),
            waiting: AtomicUsize::new(0),
        }
    }
}

/// Counts one who waits, for as long as they wait.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl QueuedPrinter {
    /// Has the press do something, when it is this one's turn.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Press) -> anyhow::Result<T> + Send + 'static,
    ) -> Result<T, Unavailable> {
        let ahead = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _place = Place(&self.waiting);
        if ahead >= LONGEST_QUEUE {
            return Err(Unavailable::because(WHAT, anyhow::anyhow!("{ahead} documents are waiting already")));
        }
        let _turn = self.presses.acquire().await.map_err(|error| Unavailable::because(WHAT, error))?;
        let press = Arc::clone(&self.press);
        match tokio::task::spawn_blocking(move || work(&press)).await {
            Ok(Ok(sealed)) => Ok(sealed),
            Ok(Err(error)) => Err(Unavailable::because(WHAT, error)),
            Err(error) => Err(Unavailable::because(WHAT, error)),
        }
    }
}

#[async_trait::async_trait]
impl SealedRenderer for QueuedPrinter {
    async fn pdf(&self, record: &ExamRecord, issuance: &Issuance) -> Result<SealedPdf, Unavailable> {
        let (record, issuance, now) = (record.clone(), issuance.clone(), self.clock.now());
        self.in_turn(move |press| {
            let drawn = press.printer.draw(&record, &issuance)?;
            Ok(seal(&drawn, &press.key, &press.seal_name, now)?)
        })
        .await
    }

    async fn json(&self, record: &ExamRecord, issuance: &Issuance) -> Result<SealedJson, Unavailable> {
        let (record, issuance) = (record.clone(), issuance.clone());
        self.in_turn(move |press| Ok(seal_json(&press.printer.data(&record, &issuance), &press.key)?)).await
    }

    async fn elmo(
        &self,
        record: &ExamRecord,
        issuance: &Issuance,
        pdf: SealedPdf,
    ) -> Result<SealedElmo, Unavailable> {
        let (record, issuance) = (record.clone(), issuance.clone());
        self.in_turn(move |press| Ok(seal_elmo(&press.printer.elmo(&record, &issuance, &pdf), &press.key)?))
            .await
    }
}

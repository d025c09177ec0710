//! Draws and seals off the threads that serve pages; beyond a queue of bounded length the citizen is told to come back
//! rather than kept waiting. No thread is held while a time stamp authority is asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::authority::Authority;
use super::jws::{seal_json, sign_envelope};
use super::key::SealKey;
use super::pdf::{Level, seal, sign};
use super::presses::Presses;
use super::two_d_doc::CodeSigner;
use super::xmldsig::seal_elmo;
use crate::adapters::render::pdf::{DrawError, Printer, UnsealedPdf};
use crate::domain::exam_record::ExamRecord;
use crate::domain::issuance::Issuance;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::random::Random;
use crate::ports::rendering::{
    Envelope, IssuedTranscript, SealedElmo, SealedJson, SealedPdf, SealedRenderer,
};

/// The printer of the service.
pub struct QueuedPrinter {
    press: Arc<Press>,
    stamping: Option<Stamping>,
    clock: Arc<dyn Clock>,
    presses: Presses,
    waiting: AtomicUsize,
}

/// Who stamps, and where the numbers of its questions come from.
struct Stamping {
    authority: Authority,
    random: Arc<dyn Random>,
}

struct Press {
    printer: Printer,
    key: SealKey,
    seal_name: String,
    codes: Option<CodeSigner>,
}

impl Press {
    fn draw(&self, record: &ExamRecord, issuance: &Issuance) -> Result<UnsealedPdf, DrawError> {
        let code = self.codes.as_ref().and_then(|codes| codes.code(record, issuance));
        self.printer.draw_with(record, issuance, code.as_deref())
    }
}

/// Documents that may wait at once: some seconds of work for one machine.
const LONGEST_QUEUE: usize = 256;
/// Longest wait for one's turn and the work in it: a key in a token may not answer at all.
const PATIENCE: Duration = Duration::from_secs(15);
const WHAT: &str = "the seal";

impl QueuedPrinter {
    /// A printer that seals with `key` in the name of `seal_name`, and prints a 2D-Doc where `codes` signs one.
    ///
    /// # Errors
    /// When the machine has no threads for it.
    pub fn new(
        printer: Printer,
        key: SealKey,
        seal_name: String,
        codes: Option<CodeSigner>,
        clock: Arc<dyn Clock>,
    ) -> std::io::Result<Self> {
        Ok(Self {
            press: Arc::new(Press { printer, key, seal_name, codes }),
            stamping: None,
            clock,
            presses: Presses::new()?,
            waiting: AtomicUsize::new(0),
        })
    }

    /// The same, with a time stamp on every PDF: one without is never made then.
    pub fn stamped_by(self, authority: Authority, random: Arc<dyn Random>) -> Self {
        Self { stamping: Some(Stamping { authority, random }), ..self }
    }
}

/// Counts one who waits, for as long as they wait.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    /// A place, and how many were there before.
    fn take(waiting: &'a AtomicUsize) -> (Self, usize) {
        metrics::gauge!("seal_queue_length").increment(1);
        (Self(waiting), waiting.fetch_add(1, Ordering::Relaxed))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
        metrics::gauge!("seal_queue_length").decrement(1);
    }
}

impl QueuedPrinter {
    /// Has the press do something, when it is this one's turn.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Press) -> anyhow::Result<T> + Send + 'static,
    ) -> Result<T, Unavailable> {
        let _place = self.place()?;
        let press = Arc::clone(&self.press);
        let done = self.presses.run(move || {
            let begun = Instant::now();
            let done = work(&press);
            metrics::histogram!("seal_duration_seconds").record(begun.elapsed());
            done
        });
        let done = tokio::time::timeout(PATIENCE, done).await.map_err(anyhow::Error::from);
        done.flatten().flatten().map_err(|error| Unavailable::because(WHAT, error))
    }

    /// A place in the queue, as long as there is one.
    fn place(&self) -> Result<Place<'_>, Unavailable> {
        let (place, ahead) = Place::take(&self.waiting);
        if ahead >= LONGEST_QUEUE {
            return Err(Unavailable::because(WHAT, anyhow::anyhow!("{ahead} documents are waiting already")));
        }
        Ok(place)
    }

    async fn stamp(&self, stamping: &Stamping, signature: &[u8]) -> Result<Vec<u8>, Unavailable> {
        // As many wait for the authority as may wait for a press.
        let _place = self.place()?;
        let token = stamping.authority.stamp(signature, stamping.random.bytes(), self.clock.now());
        token.await.map_err(|error| Unavailable::because("the time stamp authority", error))
    }
}

#[async_trait::async_trait]
impl SealedRenderer for QueuedPrinter {
    async fn pdf(&self, record: &ExamRecord, issuance: &Issuance) -> Result<SealedPdf, Unavailable> {
        let (record, issuance, now) = (record.clone(), issuance.clone(), self.clock.now());
        let Some(stamping) = &self.stamping else {
            return self
                .in_turn(move |press| {
                    let drawn = press.draw(&record, &issuance)?;
                    Ok(seal(drawn, &press.key, &press.seal_name, now)?)
                })
                .await;
        };
        let signed = self.in_turn(move |press| {
            let drawn = press.draw(&record, &issuance)?;
            Ok(sign(drawn, &press.key, &press.seal_name, now, Level::Stamped)?)
        });
        let signed = signed.await?;
        let stamp = self.stamp(stamping, signed.signature()).await?;
        self.in_turn(move |press| Ok(signed.finish(&press.key, Some(&stamp))?)).await
    }

    async fn json(&self, record: &ExamRecord, issuance: &Issuance) -> Result<SealedJson, Unavailable> {
        let (record, issuance) = (record.clone(), issuance.clone());
        self.in_turn(move |press| Ok(seal_json(&press.printer.data(&record, &issuance), &press.key)?)).await
    }

    async fn elmo(
        &self,
        newest: IssuedTranscript,
        others: Vec<IssuedTranscript>,
    ) -> Result<SealedElmo, Unavailable> {
        self.in_turn(move |press| Ok(seal_elmo(&press.printer.elmo(&newest, &others), &press.key)?)).await
    }

    async fn envelope(&self, claims: String) -> Result<Envelope, Unavailable> {
        self.in_turn(move |press| Ok(sign_envelope(&claims, &press.key)?)).await
    }
}

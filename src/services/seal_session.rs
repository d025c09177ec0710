//! From a session to its sealed PDFs, ahead of results day: then everybody comes at once, and each document is
//! only to be handed out. Nothing is shown any earlier for that.

use std::sync::Arc;

use futures_util::{StreamExt, stream};

use super::issue_transcript::IssueTranscriptService;
use crate::domain::exam_file::RecordRef;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::exam_records::ExamRecords;
use crate::ports::session_records::SessionRecords;

/// The gesture.
pub struct SealSessionService {
    /// Lists the session.
    pub sessions: Arc<dyn SessionRecords>,
    /// The directory.
    pub records: Arc<dyn ExamRecords>,
    /// Issues one.
    pub issue_transcript: IssueTranscriptService,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

/// What was done.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SealReport {
    /// PDFs sealed now.
    pub sealed: u64,
    /// PDFs that were there.
    pub already: u64,
    /// Records for which something failed: all the others were gone on with.
    pub failed: Vec<RecordRef>,
}

/// Why a run ends before its end; another one goes on where it stopped.
#[derive(Debug, thiserror::Error)]
pub enum Interrupted {
    /// The directory does not answer.
    #[error(transparent)]
    Directory(#[from] Unavailable),
    /// So much failed in a row that it is not about the records.
    #[error("{MOST_FAILURES} records failed one after the other")]
    Failures(#[source] Unavailable),
}

/// Records read at once.
const PAGE: u32 = 256;
/// Failures in a row that end a run.
const MOST_FAILURES: u32 = 16;

impl SealSessionService {
    /// How many records the session has.
    ///
    /// # Errors
    /// When the directory does not answer.
    pub async fn count(&self, year: u16) -> Result<u64, Unavailable> {
        self.sessions.count(year).await
    }

    /// Seals every version of every record that counts now or later and has no PDF yet, `at_once` at a time, and
    /// tells of each record that it is done.
    ///
    /// # Errors
    /// When it is better to stop: what is sealed stays.
    pub async fn seal(
        &self,
        year: u16,
        at_once: usize,
        mut is_done: impl FnMut(),
    ) -> Result<SealReport, Interrupted> {
        let mut report = SealReport::default();
        let (mut place, mut failures) = (None, 0);
        loop {
            let page = self.sessions.page(year, place.as_ref(), PAGE).await?;
            let mut done = stream::iter(page.references)
                .map(|reference| async { (self.seal_one(&reference).await, reference) })
                .buffer_unordered(at_once);
            while let Some((made, reference)) = done.next().await {
                is_done();
                match made {
                    Ok(made) => {
                        failures = 0;
                        report.sealed += made.sealed;
                        report.already += made.already;
                    }
                    Err(error) => {
                        tracing::error!(record = reference.as_str(), "{}", cause(&error));
                        report.failed.push(reference);
                        failures += 1;
                        if failures >= MOST_FAILURES {
                            return Err(Interrupted::Failures(error));
                        }
                    }
                }
            }
            place = match page.next {
                Some(next) => Some(next),
                None => return Ok(report),
            };
        }
    }

    async fn seal_one(&self, reference: &RecordRef) -> Result<SealReport, Unavailable> {
        let mut report = SealReport::default();
        // Withdrawn as a whole: nobody will be served.
        let Some(file) = self.records.file(reference).await? else { return Ok(report) };
        for record in file.to_be_served(self.clock.now()) {
            match self.issue_transcript.prepare_pdf(reference, &record).await? {
                true => report.sealed += 1,
                false => report.already += 1,
            }
        }
        Ok(report)
    }
}

/// The error with what lies behind it; neither holds personal data.
fn cause(error: &Unavailable) -> String {
    format!("{error}: {:#}", error.source)
}

//! From INA and management number to the candidate's published records.
//!
//! Both can be guessed, so attempts are counted for each INA, and every refusal is the same answer after
//! the same time: nobody learns whether an INA exists.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep_until};

use super::ask_remote::{AskRemoteService, Released};
use super::limit_attempts::{Counted, LimitAttemptsService, Turn};
use crate::domain::credentials::Credentials;
use crate::domain::exam_file::{ExamFile, RecordRef};
use crate::domain::exam_record::ExamRecord;
use crate::domain::matching::Evidence;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::exam_records::ExamRecords;

/// A refusal leaves this long after its question came: longer than any look-up takes, so that what was
/// looked up does not show in the time.
const REFUSAL_AFTER: Duration = Duration::from_millis(150);

/// One published record.
pub struct PublishedRecord {
    /// The reference in addresses.
    pub reference: RecordRef,
    /// The version in force.
    pub record: Box<ExamRecord>,
    /// How it was found to be this person's.
    pub evidence: Evidence,
}

/// What the credentials open.
pub enum Opened {
    /// One record or more, newest session first.
    Records(Vec<PublishedRecord>),
    /// Unknown INA, wrong number, or nothing published: nobody learns which.
    Nothing,
    /// This INA was tried too often.
    TooMany {
        /// Seconds until it may be tried again.
        wait_seconds: u32,
    },
}

/// Where INA and management number are looked up.
pub enum CredentialSource {
    /// In our own directory.
    Directory(Arc<dyn ExamRecords>),
    /// With another service.
    Remote(Arc<AskRemoteService>),
}

/// The gesture.
pub struct AnswerCredentialsService {
    /// Where records are.
    pub source: CredentialSource,
    /// Counts attempts.
    pub limits: Arc<LimitAttemptsService>,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

impl AnswerCredentialsService {
    /// Everything published of the person whose credentials these are.
    ///
    /// # Errors
    /// When the source or the store of attempts does not answer.
    pub async fn open(&self, credentials: &Credentials) -> Result<Opened, Unavailable> {
        let begun = Instant::now();
        let attempt = Counted::Ina(&credentials.ina);
        if let Turn::TooMany { wait_seconds } = self.limits.count(attempt).await? {
            return Ok(Opened::TooMany { wait_seconds });
        }
        let mut opened = match &self.source {
            CredentialSource::Directory(records) => {
                in_directory(records.files_of(&credentials.ina).await?, credentials, self.clock.now())
            }
            CredentialSource::Remote(remote) => match remote.by_credentials(credentials).await? {
                Released::TooMany { wait_seconds } => return Ok(Opened::TooMany { wait_seconds }),
                Released::Nothing => Vec::new(),
                Released::Records(records) => records,
            },
        };
        opened.retain(|published| published.record.published_at <= self.clock.now());
        if opened.is_empty() {
            tracing::warn!("credentials refused");
            sleep_until(begun + REFUSAL_AFTER).await;
            return Ok(Opened::Nothing);
        }
        self.limits.forgive(attempt).await?;
        opened.sort_by_key(|published| {
            let record = &published.record;
            let order = (record.exam.session, record.published_at, published.reference.as_str().to_owned());
            std::cmp::Reverse(order)
        });
        Ok(Opened::Records(opened))
    }
}

fn in_directory(files: Vec<ExamFile>, credentials: &Credentials, now: Timestamp) -> Vec<PublishedRecord> {
    let opened = credentials.open(files, now).into_iter().map(|(file, record)| PublishedRecord {
        reference: file.reference().clone(),
        record,
        evidence: Evidence::Credentials,
    });
    opened.collect()
}

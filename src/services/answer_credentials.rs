//! From INA and management number to the candidate's published records.
//!
//! Both can be guessed, so attempts are counted for each INA, and every refusal is the same answer after
//! the same time: nobody learns whether an INA exists.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep_until};

use super::ask_remote::{AskRemoteService, Released};
use super::find_records::OwnRecord;
use super::limit_attempts::{Counted, LimitAttemptsService, Turn};
use crate::domain::credentials::{CandidateNumbers, Credentials};
use crate::domain::exam_file::{ExamFile, Publication, RecordRef};
use crate::domain::exam_record::ExamRecord;
use crate::domain::matching::{Evidence, may_be_born_on};
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::exam_records::ExamRecords;

/// A refusal leaves this long after its question came: longer than any look-up takes, so that what was
/// looked up does not show in the time.
const REFUSAL_AFTER: Duration = Duration::from_millis(150);
/// The same when another service is asked, which takes its own time to refuse.
const REMOTE_REFUSAL_AFTER: Duration = Duration::from_millis(800);

/// One published record.
pub struct PublishedRecord {
    /// The reference in addresses.
    pub reference: RecordRef,
    /// The version in force.
    pub record: Box<ExamRecord>,
    /// How it was found to be this person's.
    pub evidence: Evidence,
}

impl From<PublishedRecord> for OwnRecord {
    fn from(PublishedRecord { reference, record, evidence }: PublishedRecord) -> Self {
        Self { reference, publication: Publication::Published(record), evidence }
    }
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
        self.attempt(credentials, |_| true).await
    }

    /// The same for somebody who says when they were born: another date is refused as a wrong number is.
    ///
    /// # Errors
    /// When the source or the store of attempts does not answer.
    pub async fn open_to(&self, numbers: &CandidateNumbers) -> Result<Opened, Unavailable> {
        self.attempt(&numbers.credentials, |published| is_of(numbers, published)).await
    }

    /// What somebody who gave their numbers before may see now. Nothing is counted: they were right.
    ///
    /// # Errors
    /// When the source does not answer.
    pub async fn still_open_to(&self, numbers: &CandidateNumbers) -> Result<Opened, Unavailable> {
        self.look_up(&numbers.credentials, |published| is_of(numbers, published)).await
    }

    async fn attempt(
        &self,
        credentials: &Credentials,
        is_wanted: impl Fn(&PublishedRecord) -> bool,
    ) -> Result<Opened, Unavailable> {
        let begun = Instant::now();
        let attempt = Counted::Ina(&credentials.ina);
        if let Turn::TooMany { wait_seconds } = self.limits.count(attempt).await? {
            return Ok(Opened::TooMany { wait_seconds });
        }
        let opened = self.look_up(credentials, is_wanted).await?;
        match &opened {
            Opened::Records(_) => self.limits.forgive(attempt).await?,
            Opened::TooMany { .. } => {}
            Opened::Nothing => {
                tracing::warn!("credentials refused");
                sleep_until(begun + self.refusal_after()).await;
            }
        }
        Ok(opened)
    }

    fn refusal_after(&self) -> Duration {
        match self.source {
            CredentialSource::Directory(_) => REFUSAL_AFTER,
            CredentialSource::Remote(_) => REMOTE_REFUSAL_AFTER,
        }
    }

    async fn look_up(
        &self,
        credentials: &Credentials,
        is_wanted: impl Fn(&PublishedRecord) -> bool,
    ) -> Result<Opened, Unavailable> {
        let now = self.clock.now();
        let mut opened = match &self.source {
            CredentialSource::Directory(records) => {
                in_directory(records.files_of(&credentials.ina).await?, credentials, now)
            }
            CredentialSource::Remote(remote) => match remote.by_credentials(credentials).await? {
                Released::TooMany { wait_seconds } => return Ok(Opened::TooMany { wait_seconds }),
                Released::Nothing => Vec::new(),
                Released::Records(records) => records,
            },
        };
        opened.retain(|published| published.record.published_at <= now && is_wanted(published));
        if opened.is_empty() {
            return Ok(Opened::Nothing);
        }
        opened.sort_by_key(|published| {
            let record = &published.record;
            let order = (record.exam.session, record.published_at, published.reference.as_str().to_owned());
            std::cmp::Reverse(order)
        });
        Ok(Opened::Records(opened))
    }
}

fn is_of(numbers: &CandidateNumbers, published: &PublishedRecord) -> bool {
    may_be_born_on(numbers.birthdate, published.record.candidate.birthdate)
}

fn in_directory(files: Vec<ExamFile>, credentials: &Credentials, now: Timestamp) -> Vec<PublishedRecord> {
    let opened = credentials.open(files, now).into_iter().map(|(file, record)| PublishedRecord {
        reference: file.reference().clone(),
        record,
        evidence: Evidence::Credentials,
    });
    opened.collect()
}

//! From a civil identity to what this person may see.

use std::sync::Arc;

use crate::domain::exam_file::{Publication, RecordRef};
use crate::domain::lookup_key::LookupKey;
use crate::domain::matching::{Level, Resolution, resolve};
use crate::domain::pivot_identity::PivotIdentity;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::exam_records::ExamRecords;

/// One record of the person, as far as it is public.
pub struct OwnRecord {
    /// The reference in addresses.
    pub reference: RecordRef,
    /// The version in force, or that there is none yet.
    pub publication: Publication,
    /// How it was found to be this person's.
    pub level: Level,
}

/// What was found.
pub enum Found {
    /// One record or more, newest session first.
    Records(Vec<OwnRecord>),
    /// Nobody, or more than one person: told apart in the log, never to the citizen.
    Nothing,
}

/// The gesture.
pub struct FindRecordsService {
    /// The directory.
    pub records: Arc<dyn ExamRecords>,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

impl FindRecordsService {
    /// Everything that belongs to this person.
    ///
    /// # Errors
    /// When the directory does not answer.
    pub async fn of(&self, identity: &PivotIdentity) -> Result<Found, Unavailable> {
        let candidates = self.records.under(&LookupKey::all_for(identity)).await?;
        let now = self.clock.now();
        let (level, files) = match resolve(identity, candidates, now) {
            Resolution::Unique { level, files } => {
                tracing::info!(resolution = "unique", ?level, records = files.len(), "identity resolved");
                (level, files)
            }
            Resolution::NoMatch => {
                tracing::info!(resolution = "no_match", "identity not resolved");
                return Ok(Found::Nothing);
            }
            Resolution::Ambiguous => {
                tracing::warn!(resolution = "ambiguous", "identity not resolved");
                return Ok(Found::Nothing);
            }
        };
        let mut records: Vec<OwnRecord> = files
            .into_iter()
            .map(|file| OwnRecord {
                reference: file.reference().clone(),
                publication: file.publication(now),
                level,
            })
            .collect();
        records.sort_by_key(|record| std::cmp::Reverse(order(record)));
        Ok(Found::Records(records))
    }

    /// One record of this person; `None` when the reference is somebody else's or nobody's, which look
    /// the same.
    ///
    /// # Errors
    /// When the directory does not answer.
    pub async fn one_of(
        &self,
        identity: &PivotIdentity,
        reference: &RecordRef,
    ) -> Result<Option<OwnRecord>, Unavailable> {
        Ok(match self.of(identity).await? {
            Found::Records(records) => records.into_iter().find(|record| record.reference == *reference),
            Found::Nothing => None,
        })
    }
}

/// Newest first; the reference only to have one order always.
fn order(record: &OwnRecord) -> (u16, jiff::Timestamp, String) {
    let (session, at) = match &record.publication {
        Publication::Published(record) => (record.exam.session, record.published_at),
        Publication::Embargoed(embargo) => (embargo.session, embargo.until),
    };
    (session, at, record.reference.as_str().to_owned())
}

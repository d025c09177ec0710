//! From the code on a transcript to "is this one genuine?".

use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::exam_file::Publication;
use crate::domain::exam_record::ExamRecord;
use crate::domain::issuance::{Issuance, Verdict};
use crate::domain::verification_code::VerificationCode;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::exam_records::ExamRecords;
use crate::ports::register::Register;

/// What a holder of the code may learn.
pub enum Verification {
    /// Issued by us and in force: the facts to compare with the copy at hand.
    Valid {
        /// The register's entry.
        issuance: Issuance,
        /// The version that was issued.
        record: Box<ExamRecord>,
    },
    /// Issued by us; a correction replaced it.
    Superseded {
        /// When the correction became public.
        since: Timestamp,
    },
    /// Not known.
    Unknown,
}

impl Verification {
    /// The verdict.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Valid { .. } => Verdict::Valid,
            Self::Superseded { .. } => Verdict::Superseded,
            Self::Unknown => Verdict::Unknown,
        }
    }
}

/// The gesture.
pub struct VerifyTranscriptService {
    /// What was issued.
    pub register: Arc<dyn Register>,
    /// What it was issued from.
    pub records: Arc<dyn ExamRecords>,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

impl VerifyTranscriptService {
    /// Looks a code up.
    ///
    /// # Errors
    /// When the register or the directory does not answer: that says nothing about the transcript.
    pub async fn by_code(&self, code: &VerificationCode) -> Result<Verification, Unavailable> {
        let Some(issuance) = self.register.by_code(code).await? else {
            return Ok(Verification::Unknown);
        };
        let Some(file) = self.records.file(&issuance.record).await? else {
            return Ok(Verification::Unknown);
        };
        Ok(match file.publication(self.clock.now()) {
            Publication::Published(current) if current.version == issuance.version => {
                Verification::Valid { issuance, record: current }
            }
            Publication::Published(correction) => Verification::Superseded { since: correction.published_at },
            // Published when it was issued: only a clock set back can make it an embargo again.
            Publication::Embargoed(_) => Verification::Unknown,
        })
    }
}

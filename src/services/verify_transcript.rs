//! From the code on a transcript, or its file, to "is this one genuine?".

use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::exam_file::Publication;
use crate::domain::exam_record::ExamRecord;
use crate::domain::issuance::{Issuance, Verdict};
use crate::domain::verification_code::VerificationCode;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::exam_records::ExamRecords;
use crate::ports::register::{Register, RenderingKind};
use crate::ports::seal_examiner::{Examination, Flaw, SealExaminer, SealedTranscript};

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
    /// Issued by us; the ministry withdrew it.
    Withdrawn {
        /// When.
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
            Self::Withdrawn { .. } => Verdict::Withdrawn,
            Self::Unknown => Verdict::Unknown,
        }
    }
}

/// What a holder of the file may learn.
pub enum FileVerification {
    /// Sealed by us, whole and in force.
    Valid(Box<SealedTranscript>),
    /// Sealed by us and whole; a correction replaced it.
    Superseded {
        /// What it said.
        sealed: Box<SealedTranscript>,
        /// When the correction became public.
        since: Timestamp,
    },
    /// Sealed by us and whole; the ministry withdrew it.
    Withdrawn {
        /// What it said.
        sealed: Box<SealedTranscript>,
        /// When.
        since: Timestamp,
    },
    /// Sealed by us, and changed since.
    Altered(Flaw),
    /// Nothing shows that it is ours.
    Unknown(Flaw),
}

impl FileVerification {
    /// What the seal alone says: without the register, a correction stays unknown.
    pub fn by_seal_alone(examination: Examination) -> Self {
        match examination {
            Examination::Genuine(sealed) => Self::Valid(sealed),
            Examination::Altered(flaw) => Self::Altered(flaw),
            Examination::Foreign(flaw) => Self::Unknown(flaw),
        }
    }

    /// The verdict.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Valid(_) => Verdict::Valid,
            Self::Superseded { .. } => Verdict::Superseded,
            Self::Withdrawn { .. } => Verdict::Withdrawn,
            Self::Altered(_) => Verdict::Altered,
            Self::Unknown(_) => Verdict::Unknown,
        }
    }

    /// What is wrong with the file.
    pub fn flaw(&self) -> Option<Flaw> {
        match self {
            Self::Valid(_) | Self::Superseded { .. } | Self::Withdrawn { .. } => None,
            Self::Altered(flaw) | Self::Unknown(flaw) => Some(*flaw),
        }
    }

    /// What stands under a good seal.
    pub fn sealed(&self) -> Option<&SealedTranscript> {
        match self {
            Self::Valid(sealed) | Self::Superseded { sealed, .. } | Self::Withdrawn { sealed, .. } => {
                Some(sealed)
            }
            Self::Altered(_) | Self::Unknown(_) => None,
        }
    }
}

/// The gesture.
pub struct VerifyTranscriptService {
    /// What was issued.
    pub register: Arc<dyn Register>,
    /// What it was issued from, when we have the directory. Without one, the register alone is asked: it does
    /// not hear of a withdrawal, and of a correction only once that was issued too.
    pub records: Option<Arc<dyn ExamRecords>>,
    /// What a file says for itself.
    pub examiner: Arc<dyn SealExaminer>,
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
        let Some(records) = &self.records else { return self.as_issued(issuance).await };
        if let Some(since) = records.withdrawn_at(&issuance.record, issuance.version).await? {
            return Ok(Verification::Withdrawn { since });
        }
        let Some(file) = records.file(&issuance.record).await? else {
            return Ok(Verification::Unknown);
        };
        Ok(match file.publication(self.clock.now()) {
            Publication::Published(current) if current.version == issuance.version => {
                Verification::Valid { issuance, record: current }
            }
            // Issued ahead of its publication.
            Publication::Published(current) if current.version < issuance.version => Verification::Unknown,
            Publication::Published(correction) => Verification::Superseded { since: correction.published_at },
            // Published when it was issued: only a clock set back can make it an embargo again.
            Publication::Embargoed(_) => Verification::Unknown,
        })
    }

    /// What the register alone says: what was issued is read from its sealed data.
    async fn as_issued(&self, issuance: Issuance) -> Result<Verification, Unavailable> {
        if let Some(later) = self.register.issued_after(&issuance.record, issuance.version).await? {
            return Ok(Verification::Superseded { since: later.issued_at });
        }
        let Some(data) = self.register.rendering(&issuance.id, RenderingKind::Json).await? else {
            return Ok(Verification::Unknown);
        };
        Ok(match self.examiner.examine(data).await? {
            Examination::Genuine(sealed) => {
                Verification::Valid { issuance, record: Box::new(sealed.transcript.into_record()) }
            }
            Examination::Altered(_) | Examination::Foreign(_) => Verification::Unknown,
        })
    }

    /// Examines a file and looks it up: the register must know the very bytes. A file of several transcripts is as
    /// good as the worst of them.
    ///
    /// # Errors
    /// When the register or the directory does not answer: that says nothing about the file.
    pub async fn by_file(&self, file: Vec<u8>) -> Result<FileVerification, Unavailable> {
        let sealed = match self.examiner.examine(file).await? {
            Examination::Genuine(sealed) => sealed,
            flawed => return Ok(FileVerification::by_seal_alone(flawed)),
        };
        let issuances = self.register.rendered_in(sealed.kind, &sealed.sha256).await?;
        if issuances.iter().all(|issuance| issuance.id != sealed.transcript.issuance) {
            return Ok(FileVerification::Unknown(Flaw::Register));
        }
        for issuance in issuances {
            match self.by_code(&issuance.code).await? {
                Verification::Valid { .. } => {}
                Verification::Superseded { since } => {
                    return Ok(FileVerification::Superseded { sealed, since });
                }
                Verification::Withdrawn { since } => {
                    return Ok(FileVerification::Withdrawn { sealed, since });
                }
                Verification::Unknown => return Ok(FileVerification::Unknown(Flaw::Register)),
            }
        }
        Ok(FileVerification::Valid(sealed))
    }
}

//! From a file that somebody holds to what its seal says of it.

use jiff::Timestamp;

use super::Unavailable;
use super::register::RenderingKind;
use crate::domain::transcript::Transcript;

/// What the seal of a file says, without the register: that one adds corrections and cancellations.
///
/// The border between the last two: a file is ours when it bears a mark that only our service leaves;
/// it is altered when it is ours and not byte for byte as it was sealed. A file that is whole, but sealed
/// by somebody else, is not ours, whatever it claims.
pub enum Examination {
    /// Sealed by us and whole.
    Genuine(Box<SealedTranscript>),
    /// Made by us, and changed since.
    Altered(Flaw),
    /// Nothing shows that we made it.
    Foreign(Flaw),
}

/// A transcript with the seal it stands under.
pub struct SealedTranscript {
    /// Which rendering.
    pub kind: RenderingKind,
    /// What it says.
    pub transcript: Transcript,
    /// When it was sealed, if the seal says so.
    pub sealed_at: Option<Timestamp>,
    /// Subject of the certificate.
    pub sealed_by: String,
    /// What somebody else says of when it was sealed.
    pub stamp: Option<TimeStamp>,
    /// SHA-256 of the whole file.
    pub sha256: [u8; 32],
}

/// A time stamp over a seal.
pub struct TimeStamp {
    /// When.
    pub at: Timestamp,
    /// Subject of the authority's certificate.
    pub by: String,
    /// Whether the authority is trusted here; if not, the time is no more than claimed.
    pub is_trusted: bool,
}

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing in it.
    Empty,
    /// Larger than any transcript.
    TooLarge,
    /// Not of a kind that we issue.
    Kind,
    /// Not byte for byte as it was sealed.
    Changed,
    /// Sealed by a certificate that is not trusted here.
    Certificate,
    /// Sealed by a certificate that is not valid, or not any more.
    Validity,
    /// Sealed by a certificate that is not made for sealing.
    Purpose,
    /// The seal is good and the register does not know the file.
    Register,
}

impl Flaw {
    /// Its name in the public API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "FICHIER_VIDE",
            Self::TooLarge => "FICHIER_TROP_GRAND",
            Self::Kind => "FORMAT_INCONNU",
            Self::Changed => "FICHIER_MODIFIE",
            Self::Certificate => "CERTIFICAT_INCONNU",
            Self::Validity => "CERTIFICAT_HORS_VALIDITE",
            Self::Purpose => "CERTIFICAT_SANS_USAGE",
            Self::Register => "ABSENT_DU_REGISTRE",
        }
    }
}

/// Examines files.
#[async_trait::async_trait]
pub trait SealExaminer: Send + Sync {
    /// Looks at a whole file, or at its beginning when it is larger than any transcript.
    ///
    /// # Errors
    /// When nobody is free to look: that says nothing about the file.
    async fn examine(&self, file: Vec<u8>) -> Result<Examination, Unavailable>;
}

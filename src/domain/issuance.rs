//! The register's entry for one transcript: created once, never changed.

use jiff::Timestamp;

use super::exam_file::RecordRef;
use super::hex_id::hex_id;
use super::verification_code::VerificationCode;

hex_id! {
    /// Names an issuance, also on the transcript itself.
    IssuanceId;
}

/// One version of one record, made into a transcript. All renderings point to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuance {
    /// Identifier.
    pub id: IssuanceId,
    /// The code printed on the transcript.
    pub code: VerificationCode,
    /// Which record.
    pub record: RecordRef,
    /// Which version of it.
    pub version: u32,
    /// When it was first rendered.
    pub issued_at: Timestamp,
}

/// What can be said of a transcript that somebody holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Genuine, and the current version.
    Valid,
    /// Genuine, but a correction replaced it.
    Superseded,
    /// Made by us, and changed since.
    Altered,
    /// Genuine, but the ministry withdrew it.
    Withdrawn,
    /// No such transcript was issued.
    Unknown,
}

impl Verdict {
    /// The word of the public API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Valid => "VALIDE",
            Self::Superseded => "REMPLACE",
            Self::Altered => "ALTERE",
            Self::Withdrawn => "ANNULE",
            Self::Unknown => "INCONNU",
        }
    }
}

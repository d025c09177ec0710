//! The register's entry for one transcript: created once, never changed.

use jiff::Timestamp;

use super::exam_file::RecordRef;
use super::verification_code::VerificationCode;

/// Random identifier of an issuance: 128 bits in lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IssuanceId(String);

impl IssuanceId {
    /// An identifier from fresh random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(hex::encode(bytes))
    }

    /// An identifier read back from the register.
    pub fn from_register(text: String) -> Self {
        Self(text)
    }

    /// The identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
    /// No such transcript was issued.
    Unknown,
}

impl Verdict {
    /// The word of the public API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Valid => "VALIDE",
            Self::Superseded => "REMPLACE",
            Self::Unknown => "INCONNU",
        }
    }
}

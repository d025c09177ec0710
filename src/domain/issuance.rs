//! The register's entry for one transcript: created once, never changed.

use jiff::Timestamp;

use super::exam_file::RecordRef;
use super::verification_code::VerificationCode;

/// Random identifier of an issuance: 128 bits in lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IssuanceId(String);

/// The text is no identifier of an issuance.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected 32 hexadecimal digits")]
pub struct InvalidIssuanceId;

impl IssuanceId {
    /// An identifier from fresh random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(hex::encode(bytes))
    }

    /// An identifier as it stands on a transcript.
    ///
    /// # Errors
    /// When the text is not 32 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, InvalidIssuanceId> {
        let is_identifier =
            text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_identifier.then(|| Self(text.to_owned())).ok_or(InvalidIssuanceId)
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

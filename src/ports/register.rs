//! The register of issuances: what was issued, the very bytes that were served, and for ever their hashes.

use jiff::Timestamp;

use super::Unavailable;
use crate::domain::exam_file::RecordRef;
use crate::domain::issuance::{Issuance, IssuanceId};
use crate::domain::verification_code::VerificationCode;

/// Which rendering of an issuance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenderingKind {
    /// The sealed PDF.
    Pdf,
    /// The sealed data.
    Json,
    /// The sealed ELMO.
    Elmo,
}

impl RenderingKind {
    /// Its name in the register.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Json => "json",
            Self::Elmo => "elmo",
        }
    }
}

/// Keeps issuances for ever.
#[async_trait::async_trait]
pub trait Register: Send + Sync {
    /// Enters `proposed`, unless that version of that record was issued before: then the earlier
    /// entry counts. Returns the entry that counts, the same one to every caller.
    async fn enter(&self, proposed: Issuance) -> Result<Issuance, Unavailable>;

    /// The issuance of a version of a record.
    async fn issued(&self, record: &RecordRef, version: u32) -> Result<Option<Issuance>, Unavailable>;

    /// The latest issuance of an earlier version of a record.
    async fn issued_before(&self, record: &RecordRef, version: u32) -> Result<Option<Issuance>, Unavailable>;

    /// The earliest issuance of a later version of a record.
    async fn issued_after(&self, record: &RecordRef, version: u32) -> Result<Option<Issuance>, Unavailable>;

    /// The issuance with this code.
    async fn by_code(&self, code: &VerificationCode) -> Result<Option<Issuance>, Unavailable>;

    /// The bytes of a rendering that is served; none when it was never made, or purged.
    async fn rendering(
        &self,
        issuance: &IssuanceId,
        kind: RenderingKind,
    ) -> Result<Option<Vec<u8>>, Unavailable>;

    /// Whether there are such bytes.
    async fn holds_rendering(&self, issuance: &IssuanceId, kind: RenderingKind) -> Result<bool, Unavailable>;

    /// Every issuance that a file with this hash renders, purged or not: one, or each of those in an ELMO of
    /// several transcripts. None when no such file was ever kept.
    async fn rendered_in(&self, kind: RenderingKind, sha256: &[u8; 32])
    -> Result<Vec<Issuance>, Unavailable>;

    /// Keeps the hash of a file that renders several issuances, and not the file.
    async fn keep_hash(
        &self,
        issuances: &[&IssuanceId],
        kind: RenderingKind,
        sha256: &[u8; 32],
        now: Timestamp,
    ) -> Result<(), Unavailable>;

    /// Keeps `bytes`, unless that rendering is kept already: then the earlier bytes count. Returns the bytes
    /// that count.
    async fn keep_rendering(
        &self,
        issuance: &IssuanceId,
        kind: RenderingKind,
        bytes: Vec<u8>,
        now: Timestamp,
    ) -> Result<Vec<u8>, Unavailable>;

    /// Drops the bytes of some documents kept before an instant, PDF and ELMO, never their hashes nor sealed data;
    /// says of how many. Nothing is left to drop when it says 0.
    async fn purge_some_renderings(&self, before: Timestamp) -> Result<u64, Unavailable>;

    /// How many documents kept before an instant have their bytes.
    async fn count_renderings(&self, before: Timestamp) -> Result<u64, Unavailable>;
}

//! From a transcript to its sealed renderings.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Unavailable;
use crate::domain::exam_record::ExamRecord;
use crate::domain::issuance::Issuance;

/// A PDF that bears the ministry's seal. Only a [`SealedRenderer`] makes one in the service, so that
/// an unsealed document cannot leave it.
pub struct SealedPdf(pub Vec<u8>);

/// The transcript as data under the ministry's seal: a compact JWS (RFC 7515 §7.1).
pub struct SealedJson(pub String);

impl SealedJson {
    /// What the seal covers, byte for byte; `None` when this is no compact JWS.
    pub fn payload(&self) -> Option<Vec<u8>> {
        URL_SAFE_NO_PAD.decode(self.0.split('.').nth(1)?).ok()
    }
}

/// A signed JWT (RFC 7519) around sealed data, for one reader.
pub struct Envelope(pub String);

/// A transcript as issued, with its sealed PDF.
pub struct IssuedTranscript {
    /// What it says.
    pub record: ExamRecord,
    /// Its entry in the register.
    pub issuance: Issuance,
    /// Its sealed PDF.
    pub pdf: SealedPdf,
}

/// Transcripts as ELMO 1.7 under the ministry's seal.
pub struct SealedElmo(pub String);

/// Renders and seals transcripts, off the threads that serve pages.
#[async_trait::async_trait]
pub trait SealedRenderer: Send + Sync {
    /// Draws `record` as issued and seals it.
    ///
    /// # Errors
    /// When the seal key does not answer or the document cannot be drawn; never an unsealed document.
    async fn pdf(&self, record: &ExamRecord, issuance: &Issuance) -> Result<SealedPdf, Unavailable>;

    /// Writes `record` as issued as data and seals it.
    ///
    /// # Errors
    /// When the seal key does not answer or is not one that seals data; never unsealed data.
    async fn json(&self, record: &ExamRecord, issuance: &Issuance) -> Result<SealedJson, Unavailable>;

    /// Writes one person's transcripts as issued as ELMO, each around its sealed PDF, and seals the whole.
    ///
    /// # Errors
    /// When the seal key does not answer; never an unsealed document.
    async fn elmo(
        &self,
        newest: IssuedTranscript,
        others: Vec<IssuedTranscript>,
    ) -> Result<SealedElmo, Unavailable>;

    /// Signs the claims of an envelope, a JSON object: for one reader and for minutes, unlike a seal.
    ///
    /// # Errors
    /// When the seal key does not answer or is not one that seals data.
    async fn envelope(&self, claims: String) -> Result<Envelope, Unavailable>;
}

//! From a transcript to the sealed PDF.

use super::Unavailable;
use crate::domain::exam_record::ExamRecord;
use crate::domain::issuance::Issuance;

/// A PDF that bears the ministry's seal. Only a [`SealedPdfPrinter`] makes one in the service, so that
/// an unsealed document cannot leave it.
pub struct SealedPdf(pub Vec<u8>);

/// Draws and seals transcripts.
#[async_trait::async_trait]
pub trait SealedPdfPrinter: Send + Sync {
    /// Draws `record` as issued and seals it, off the threads that serve pages.
    ///
    /// # Errors
    /// When the seal key does not answer or the document cannot be drawn; never an unsealed document.
    async fn print(&self, record: &ExamRecord, issuance: &Issuance) -> Result<SealedPdf, Unavailable>;
}

//! A sealed PDF: room made, signed, and verified before anybody gets it.

use jiff::Timestamp;

use super::cms;
use super::key::SealKey;
use super::revision::{Prepared, ROOM, SealDetails, Unexpected, prepare};
use super::taken_apart::{document_id, signed_digest, take_apart};
use crate::adapters::render::pdf::UnsealedPdf;
use crate::ports::rendering::SealedPdf;

/// Why there is no sealed document.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// Not a file of our renderer.
    #[error(transparent)]
    Form(#[from] Unexpected),
    /// The key did not sign.
    #[error("the seal key did not sign")]
    Signature(#[source] der::Error),
    /// More certificates than there is room for.
    #[error("the signature with its certificates is larger than the room kept for it: shorten the chain")]
    Room,
    /// What was made does not verify.
    #[error("the seal just made does not verify")]
    Verification,
}

const REASON: &str = "Relevé de notes délivré par voie électronique";

/// Seals a document at `now`, for good: no later change is allowed (DocMDP P=1).
///
/// # Errors
/// When the key does not sign or the result does not verify; never an unsealed document.
pub fn seal(pdf: &UnsealedPdf, key: &SealKey, name: &str, now: Timestamp) -> Result<SealedPdf, SealError> {
    let details = SealDetails { name, reason: REASON, at: now, room: ROOM };
    let Prepared { mut bytes, signature } = prepare(&pdf.0, &details, &document_id(&pdf.0))?;
    let document = signed_digest(&bytes, signature.start - 1, signature.end + 1);
    let cms = cms::sign(key, &document).map_err(SealError::Signature)?;
    let digits = hex::encode(cms);
    let room = bytes.get_mut(signature).ok_or(SealError::Room)?;
    let room = room.get_mut(..digits.len()).ok_or(SealError::Room)?;
    room.copy_from_slice(digits.as_bytes());
    let is_good = take_apart(&bytes)
        .is_ok_and(|parts| cms::signer_of(&parts.signature, &parts.digest).as_deref() == Some(key.chain()));
    if is_good { Ok(SealedPdf(bytes)) } else { Err(SealError::Verification) }
}

//! A sealed PDF: room made, signed, stamped if there is an authority, and verified before anybody gets it.

use std::ops::Range;

use aws_lc_rs::digest::{Context, SHA256};
use data_encoding::HEXLOWER;
use jiff::Timestamp;

use super::cms::{self, Signed};
use super::key::SealKey;
use super::revision::{self, ROOM, ROOM_WITH_STAMP, SealDetails, Unexpected, Update};
use super::signer::NoSignature;
use super::taken_apart::{digest, take_apart};
use crate::adapters::render::pdf::UnsealedPdf;
use crate::ports::rendering::SealedPdf;

/// Why there is no sealed document.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// Not a file of our renderer.
    #[error(transparent)]
    Form(#[from] Unexpected),
    /// The key did not sign.
    #[error("the document is not signed")]
    Signature(#[from] NoSignature),
    /// A certificate or the stamp cannot be written.
    #[error("the certificates or the time stamp cannot be written")]
    Stamp(#[source] der::Error),
    /// More certificates than there is room for.
    #[error(
        "the signature with its certificates and stamp is larger than the room kept for it: shorten the chain"
    )]
    Room,
    /// What was made does not verify.
    #[error("the seal just made does not verify")]
    Verification,
}

const REASON: &str = "Relevé de notes délivré par voie électronique";

/// Which level of PAdES (ETSI EN 319 142-1 §6) is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// B-B: the signature alone.
    Basic,
    /// B-T: a time stamp over it.
    Stamped,
}

/// A document that is signed and not sealed yet: its signature stands beside it.
pub struct SignedPdf {
    drawn: UnsealedPdf,
    update: Update,
    signed: Signed,
    level: Level,
}

/// Seals a document at `now`, for good: no later change is allowed (DocMDP P=1). PAdES B-B.
///
/// # Errors
/// When the key does not sign or the result does not verify; never an unsealed document.
pub fn seal(pdf: UnsealedPdf, key: &SealKey, name: &str, now: Timestamp) -> Result<SealedPdf, SealError> {
    sign(pdf, key, name, now, Level::Basic)?.finish(key, None)
}

/// Signs a document at `now`, with room for a stamp where one is to come.
///
/// # Errors
/// When the key does not sign.
pub fn sign(
    pdf: UnsealedPdf,
    key: &SealKey,
    name: &str,
    now: Timestamp,
    level: Level,
) -> Result<SignedPdf, SealError> {
    let room = match level {
        Level::Basic => ROOM,
        Level::Stamped => ROOM_WITH_STAMP,
    };
    let details = SealDetails { name, reason: REASON, at: now, room, document_id: &document_id(&pdf, now) };
    let update = revision::update(&pdf.0, &details)?;
    let Range { start, end } = update.signature;
    let digest = digest(&[&pdf.0, &update.bytes[..start - 1], &update.bytes[end + 1..]]);
    Ok(SignedPdf { drawn: pdf, update, signed: cms::sign(key, digest)?, level })
}

/// Another for each document and time: what the drawing says of itself last, its identifier among it, and the
/// time, as ISO 32000-1 §14.4 proposes.
fn document_id(pdf: &UnsealedPdf, now: Timestamp) -> [u8; 16] {
    /// The trailer, and some of the table before it.
    const TAIL: usize = 512;
    let mut context = Context::new(&SHA256);
    context.update(&pdf.0[pdf.0.len().saturating_sub(TAIL)..]);
    context.update(&now.as_second().to_be_bytes());
    let mut id = [0; 16];
    id.copy_from_slice(&context.finish().as_ref()[..16]);
    id
}

impl SignedPdf {
    /// What a time stamp authority stamps.
    pub fn signature(&self) -> &[u8] {
        self.signed.signature()
    }

    /// Writes the signature with its stamp into the document, which is sealed then.
    ///
    /// # Errors
    /// When the result does not verify, or is not of the level that was begun.
    pub fn finish(self, key: &SealKey, stamp: Option<&[u8]>) -> Result<SealedPdf, SealError> {
        let Self { drawn: UnsealedPdf(mut bytes), mut update, signed, level } = self;
        let written = signed.written(key, stamp).map_err(SealError::Stamp)?;
        let room = update.bytes.get_mut(update.signature).ok_or(SealError::Room)?;
        HEXLOWER.encode_mut(&written, room.get_mut(..2 * written.len()).ok_or(SealError::Room)?);
        bytes.extend_from_slice(&update.bytes);
        let is_good =
            take_apart(&bytes).ok().and_then(|parts| cms::open(&parts.signature, &parts.digest)).is_some_and(
                |opened| opened.chain == key.chain() && opened.stamp.is_some() == (level == Level::Stamped),
            );
        if is_good { Ok(SealedPdf(bytes)) } else { Err(SealError::Verification) }
    }
}

//! A sealed PDF: room made, signed, and verified before anybody gets it.

use aws_lc_rs::digest::{Context, SHA256, digest};
use jiff::Timestamp;
use x509_cert::Certificate;

use super::cms;
use super::key::SealKey;
use super::revision::{Prepared, SealDetails, Unexpected, prepare};
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
    let details = SealDetails { name, reason: REASON, at: now };
    let document_id = digest(&SHA256, &pdf.0);
    let Prepared { mut bytes, signature } = prepare(&pdf.0, &details, &document_id.as_ref()[..16])?;
    let document = signed_digest(&bytes, signature.start - 1, signature.end + 1);
    let cms = cms::sign(key, &document).map_err(SealError::Signature)?;
    let digits = hex::encode(cms);
    let room = bytes.get_mut(signature).ok_or(SealError::Room)?;
    let room = room.get_mut(..digits.len()).ok_or(SealError::Room)?;
    room.copy_from_slice(digits.as_bytes());
    let sealed = SealedPdf(bytes);
    if verify(&sealed.0, key.chain()) { Ok(sealed) } else { Err(SealError::Verification) }
}

/// SHA-256 of everything but the gap that holds the signature.
fn signed_digest(bytes: &[u8], gap: usize, after: usize) -> Vec<u8> {
    let mut context = Context::new(&SHA256);
    context.update(&bytes[..gap]);
    context.update(&bytes[after..]);
    context.finish().as_ref().to_vec()
}

/// Whether `pdf` is whole and as the holder of `chain` sealed it: one signature, over the whole file, whose gap is
/// exactly the signature. Any changed or added byte makes it another file.
pub fn verify(pdf: &[u8], chain: &[Certificate]) -> bool {
    let Some((gap, after)) = signed_range(pdf) else { return false };
    let digits = &pdf[gap + 1..after - 1];
    let is_digit = |digit: &u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
    let is_one_text = pdf[gap] == b'<' && pdf[after - 1] == b'>' && digits.iter().all(is_digit);
    if !is_one_text {
        return false;
    }
    let Ok(padded) = hex::decode(digits) else { return false };
    let Some(cms) = without_padding(&padded) else { return false };
    cms::is_signed_by(chain, cms, &signed_digest(pdf, gap, after))
}

/// The gap of the only `/ByteRange`, which must leave out nothing else.
fn signed_range(pdf: &[u8]) -> Option<(usize, usize)> {
    const KEY: &[u8] = b"/ByteRange[";
    let mut places = pdf.windows(KEY.len()).enumerate().filter(|(_, window)| *window == KEY);
    let (at, _) = places.next()?;
    if places.next().is_some() {
        return None;
    }
    let rest = pdf.get(at + KEY.len()..)?;
    let end = rest.iter().take(64).position(|byte| *byte == b']')?;
    let numbers = std::str::from_utf8(&rest[..end]).ok()?;
    let numbers: Vec<usize> = numbers.split(' ').map(|number| number.parse().ok()).collect::<Option<_>>()?;
    let [0, gap, after, length] = numbers.as_slice() else { return None };
    let covers_all = after.checked_add(*length)? == pdf.len() && gap.checked_add(2)? < *after;
    covers_all.then_some((*gap, *after))
}

/// The DER at the start; what follows it must be zeros.
fn without_padding(padded: &[u8]) -> Option<&[u8]> {
    let [0x30, 0x82, high, low, ..] = padded else { return None };
    let length = 4 + usize::from(u16::from_be_bytes([*high, *low]));
    let (cms, padding) = padded.split_at_checked(length)?;
    padding.iter().all(|byte| *byte == 0).then_some(cms)
}

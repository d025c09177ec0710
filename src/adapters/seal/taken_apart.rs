//! A sealed PDF taken apart by sealing its first revision over again: what is not byte for byte as
//! [`prepare`] writes it is not as we seal.
//!
//! So nothing of the file is interpreted but the time, the names and the identifier under the seal. No object is
//! followed, no stream is unpacked: there is nothing for a hostile file to hold on to.

use std::ops::Range;

use aws_lc_rs::digest::{Context, SHA256};
use data_encoding::{HEXLOWER, HEXUPPER};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use memchr::memmem;

use super::revision::{SealDetails, Unexpected, Update, update};

/// The parts of a sealed file.
pub struct TakenApart<'a> {
    /// The file as it was drawn.
    pub drawn: &'a [u8],
    /// When it was sealed, as the seal says.
    pub sealed_at: Timestamp,
    /// The signature without its padding.
    pub signature: Vec<u8>,
    /// SHA-256 of everything but the gap.
    pub digest: [u8; 32],
}

/// Takes a file apart.
///
/// # Errors
/// When it has another form than we give it.
pub fn take_apart(pdf: &[u8]) -> Result<TakenApart<'_>, Unexpected> {
    let drawn = first_revision(pdf).ok_or(Unexpected("one revision and one update"))?;
    let read = pdf.get(drawn.len()..).unwrap_or_default();
    let said = Said::read(read).ok_or(Unexpected("the seal's dictionary"))?;
    let details = SealDetails {
        name: &said.name,
        reason: &said.reason,
        at: said.at,
        room: said.digits / 2,
        document_id: &said.document_id,
    };
    let Update { bytes, signature: Range { start, end } } = update(drawn, &details)?;
    let is_ours = bytes.len() == read.len() && bytes[..start] == read[..start] && bytes[end..] == read[end..];
    if !is_ours {
        return Err(Unexpected("our own update"));
    }
    Ok(TakenApart {
        drawn,
        sealed_at: said.at,
        signature: unpadded(&read[start..end]).ok_or(Unexpected("the signature's text"))?,
        digest: digest(&[drawn, &read[..start - 1], &read[end + 1..]]),
    })
}

/// SHA-256 of parts that follow each other: in a file, everything but the gap that holds the signature.
pub fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    parts.iter().for_each(|part| context.update(part));
    let mut digest = [0; 32];
    digest.copy_from_slice(context.finish().as_ref());
    digest
}

/// Up to the end of the revision that the last one says is before it.
fn first_revision(pdf: &[u8]) -> Option<&[u8]> {
    /// More than the longest last trailer.
    const TAIL: usize = 1024;
    let tail = &pdf[pdf.len().saturating_sub(TAIL)..];
    let at = memmem::rfind(tail, b"/Prev ")?;
    let table: usize = number(&tail[at + 6..])?;
    let end = table + memmem::find(pdf.get(table..)?, END)? + END.len();
    pdf.get(..end)
}

const END: &[u8] = b"%%EOF";

/// The digits at the start.
fn number(text: &[u8]) -> Option<usize> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).take(10).count();
    std::str::from_utf8(&text[..digits]).ok()?.parse().ok()
}

/// What the seal's dictionary says; whether it says it as we do shows when it is written anew.
struct Said {
    at: Timestamp,
    name: String,
    reason: String,
    digits: usize,
    document_id: Vec<u8>,
}

impl Said {
    fn read(update: &[u8]) -> Option<Self> {
        let dictionary = &update[memmem::find(update, b"<</Type/Sig/Filter")?..];
        let between = |start: &str, end: u8| {
            let from = memmem::find(dictionary, start.as_bytes())? + start.len();
            let length = memchr::memchr(end, &dictionary[from..])?;
            dictionary.get(from..from + length)
        };
        let text = |key: &str| utf16(between(&format!("{key}<FEFF"), b'>')?);
        let at = std::str::from_utf8(between("/M(D:", b'Z')?).ok()?;
        let at = DateTime::strptime("%Y%m%d%H%M%S", at).ok()?.to_zoned(TimeZone::UTC).ok()?;
        Some(Self {
            at: at.timestamp(),
            name: text("/Name")?,
            reason: text("/Reason")?,
            digits: between("/Contents<", b'>')?.len(),
            document_id: document_id(update)?,
        })
    }
}

/// The second part of `/ID`, the last thing in brackets of the file.
fn document_id(update: &[u8]) -> Option<Vec<u8>> {
    let id = &update[memmem::rfind(update, b")<")? + 2..];
    HEXUPPER.decode(&id[..memchr::memchr(b'>', id)?]).ok()
}

fn utf16(digits: &[u8]) -> Option<String> {
    /// More than any name.
    const LONGEST: usize = 4096;
    let bytes = hex::decode(digits.get(..digits.len().min(LONGEST))?).ok()?;
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

/// The DER at the start of lower-case hexadecimal digits; what follows it must be zeros.
fn unpadded(digits: &[u8]) -> Option<Vec<u8>> {
    let head = HEXLOWER.decode(digits.get(..8)?).ok()?;
    let [0x30, 0x82, high, low] = head[..] else { return None };
    let (signature, padding) =
        digits.split_at_checked(8 + 2 * usize::from(u16::from_be_bytes([high, low])))?;
    padding.iter().all(|digit| *digit == b'0').then(|| HEXLOWER.decode(signature).ok())?
}

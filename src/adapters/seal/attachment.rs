//! The transcript as data, taken out of a drawn PDF whose seal was found good.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::revision::{Original, Unexpected, reference};

/// Largest transcript as data, in bytes: the longest record of the contract has some 700 KiB.
const LARGEST: u64 = 2 * 1024 * 1024;

/// The bytes of `releve.json`.
///
/// # Errors
/// When the file has another form than our renderer's.
pub fn attached_json(drawn: &[u8]) -> Result<Vec<u8>, Unexpected> {
    let original = Original::read(drawn)?;
    let catalog = original.object(reference(original.trailer, "/Root ")?)?;
    let specification = original.object(reference(catalog, "/AF")?)?;
    let files = specification.split_once("/EF<<").ok_or(Unexpected("/EF"))?.1;
    let (dictionary, packed) = original.stream(reference(files, "/F ")?)?;
    if !dictionary.contains("/FlateDecode") {
        return Err(Unexpected("the attachment's filter"));
    }
    let mut json = Vec::new();
    let read = ZlibDecoder::new(packed).take(LARGEST + 1).read_to_end(&mut json);
    let is_whole = read.is_ok_and(|length| length as u64 <= LARGEST);
    if is_whole { Ok(json) } else { Err(Unexpected("the attachment")) }
}

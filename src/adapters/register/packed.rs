//! How the bytes of a rendering lie in a store: a frame of Zstandard (RFC 8878), which tells itself from the
//! bytes of any rendering.

use std::io::{Error, ErrorKind, Result};

/// First bytes of a frame. Before renderings were compressed, their own bytes stood there.
const FRAME: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Of a sealed PDF the structure compresses, at any level; its fonts are compressed already.
const LEVEL: i32 = 1;
/// Longest rendering, in bytes: an ELMO around the longest PDF.
const LONGEST: usize = 16 * 1024 * 1024;

/// The packed form of a rendering.
pub(super) fn pack(bytes: &[u8]) -> Result<Vec<u8>> {
    zstd::bulk::compress(bytes, LEVEL)
}

/// The rendering.
///
/// # Errors
/// When the bytes are damaged.
pub(super) fn unpack(packed: Vec<u8>) -> Result<Vec<u8>> {
    if !packed.starts_with(&FRAME) {
        return Ok(packed);
    }
    let length = zstd::zstd_safe::get_frame_content_size(&packed).ok().flatten();
    let length = length.and_then(|length| usize::try_from(length).ok()).filter(|length| *length <= LONGEST);
    zstd::bulk::decompress(&packed, length.ok_or_else(|| Error::from(ErrorKind::InvalidData))?)
}

#[cfg(test)]
mod tests {
    use super::{pack, unpack};

    #[test]
    fn a_rendering_is_read_back_as_packed_and_an_old_one_as_it_is() {
        let rendering = b"%PDF-1.7 ".repeat(1000);
        let packed = pack(&rendering).unwrap();
        assert!(packed.len() * 10 < rendering.len());
        assert_eq!(unpack(packed.clone()).unwrap(), rendering);
        assert_eq!(unpack(rendering.clone()).unwrap(), rendering);
        assert!(unpack(packed[..packed.len() - 1].to_vec()).is_err());
    }
}

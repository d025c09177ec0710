//! How the JSON of a record lies in a store: compressed, for ten million of them fit in memory then.
//!
//! Records of one exam differ little, so each is compressed against the same samples. The first byte says
//! how: `{` is JSON as it is, from before there was anything else.

use std::cell::RefCell;
use std::io::{Error, ErrorKind, Result};
use std::sync::LazyLock;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::compress_bound;

/// Invented records of common exams. What was packed against them is read against them: they never change,
/// better samples would be another form beside this one.
const SAMPLES: &[u8] = include_bytes!("samples.ndjson");

const PLAIN: u8 = b'{';
const AGAINST_SAMPLES: u8 = 1;

/// A cheap level, which leaves letters as they are: what compresses here are words of the samples.
const LEVEL: i32 = -1;

/// Longest JSON of a record, in bytes.
const LONGEST: u64 = 1024 * 1024;

static FOR_PACKING: LazyLock<EncoderDictionary<'static>> =
    LazyLock::new(|| EncoderDictionary::copy(SAMPLES, LEVEL));
static FOR_READING: LazyLock<DecoderDictionary<'static>> = LazyLock::new(|| DecoderDictionary::copy(SAMPLES));

thread_local! {
    static READER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Packs many records in a row.
pub(super) struct Packer {
    compressor: Compressor<'static>,
    /// Room for one frame, so that what is kept is no longer than it must be.
    frame: Vec<u8>,
}

impl Packer {
    pub(super) fn new() -> Result<Self> {
        let compressor = Compressor::with_prepared_dictionary(&FOR_PACKING)?;
        Ok(Self { compressor, frame: Vec::new() })
    }

    /// The packed form of a record's JSON.
    pub(super) fn pack(&mut self, json: &[u8]) -> Result<Vec<u8>> {
        self.frame.clear();
        self.frame.reserve(compress_bound(json.len()));
        let length = self.compressor.compress_to_buffer(json, &mut self.frame)?;
        let mut packed = Vec::with_capacity(1 + length);
        packed.push(AGAINST_SAMPLES);
        packed.extend_from_slice(&self.frame[..length]);
        Ok(packed)
    }
}

/// The JSON of a record.
///
/// # Errors
/// When the bytes are damaged or were written by a newer program.
pub(super) fn unpack(packed: &[u8]) -> Result<Vec<u8>> {
    let unreadable = || Error::from(ErrorKind::InvalidData);
    match packed.split_first() {
        Some((&PLAIN, _)) => Ok(packed.to_vec()),
        Some((&AGAINST_SAMPLES, frame)) => {
            let length = zstd::zstd_safe::get_frame_content_size(frame).ok().flatten();
            let length = length.filter(|length| *length <= LONGEST).ok_or_else(unreadable)?;
            READER.with_borrow_mut(|reader| {
                let reader = match reader {
                    Some(reader) => reader,
                    None => reader.insert(Decompressor::with_prepared_dictionary(&FOR_READING)?),
                };
                reader.decompress(frame, usize::try_from(length).map_err(|_| unreadable())?)
            })
        }
        _ => Err(unreadable()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Packer, unpack};

    #[test]
    fn a_record_is_read_back_as_packed_and_plain_json_as_it_is() {
        let json = std::str::from_utf8(super::SAMPLES).unwrap().lines().next().unwrap();
        let mut packer = Packer::new().unwrap();
        let packed = packer.pack(json.as_bytes()).unwrap();
        assert!(packed.len() * 5 < json.len(), "{} of {} bytes", packed.len(), json.len());
        assert_eq!(unpack(&packed).unwrap(), json.as_bytes());
        assert_eq!(packer.pack(json.as_bytes()).unwrap(), packed, "always the same bytes");
        assert_eq!(unpack(json.as_bytes()).unwrap(), json.as_bytes());
    }

    #[test]
    fn damage_is_noticed() {
        let packed = Packer::new().unwrap().pack(b"{\"version\":1}").unwrap();
        assert!(unpack(&packed[..packed.len() - 1]).is_err());
        for damaged in [&[][..], &[1], &[2, 3], &[1, 0x28, 0xb5, 0x2f, 0xfd, 0xff, 0xff, 0xff]] {
            assert!(unpack(damaged).is_err());
        }
    }
}

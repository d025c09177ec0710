//! How the JSON of a record lies in a store: compressed, for ten million of them fit in memory then.
//!
//! Records of one exam differ little, so each is compressed against what records have in common. The first byte says
//! how: `{` is JSON as it is, from before there was anything else.

use std::cell::RefCell;
use std::io::{Error, ErrorKind, Result};
use std::sync::LazyLock;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::{CParameter, compress_bound};

/// What invented records have in common, made by `scripts/record_dictionary.py`. What was packed against it is read
/// against it: it never changes, a better one would be another form beside this one.
const COMMON: &[u8] = include_bytes!("records.zdict");
/// Invented records of common exams: what came before.
const SAMPLES: &[u8] = include_bytes!("samples.ndjson");

const PLAIN: u8 = b'{';
const AGAINST_SAMPLES: u8 = 1;
const AGAINST_COMMON: u8 = 2;

/// The level that the dictionary was made for.
const LEVEL: i32 = 1;

/// Longest JSON of a record, in bytes.
const LONGEST: u64 = 1024 * 1024;

static FOR_PACKING: LazyLock<EncoderDictionary<'static>> =
    LazyLock::new(|| EncoderDictionary::copy(COMMON, LEVEL));
static FOR_READING: LazyLock<DecoderDictionary<'static>> = LazyLock::new(|| DecoderDictionary::copy(COMMON));
static FOR_READING_OLD: LazyLock<DecoderDictionary<'static>> =
    LazyLock::new(|| DecoderDictionary::copy(SAMPLES));

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
        let mut compressor = Compressor::with_prepared_dictionary(&FOR_PACKING)?;
        // The first byte names the dictionary.
        compressor.set_parameter(CParameter::DictIdFlag(false))?;
        Ok(Self { compressor, frame: Vec::new() })
    }

    /// The packed form of a record's JSON.
    pub(super) fn pack(&mut self, json: &[u8]) -> Result<Vec<u8>> {
        self.frame.clear();
        self.frame.reserve(compress_bound(json.len()));
        let length = self.compressor.compress_to_buffer(json, &mut self.frame)?;
        let mut packed = Vec::with_capacity(1 + length);
        packed.push(AGAINST_COMMON);
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
    let (frame, dictionary) = match packed.split_first() {
        Some((&PLAIN, _)) => return Ok(packed.to_vec()),
        Some((&AGAINST_SAMPLES, frame)) => (frame, &*FOR_READING_OLD),
        Some((&AGAINST_COMMON, frame)) => (frame, &*FOR_READING),
        _ => return Err(unreadable()),
    };
    let length = zstd::zstd_safe::get_frame_content_size(frame).ok().flatten();
    let length = length.filter(|length| *length <= LONGEST).ok_or_else(unreadable)?;
    READER.with_borrow_mut(|reader| {
        let reader = match reader {
            Some(reader) => reader,
            None => reader.insert(Decompressor::new()?),
        };
        reader.set_prepared_dictionary(dictionary)?;
        reader.decompress(frame, usize::try_from(length).map_err(|_| unreadable())?)
    })
}

#[cfg(test)]
mod tests {
    use zstd::bulk::Compressor;

    use super::{AGAINST_SAMPLES, Packer, SAMPLES, unpack};

    fn json() -> &'static [u8] {
        SAMPLES.split(|byte| *byte == b'\n').next().unwrap()
    }

    #[test]
    fn a_record_is_read_back_as_packed_and_plain_json_as_it_is() {
        let mut packer = Packer::new().unwrap();
        let packed = packer.pack(json()).unwrap();
        assert!(packed.len() * 8 < json().len(), "{} of {} bytes", packed.len(), json().len());
        assert_eq!(unpack(&packed).unwrap(), json());
        assert_eq!(packer.pack(json()).unwrap(), packed, "always the same bytes");
        assert_eq!(unpack(json()).unwrap(), json());
    }

    #[test]
    fn what_was_packed_before_there_was_a_dictionary_is_read_still() {
        let mut packed = vec![AGAINST_SAMPLES];
        let mut before = Compressor::with_dictionary(-1, SAMPLES).unwrap();
        packed.extend_from_slice(&before.compress(json()).unwrap());
        let since = Packer::new().unwrap().pack(json()).unwrap();
        for one in [&packed, &since, &packed] {
            assert_eq!(unpack(one).unwrap(), json());
        }
    }

    #[test]
    fn damage_is_noticed() {
        let packed = Packer::new().unwrap().pack(b"{\"version\":1}").unwrap();
        assert!(unpack(&packed[..packed.len() - 1]).is_err());
        for damaged in [&[][..], &[1], &[2], &[3, 3], &[2, 0x28, 0xb5, 0x2f, 0xfd, 0xff, 0xff, 0xff]] {
            assert!(unpack(damaged).is_err());
        }
    }
}

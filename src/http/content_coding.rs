//! Content codings (RFC 9110 §8.4.1): what a browser takes, and how bytes are packed for it.

use std::io::Write;

use actix_web::HttpMessage;
use actix_web::http::header::{AcceptEncoding, ContentEncoding, Encoding};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

/// A way to pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentCoding {
    /// RFC 7932.
    Brotli,
    /// RFC 1952.
    Gzip,
}

/// How much time packing may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Once, for everybody.
    Most,
    /// At every answer.
    Quick,
}

impl ContentCoding {
    /// The best one that whoever asks takes, unless they would rather have none.
    pub fn accepted_by(request: &impl HttpMessage) -> Option<Self> {
        let ours = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];
        match request.get_header::<AcceptEncoding>()?.negotiate(ours.iter())? {
            Encoding::Known(ContentEncoding::Brotli) => Some(Self::Brotli),
            Encoding::Known(ContentEncoding::Gzip) => Some(Self::Gzip),
            Encoding::Known(_) | Encoding::Unknown(_) => None,
        }
    }

    /// Value of `Content-Encoding`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// The bytes packed; `None` when that does not make them fewer.
    pub fn pack(self, bytes: &[u8], effort: Effort) -> Option<Vec<u8>> {
        let packed = match self {
            Self::Brotli => brotli(bytes, effort),
            Self::Gzip => gzip(bytes, effort),
        };
        packed.ok().filter(|packed| packed.len() < bytes.len())
    }
}

fn brotli(mut bytes: &[u8], effort: Effort) -> std::io::Result<Vec<u8>> {
    let quality = match effort {
        Effort::Most => 11,
        Effort::Quick => 5,
    };
    let parameters = BrotliEncoderParams { quality, size_hint: bytes.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut packed, &parameters)?;
    Ok(packed)
}

fn gzip(bytes: &[u8], effort: Effort) -> std::io::Result<Vec<u8>> {
    let level = match effort {
        Effort::Most => Compression::best(),
        Effort::Quick => Compression::default(),
    };
    let mut packer = GzEncoder::new(Vec::new(), level);
    packer.write_all(bytes)?;
    packer.finish()
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::ACCEPT_ENCODING;
    use actix_web::test::TestRequest;

    use super::{ContentCoding, Effort};

    #[test]
    fn whoever_asks_chooses() {
        for (wish, chosen) in [
            (Some("gzip, deflate, br, zstd"), Some(ContentCoding::Brotli)),
            (Some("gzip"), Some(ContentCoding::Gzip)),
            (Some("br;q=0.1, gzip;q=0.9"), Some(ContentCoding::Gzip)),
            (Some("br;q=0, gzip;q=0"), None),
            (Some("identity"), None),
            (Some("*;q=0"), None),
            (Some("zstd"), None),
            (Some("à la carte"), None),
            (Some(""), None),
            (None, None),
        ] {
            let request = TestRequest::default();
            let request = match wish {
                Some(wish) => request.insert_header((ACCEPT_ENCODING, wish)),
                None => request,
            };
            assert_eq!(ContentCoding::accepted_by(&request.to_http_request()), chosen, "{wish:?}");
        }
    }

    #[test]
    fn what_does_not_shrink_stays_as_it_is() {
        for coding in [ContentCoding::Brotli, ContentCoding::Gzip] {
            assert_eq!(coding.pack(b"", Effort::Most), None);
            assert_eq!(coding.pack(b"x", Effort::Quick), None);
            let furrows = "furrow ".repeat(100);
            assert!(coding.pack(furrows.as_bytes(), Effort::Quick).is_some_and(|packed| packed.len() < 100));
        }
    }
}

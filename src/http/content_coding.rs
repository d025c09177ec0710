//! Content codings (RFC 9110 §8.4.1): what a browser takes, and how bytes are packed for it.

use std::io::Write;

use actix_web::HttpMessage;
use actix_web::http::header::{ACCEPT_ENCODING, AcceptEncoding, Encoding};
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

impl ContentCoding {
    /// The one of `ours` that whoever asks likes best, unless they would rather have none.
    pub fn accepted_by(request: &impl HttpMessage, ours: &[Self]) -> Option<Self> {
        let header = request.headers().get(ACCEPT_ENCODING)?.to_str().ok()?;
        // As browsers write it, without weights, the list says it all.
        if !header.contains([';', '*']) {
            let is_listed = |ours: &&Self| {
                header.split(',').any(|listed| listed.trim().eq_ignore_ascii_case(ours.name()))
            };
            return ours.iter().find(is_listed).copied();
        }
        let wishes = request.get_header::<AcceptEncoding>()?;
        let plain = Encoding::identity();
        let offered: Vec<_> = ours.iter().map(|coding| coding.encoding()).chain([plain]).collect();
        let chosen = wishes.negotiate(offered.iter())?;
        ours.iter().copied().find(|coding| coding.encoding() == chosen)
    }

    fn encoding(self) -> Encoding {
        match self {
            Self::Brotli => Encoding::brotli(),
            Self::Gzip => Encoding::gzip(),
        }
    }

    /// Value of `Content-Encoding`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// The bytes packed; `None` when that does not make them fewer. Brotli takes its time: some milliseconds for
    /// a style sheet, so it is for what is packed once. Gzip packs a page in a tenth of one, and as well to
    /// within a few per cent.
    pub fn pack(self, bytes: &[u8]) -> Option<Vec<u8>> {
        let packed = match self {
            Self::Brotli => brotli(bytes),
            Self::Gzip => gzip(bytes),
        };
        packed.ok().filter(|packed| packed.len() < bytes.len())
    }
}

fn brotli(mut bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let parameters = BrotliEncoderParams { quality: 11, size_hint: bytes.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut packed, &parameters)?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes)?;
    packer.finish()
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::ACCEPT_ENCODING;
    use actix_web::test::TestRequest;

    use super::ContentCoding;

    #[test]
    fn whoever_asks_chooses() {
        for (wish, chosen) in [
            (Some("gzip, deflate, br, zstd"), Some(ContentCoding::Brotli)),
            (Some("gzip"), Some(ContentCoding::Gzip)),
            (Some("identity ,GZIP"), Some(ContentCoding::Gzip)),
            (Some("br, gzip, *;q=0"), Some(ContentCoding::Brotli)),
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
            let ours = [ContentCoding::Brotli, ContentCoding::Gzip];
            assert_eq!(ContentCoding::accepted_by(&request.to_http_request(), &ours), chosen, "{wish:?}");
        }
    }

    #[test]
    fn what_does_not_shrink_stays_as_it_is() {
        let all = TestRequest::default().insert_header((ACCEPT_ENCODING, "gzip, br")).to_http_request();
        assert_eq!(ContentCoding::accepted_by(&all, &[ContentCoding::Gzip]), Some(ContentCoding::Gzip));
        for coding in [ContentCoding::Brotli, ContentCoding::Gzip] {
            assert_eq!(coding.pack(b""), None);
            assert_eq!(coding.pack(b"x"), None);
            let furrows = "furrow ".repeat(100);
            assert!(coding.pack(furrows.as_bytes()).is_some_and(|packed| packed.len() < 100));
        }
    }
}

//! Unguessable values: codes, tokens, session ids, error ids.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// 43 characters of base64url over 32 random bytes, the length of FranceConnect's own tokens.
pub(super) fn token() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}

/// The id an error page or an `error_uri` carries, in the shape of a version 4 UUID.
pub(super) fn error_id() -> String {
    let mut id = bytes::<16>();
    id[6] = (id[6] & 0x0f) | 0x40;
    id[8] = (id[8] & 0x3f) | 0x80;
    let text = hex::encode(id);
    format!("{}-{}-{}-{}-{}", &text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..])
}

/// Bytes nobody can guess.
#[expect(
    clippy::disallowed_methods,
    reason = "the sandbox reaches the rest of the crate over HTTP only, so not its ports either"
)]
pub(in crate::sandbox) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes)
        .expect("the operating system gives random bytes, or nothing here can be trusted");
    bytes
}

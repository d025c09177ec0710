//! Encryption at rest for values in Redis: whoever reads its memory or its dump learns nothing.

use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::ports::random::Random;

/// AES-256-GCM under one key, a fresh nonce for each value, the entry's name as associated data: a
/// value moved to another entry does not open.
pub struct Cipher {
    key: LessSafeKey,
    random: Arc<dyn Random>,
}

/// The setting is no key.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected 32 random bytes in base64 or hexadecimal, as printed by `openssl rand -base64 32`")]
pub struct InvalidEncryptionKey;

impl Cipher {
    /// Reads a key of 32 bytes in base64 or hexadecimal.
    ///
    /// # Errors
    /// When the text is no such key.
    pub fn parse(text: &str, random: Arc<dyn Random>) -> Result<Self, InvalidEncryptionKey> {
        let bytes = match text.trim() {
            hexadecimal if hexadecimal.len() == 64 => {
                hex::decode(hexadecimal).map_err(|_| InvalidEncryptionKey)?
            }
            base64 => STANDARD.decode(base64).map_err(|_| InvalidEncryptionKey)?,
        };
        let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| InvalidEncryptionKey)?;
        Ok(Self { key: LessSafeKey::new(key), random })
    }

    /// The name of an entry in the store: tells nothing of the key it was made from, such as a session
    /// identifier.
    pub fn entry_name(&self, key: &str) -> String {
        format!("mon-releve:{}", hex::encode(digest::digest(&digest::SHA256, key.as_bytes())))
    }

    /// Encrypts the value of `entry`.
    pub fn seal(&self, entry: &str, value: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = self.random.bytes();
        let mut sealed = value.to_vec();
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(entry), &mut sealed)
            .expect("AES-GCM takes any value up to 64 GiB");
        [nonce.as_slice(), &sealed].concat()
    }

    /// Decrypts the value of `entry`; `None` when it was written under another key, for another entry,
    /// or tampered with.
    pub fn open(&self, entry: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut value = sealed.to_vec();
        let length = self
            .key
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(entry), &mut value)
            .ok()?
            .len();
        value.truncate(length);
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Cipher;
    use crate::adapters::system::SystemRandom;

    fn cipher(fill: u8) -> Cipher {
        Cipher::parse(&hex::encode([fill; 32]), Arc::new(SystemRandom)).expect("a key")
    }

    #[test]
    fn a_value_opens_only_under_its_key_and_its_entry() {
        let sealed = cipher(1).seal("a", b"secret");
        assert_eq!(cipher(1).open("a", &sealed).as_deref(), Some(b"secret".as_slice()));
        assert_eq!(cipher(1).open("b", &sealed), None);
        assert_eq!(cipher(2).open("a", &sealed), None);
        for length in 0..sealed.len() {
            assert_eq!(cipher(1).open("a", &sealed[..length]), None);
        }
    }

    #[test]
    fn a_key_is_32_bytes() {
        for text in ["", "c2hvcnQ=", "not base64!", &"ab".repeat(31)] {
            assert!(Cipher::parse(text, Arc::new(SystemRandom)).is_err(), "{text}");
        }
        assert!(
            Cipher::parse("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n", Arc::new(SystemRandom)).is_ok()
        );
    }
}

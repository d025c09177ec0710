//! Names of 128 random bits, written as 32 lower-case hexadecimal characters. They tell nothing, and to know
//! one opens nothing.

/// The text is none of our names.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected 32 hexadecimal digits")]
pub struct InvalidHexId;

/// Declares the names of one kind of thing.
macro_rules! hex_id {
    ($($(#[$meta:meta])* $name:ident;)+) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            pub struct $name(String);

            impl $name {
                /// A name from fresh random bytes.
                pub fn from_random(bytes: [u8; 16]) -> Self {
                    Self(hex::encode(bytes))
                }

                /// A name that came back, from outside or from a store.
                ///
                /// # Errors
                /// When the text is not 32 lower-case hexadecimal digits.
                pub fn parse(text: &str) -> Result<Self, $crate::domain::hex_id::InvalidHexId> {
                    let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
                    let is_name = text.len() == 32 && text.bytes().all(is_digit);
                    is_name.then(|| Self(text.to_owned())).ok_or($crate::domain::hex_id::InvalidHexId)
                }

                /// The text.
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }
        )+
    };
}

pub(crate) use hex_id;

//! Secrets of 32 random bytes, written as 64 lower-case hexadecimal characters.

/// Declares one kind of secret token. Its `Debug` tells nothing.
macro_rules! hex_token {
    ($($(#[$meta:meta])* $name:ident;)+) => {
        $(
            $(#[$meta])*
            #[derive(Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
            pub struct $name(String);

            crate::domain::redacted::redacted_debug!($name);

            impl $name {
                /// A token from fresh random bytes.
                pub fn from_random(bytes: [u8; 32]) -> Self {
                    Self(hex::encode(bytes))
                }

                /// A token that came back from outside; `None` when it cannot be one of ours. Whether it
                /// ever was is for a store to say.
                pub fn parse(text: &str) -> Option<Self> {
                    let is_hexadecimal = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
                    (text.len() == 64 && text.bytes().all(is_hexadecimal)).then(|| Self(text.to_owned()))
                }

                /// The text.
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }
        )+
    };
}

pub(crate) use hex_token;

//! The short code that is printed on a transcript and opens `/v/{code}`.

/// Sixteen characters in four groups: fifteen random ones (74 bits) and a check character.
///
/// The alphabet leaves out I, L, O, 0 and 1, which people confuse, and so has 31 characters. That is
/// a prime, so the weighted sum in the check character reveals every wrong character and every two
/// neighbours swapped.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VerificationCode([u8; LENGTH]);

/// The text is no code: wrong length, a letter that is never used, or a typing error.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a verification code")]
pub struct InvalidVerificationCode;

const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const LENGTH: usize = 16;
const GROUP: usize = 4;

impl VerificationCode {
    /// Makes a code from a source of random bytes; bytes that would favour some characters are passed over.
    pub fn draw(mut random_byte: impl FnMut() -> u8) -> Self {
        let even_share = u8::MAX - u8::MAX % ALPHABET.len() as u8;
        let mut code = [0; LENGTH];
        for place in &mut code[..LENGTH - 1] {
            *place = loop {
                let byte = random_byte();
                if byte < even_share {
                    break ALPHABET[usize::from(byte) % ALPHABET.len()];
                }
            };
        }
        code[LENGTH - 1] = check_character(&code[..LENGTH - 1]);
        Self(code)
    }

    /// Reads a code as people type it: any case, with or without hyphens and spaces.
    ///
    /// # Errors
    /// When the text cannot be a code that was ever issued.
    pub fn parse(text: &str) -> Result<Self, InvalidVerificationCode> {
        // Longer than any way to space a code out: not worth reading.
        if text.len() > 64 {
            return Err(InvalidVerificationCode);
        }
        let typed: Vec<u8> = text
            .chars()
            .filter(|character| !character.is_whitespace() && !matches!(character, '-' | '‑' | '–'))
            .map(|character| {
                u8::try_from(character.to_ascii_uppercase()).map_err(|_| InvalidVerificationCode)
            })
            .collect::<Result<_, _>>()?;
        let code: [u8; LENGTH] = typed.try_into().map_err(|_| InvalidVerificationCode)?;
        let is_issued = code.iter().all(|character| ALPHABET.contains(character))
            && check_character(&code[..LENGTH - 1]) == code[LENGTH - 1];
        is_issued.then_some(Self(code)).ok_or(InvalidVerificationCode)
    }

    /// Without hyphens, for a store.
    pub fn compact(&self) -> String {
        self.0.iter().copied().map(char::from).collect()
    }
}

impl std::fmt::Display for VerificationCode {
    /// Four groups with hyphens, as printed and as in the address.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, character) in self.0.iter().enumerate() {
            if index > 0 && index % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*character))?;
        }
        Ok(())
    }
}

fn check_character(characters: &[u8]) -> u8 {
    let value = |character: &u8| ALPHABET.iter().position(|letter| letter == character).unwrap_or_default();
    let sum: usize =
        characters.iter().enumerate().map(|(index, character)| (index + 1) * value(character)).sum();
    ALPHABET[sum % ALPHABET.len()]
}

#[cfg(test)]
mod tests {
    use super::{ALPHABET, VerificationCode};
    use proptest::prelude::*;

    fn code(seed: u64) -> VerificationCode {
        let mut state = seed | 1;
        VerificationCode::draw(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        })
    }

    proptest! {
        #[test]
        fn a_code_is_read_as_people_type_it(seed: u64) {
            let code = code(seed);
            let printed = code.to_string();
            prop_assert_eq!(VerificationCode::parse(&printed), Ok(code.clone()));
            prop_assert_eq!(VerificationCode::parse(&printed.to_lowercase().replace('-', " ")), Ok(code.clone()));
            prop_assert_eq!(VerificationCode::parse(&code.compact()), Ok(code));
        }

        #[test]
        fn one_wrong_character_is_noticed(seed: u64, place in 0..16usize, letter in 0..31usize) {
            let mut typed = code(seed).compact().into_bytes();
            prop_assume!(typed[place] != ALPHABET[letter]);
            typed[place] = ALPHABET[letter];
            prop_assert!(VerificationCode::parse(std::str::from_utf8(&typed).expect("ASCII")).is_err());
        }

        #[test]
        fn two_swapped_neighbours_are_noticed(seed: u64, place in 0..14usize) {
            let mut typed = code(seed).compact().into_bytes();
            prop_assume!(typed[place] != typed[place + 1]);
            typed.swap(place, place + 1);
            prop_assert!(VerificationCode::parse(std::str::from_utf8(&typed).expect("ASCII")).is_err());
        }
    }

    #[test]
    fn what_cannot_be_a_code_is_refused() {
        for text in ["", "ABCD-EFGH-JKMN", "0000-0000-0000-0000", "ÀÀÀÀ-ÀÀÀÀ-ÀÀÀÀ-ÀÀÀÀ", &"A".repeat(10_000)]
        {
            assert!(VerificationCode::parse(text).is_err());
        }
    }
}

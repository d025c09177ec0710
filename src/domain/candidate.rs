//! Identifiers of a candidate: opaque strings whose shape alone is known.
//!
//! `numGestion` acts as a shared secret and INA as its user name, so neither has a `Display` or a
//! telling `Debug`.

use super::redacted::redacted_debug;

/// The text does not have the shape of the identifier.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected {0}")]
pub struct InvalidIdentifier(&'static str);

fn shaped(text: &str, is_shaped: bool, expected: &'static str) -> Result<String, InvalidIdentifier> {
    is_shaped.then(|| text.to_owned()).ok_or(InvalidIdentifier(expected))
}

fn upper_or_digit(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

/// *Identifiant national agricole*: 8 to 11 capitals and digits; leading zeros count.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Ina(String);

/// Management number of one exam file: ten digits and a capital.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct NumGestion(String);

/// *Identifiant national élève*: eleven capitals and digits. A person may own several over time.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Ine(String);

redacted_debug!(Ina, NumGestion, Ine);

impl Ina {
    /// # Errors
    /// When the text does not match `^[0-9A-Z]{8,11}$`.
    pub fn parse(text: &str) -> Result<Self, InvalidIdentifier> {
        let is_shaped = (8..=11).contains(&text.len()) && text.bytes().all(upper_or_digit);
        shaped(text, is_shaped, "8 to 11 digits or capitals").map(Self)
    }

    /// The identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl NumGestion {
    /// # Errors
    /// When the text does not match `^[0-9]{10}[A-Z]$`.
    pub fn parse(text: &str) -> Result<Self, InvalidIdentifier> {
        let bytes = text.as_bytes();
        let is_shaped =
            bytes.len() == 11 && bytes[..10].iter().all(u8::is_ascii_digit) && bytes[10].is_ascii_uppercase();
        shaped(text, is_shaped, "ten digits and a capital").map(Self)
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Ine {
    /// # Errors
    /// When the text does not match `^[0-9A-Z]{11}$`.
    pub fn parse(text: &str) -> Result<Self, InvalidIdentifier> {
        let is_shaped = text.len() == 11 && text.bytes().all(upper_or_digit);
        shaped(text, is_shaped, "eleven digits or capitals").map(Self)
    }

    /// The identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Code of a school (*unité administrative immatriculée*): seven digits and a key letter. Public.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Uai(String);

impl Uai {
    /// Shape only: exam files hold schools closed long ago, some with a key that never was right.
    ///
    /// # Errors
    /// When the text does not match `^[0-9]{7}[A-Z]$`.
    pub fn parse(text: &str) -> Result<Self, InvalidIdentifier> {
        let bytes = text.as_bytes();
        let is_shaped =
            bytes.len() == 8 && bytes[..7].iter().all(u8::is_ascii_digit) && bytes[7].is_ascii_uppercase();
        shaped(text, is_shaped, "seven digits and a capital").map(Self)
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Ina, Ine, NumGestion, Uai};

    #[test]
    fn the_sample_of_the_ministry_is_well_formed() {
        assert!(Ina::parse("12345678").is_ok());
        assert!(NumGestion::parse("0000000000X").is_ok());
        assert!(Ine::parse("123456789AB").is_ok());
        assert!(Uai::parse("0951099D").is_ok());
    }

    #[test]
    fn other_shapes_are_refused() {
        for text in ["", "1234567", "123456789012", "1234567a", "１２３４５６７８"] {
            assert!(Ina::parse(text).is_err(), "{text}");
        }
        for text in ["", "0000000000", "00000000000", "0000000000x", "000000000XX"] {
            assert!(NumGestion::parse(text).is_err(), "{text}");
        }
        assert!(Ine::parse("123456789A").is_err());
        assert!(Uai::parse("951099D").is_err());
    }
}

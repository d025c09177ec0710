//! INSEE's *code officiel géographique* (COG): communes and countries of birth.

/// A commune of birth: two digits (or `2A`, `2B` for Corsica) and three digits, the same check as
/// FranceConnect's. The code may be historical; whether it still exists is not decided here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommuneCode(String);

/// A country of birth: `99` and three digits; France is `99100`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CountryCode(String);

/// The text is not a COG code of the expected kind.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected {0}")]
pub struct InvalidCode(&'static str);

/// FranceConnect's and the exam file's code of France, overseas territories included.
pub const FRANCE: &str = "99100";

impl CommuneCode {
    /// Reads a five-character code.
    ///
    /// # Errors
    /// When the text does not match `^(2[AB]|[0-9]{2})[0-9]{3}$`.
    pub fn parse(text: &str) -> Result<Self, InvalidCode> {
        let department_is_known = matches!(text.as_bytes(), [b'2', b'A' | b'B', ..])
            || text.bytes().take(2).all(|byte| byte.is_ascii_digit());
        let rest_is_digits = text.bytes().skip(2).all(|byte| byte.is_ascii_digit());
        if text.len() == 5 && department_is_known && rest_is_digits {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidCode("a commune code of five characters such as 12202 or 2A004"))
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl CountryCode {
    /// Reads a five-digit code.
    ///
    /// # Errors
    /// When the text does not match `^99[0-9]{3}$`.
    pub fn parse(text: &str) -> Result<Self, InvalidCode> {
        if text.len() == 5 && text.starts_with("99") && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidCode("a country code of five digits such as 99100"))
        }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is France, overseas territories included.
    pub fn is_france(&self) -> bool {
        self.0 == FRANCE
    }
}

#[cfg(test)]
mod tests {
    use super::{CommuneCode, CountryCode};

    #[test]
    fn corsica_overseas_and_leading_zeros_are_communes() {
        for code in ["12202", "2A004", "2B002", "98735", "09122"] {
            assert!(CommuneCode::parse(code).is_ok(), "{code}");
        }
        for code in ["", "2C004", "1220", "122022", "A2004", "Alger", "1220é"] {
            assert!(CommuneCode::parse(code).is_err(), "{code}");
        }
    }

    #[test]
    fn a_country_starts_with_99() {
        assert!(CountryCode::parse("99100").is_ok_and(|country| country.is_france()));
        assert!(CountryCode::parse("99139").is_ok_and(|country| !country.is_france()));
        for code in ["", "98735", "9910", "FRA", "991000"] {
            assert!(CountryCode::parse(code).is_err(), "{code}");
        }
    }
}

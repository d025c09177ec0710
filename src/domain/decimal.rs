//! Exact decimals as the exam file writes them: marks, coefficients, points, averages.
//!
//! Nothing is ever recomputed or rounded, so the digits are kept as they came; `12.5` and `12.50`
//! print as they were imported.

use super::redacted::redacted_debug;

/// A non-negative decimal with up to five digits and three decimals: a coefficient, points or an average. Kept in
/// place: a record holds fifty of them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Decimal {
    text: [u8; LONGEST],
    length: u8,
}

/// Five digits, a dot, three decimals.
const LONGEST: usize = 9;

/// A mark from 0 to 20 with up to two decimals.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Note(Decimal);

redacted_debug!(Decimal, Note);

/// The text is not a decimal of the expected range.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected {0}")]
pub struct InvalidDecimal(&'static str);

/// Whether `text` is 1 to `whole` digits, and if there is a dot, 1 to `fraction` digits after it.
fn is_decimal(text: &str, whole: usize, fraction: usize) -> bool {
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    match text.split_once('.') {
        None => digits(text, whole),
        Some((before, after)) => digits(before, whole) && digits(after, fraction),
    }
}

impl Decimal {
    /// # Errors
    /// When the text does not match `^[0-9]{1,5}(\.[0-9]{1,3})?$`.
    pub fn parse(text: &str) -> Result<Self, InvalidDecimal> {
        is_decimal(text, 5, 3)
            .then(|| Self::kept(text))
            .flatten()
            .ok_or(InvalidDecimal("a decimal of at most five digits and three decimals, with a dot"))
    }

    fn kept(text: &str) -> Option<Self> {
        let mut kept = [0; LONGEST];
        kept.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self { text: kept, length: u8::try_from(text.len()).ok()? })
    }

    /// The digits as imported, with a dot.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text[..usize::from(self.length)]).unwrap_or_default()
    }

    /// The value in thousandths, for comparisons and drawings.
    pub fn thousandths(&self) -> u32 {
        let (whole, fraction) = self.as_str().split_once('.').unwrap_or((self.as_str(), ""));
        let number =
            |digits: &str| digits.bytes().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
        let places = 10_u32.pow(3_u32.saturating_sub(fraction.len() as u32));
        number(whole) * 1000 + number(fraction) * places
    }
}

impl Note {
    /// # Errors
    /// When the text is not a number from 0 to 20 with at most two decimals.
    pub fn parse(text: &str) -> Result<Self, InvalidDecimal> {
        let decimal = is_decimal(text, 2, 2).then(|| Decimal::kept(text)).flatten();
        decimal
            .filter(|decimal| decimal.thousandths() <= 20_000)
            .map(Self)
            .ok_or(InvalidDecimal("a mark from 0 to 20 with at most two decimals"))
    }

    /// The digits as imported, with a dot.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The value in thousandths of a point.
    pub fn thousandths(&self) -> u32 {
        self.0.thousandths()
    }
}

#[cfg(test)]
mod tests {
    use super::{Decimal, Note};

    #[test]
    fn a_mark_lies_between_0_and_20() {
        for text in ["0", "0.00", "12.5", "12.50", "20", "20.00", "07.25"] {
            assert_eq!(Note::parse(text).map(|note| note.as_str().to_owned()), Ok(text.to_owned()));
        }
        for text in ["", "-1", "20.01", "21", "12,5", "12.", ".5", "12.505", "1e1", " 12"] {
            assert!(Note::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn thousandths_are_exact() {
        for (text, expected) in
            [("259.75", 259_750), ("4", 4_000), ("1.25", 1_250), ("0.001", 1), ("99999.999", 99_999_999)]
        {
            assert_eq!(Decimal::parse(text).map(|decimal| decimal.thousandths()), Ok(expected));
        }
    }
}

//! A date of birth of which the day, or day and month, may be unknown.

use jiff::civil::Date;

use super::redacted::redacted_debug;

/// A calendar-valid date of birth, or the part of it that the register knows.
///
/// Registers write an unknown day, or month and day, as `00`. FranceConnect instead fills the gap
/// with `01`, so that a date from there may be presumed without saying so; see
/// [`Birthdate::partial_forms`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Birthdate {
    year: i16,
    known: Known,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Known {
    Year,
    Month(i8),
    Day(i8, i8),
}

redacted_debug!(Birthdate);

/// The text is not `YYYY-MM-DD`, or not a day of the calendar.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected a date YYYY-MM-DD of the calendar, with 00 for an unknown day or month and day")]
pub struct InvalidBirthdate;

impl Birthdate {
    /// Reads `YYYY-MM-DD`, `YYYY-MM-00` or `YYYY-00-00`.
    ///
    /// # Errors
    /// When the text has another form or names a day that no calendar has.
    pub fn parse(text: &str) -> Result<Self, InvalidBirthdate> {
        let bytes = text.as_bytes();
        let digits_and_dashes = bytes.len() == 10
            && bytes.iter().enumerate().all(|(index, byte)| match index {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !digits_and_dashes {
            return Err(InvalidBirthdate);
        }
        let number = |range: std::ops::Range<usize>| text[range].parse::<i16>().map_err(|_| InvalidBirthdate);
        let (year, month, day) = (number(0..4)?, number(5..7)? as i8, number(8..10)? as i8);
        // The first of the known part is a day of the calendar exactly when the part exists.
        Date::new(year, month.max(1), day.max(1)).map_err(|_| InvalidBirthdate)?;
        let known = match (month, day) {
            (0, 0) => Known::Year,
            (0, _) => return Err(InvalidBirthdate),
            (month, 0) => Known::Month(month),
            (month, day) => Known::Day(month, day),
        };
        Ok(Self { year, known })
    }

    /// The full date, when all of it is known.
    pub fn date(self) -> Option<Date> {
        match self.known {
            Known::Day(month, day) => Date::new(self.year, month, day).ok(),
            Known::Year | Known::Month(_) => None,
        }
    }

    /// Year of birth.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Month of birth, when known.
    pub fn month(self) -> Option<i8> {
        match self.known {
            Known::Year => None,
            Known::Month(month) | Known::Day(month, _) => Some(month),
        }
    }

    /// What a register may hold for which FranceConnect writes this date: the month alone when it is the
    /// first of a month, the year too when it is the first of January.
    pub fn partial_forms(self) -> impl Iterator<Item = Self> {
        let month = match self.known {
            Known::Day(month, 1) => Some(month),
            _ => None,
        };
        let forms = [month.map(Known::Month), (month == Some(1)).then_some(Known::Year)];
        forms.into_iter().flatten().map(move |known| Self { known, ..self })
    }
}

impl std::fmt::Display for Birthdate {
    /// The register's own form, `00` for what is unknown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (month, day) = match self.known {
            Known::Year => (0, 0),
            Known::Month(month) => (month, 0),
            Known::Day(month, day) => (month, day),
        };
        write!(f, "{:04}-{month:02}-{day:02}", self.year)
    }
}

#[cfg(test)]
mod tests {
    use super::Birthdate;

    #[test]
    fn known_and_partial_dates_are_read_back_as_written() {
        for text in ["2004-05-17", "1992-11-00", "1992-00-00", "2004-02-29"] {
            assert_eq!(Birthdate::parse(text).map(|date| date.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn days_that_no_calendar_has_are_refused() {
        for text in [
            "2005-02-29",
            "2004-13-01",
            "2004-00-12",
            "2004-5-17",
            "17/05/2004",
            "",
            "2004-05-17 ",
            "+004-05-17",
        ] {
            assert!(Birthdate::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn only_the_first_of_a_month_may_be_presumed() {
        for (full, partial) in [
            ("1988-01-01", ["1988-01-00", "1988-00-00"].as_slice()),
            ("1996-07-01", &["1996-07-00"]),
            ("1996-07-02", &[]),
            ("1996-07-00", &[]),
        ] {
            let born = Birthdate::parse(full).expect("a date");
            let forms: Vec<String> = born.partial_forms().map(|form| form.to_string()).collect();
            assert_eq!(forms, partial, "{full}");
        }
    }
}

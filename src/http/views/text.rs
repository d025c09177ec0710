//! The words of the pages: `locales/`, looked up by key, and dates and numbers as people read them.
//!
//! A key or an argument that is missing is never replaced by the other language: it shows as `⟦key⟧`,
//! which the tests over all samples refuse.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, langid, static_loader};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::domain::birthdate::Birthdate;
use crate::domain::language::Language;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "fr",
        // Isolation marks would end up in titles and in text that people copy; both languages are
        // written from left to right.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static FRENCH: LanguageIdentifier = langid!("fr");
static ENGLISH: LanguageIdentifier = langid!("en");

static PARIS: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::get("Europe/Paris").expect("the time zone database is compiled in"));

/// The words of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// The language.
    pub language: Language,
}

/// One text on its way to a page; [`Message::with`] fills its placeholders, `Display` writes it.
pub struct Message<'a> {
    language: Language,
    key: Cow<'a, str>,
    arguments: HashMap<Cow<'static, str>, FluentValue<'a>>,
}

impl Text {
    /// The words of `language`.
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// The text with this key.
    pub fn say<'a>(self, key: impl Into<Cow<'a, str>>) -> Message<'a> {
        Message { language: self.language, key: key.into(), arguments: HashMap::new() }
    }

    /// `12 juillet 2026`, `12 July 2026`.
    pub fn date(self, date: Date) -> String {
        let day = match date.day() {
            1 => self.say("date-premier").to_string(),
            day => day.to_string(),
        };
        self.say("date-jour")
            .with("jour", day)
            .with("mois", self.month(date.month()))
            .with("annee", date.year())
            .to_string()
    }

    /// The day of an instant in Paris.
    pub fn day(self, instant: &Timestamp) -> String {
        self.date(in_paris(instant).date())
    }

    /// The time of an instant in Paris: `10 h 30`, `10:30`.
    pub fn time(self, instant: &Timestamp) -> String {
        let paris = in_paris(instant);
        let key = if paris.minute() == 0 { "date-heure-pile" } else { "date-heure" };
        self.say(key)
            .with("heures", paris.hour())
            .with("minutes", format!("{:02}", paris.minute()))
            .to_string()
    }

    /// `12 juillet 2026 à 10 h 30`, `12 July 2026 at 10:30`, in Paris.
    pub fn instant(self, instant: &Timestamp) -> String {
        let (date, time) = (self.day(instant), self.time(instant));
        self.say("date-instant").with("date", date).with("heure", time).to_string()
    }

    /// A date of birth, as far as it is known.
    pub fn birthdate(self, born: Birthdate) -> String {
        match (born.date(), born.month()) {
            (Some(date), _) => self.date(date),
            (None, Some(month)) => {
                let month = self.month(month);
                self.say("date-mois-annee").with("mois", month).with("annee", born.year()).to_string()
            }
            (None, None) => born.year().to_string(),
        }
    }

    /// Exact digits with the decimal mark of the language: `12,50`, `12.50`.
    pub fn decimal(self, digits: &str) -> String {
        match self.language {
            Language::French => digits.replace('.', ","),
            Language::English => digits.to_owned(),
        }
    }

    /// The size of a file: `82,4 Ko`, `82.4 KB`.
    pub fn size(self, bytes: usize) -> String {
        let tenths = bytes.saturating_mul(10).div_ceil(1000);
        let number = self.decimal(&format!("{}.{}", tenths / 10, tenths % 10));
        self.say("taille-ko").with("nombre", number).to_string()
    }

    /// A duration in seconds up to two minutes, in minutes beyond, in hours where these are whole.
    pub fn duration(self, seconds: u32) -> String {
        let (key, number) = if seconds <= 120 && !seconds.is_multiple_of(60) {
            ("duree-secondes", seconds)
        } else if seconds > 3600 && seconds.is_multiple_of(3600) {
            ("duree-heures", seconds / 3600)
        } else {
            ("duree-minutes", seconds.div_ceil(60))
        };
        self.say(key).with("nombre", number).to_string()
    }

    fn month(self, month: i8) -> String {
        self.say("date-mois").with("mois", month).to_string()
    }
}

impl<'a> Message<'a> {
    /// Fills the placeholder `name`.
    pub fn with(mut self, name: &'static str, value: impl Into<FluentValue<'a>>) -> Self {
        self.arguments.insert(Cow::Borrowed(name), value.into());
        self
    }
}

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let language = match self.language {
            Language::French => &FRENCH,
            Language::English => &ENGLISH,
        };
        match LOCALES.lookup_single_language(language, &self.key, Some(&self.arguments)) {
            Ok(text) => f.write_str(&text),
            Err(_) => write!(f, "⟦{}⟧", self.key),
        }
    }
}

impl From<Message<'_>> for FluentValue<'_> {
    fn from(message: Message<'_>) -> Self {
        message.to_string().into()
    }
}

fn in_paris(instant: &Timestamp) -> Zoned {
    instant.to_zoned(PARIS.clone())
}

#[cfg(test)]
mod tests {
    use super::Text;
    use crate::domain::birthdate::Birthdate;
    use crate::domain::language::Language;

    const FRENCH: Text = Text { language: Language::French };
    const ENGLISH: Text = Text { language: Language::English };

    #[test]
    fn instants_are_told_in_paris() {
        for (utc, french, english) in [
            ("2026-07-12T08:30:00Z", "12 juillet 2026 à 10\u{a0}h\u{a0}30", "12 July 2026 at 10:30"),
            ("2026-01-01T09:00:00Z", "1er janvier 2026 à 10\u{a0}h", "1 January 2026 at 10:00"),
            ("2026-12-31T23:05:00Z", "1er janvier 2027 à 0\u{a0}h\u{a0}05", "1 January 2027 at 0:05"),
        ] {
            let instant = &utc.parse().expect("an instant");
            assert_eq!(FRENCH.instant(instant), french);
            assert_eq!(ENGLISH.instant(instant), english);
        }
    }

    #[test]
    fn a_birthdate_tells_what_is_known() {
        for (text, expected) in
            [("2004-05-17", "17 mai 2004"), ("1992-11-00", "novembre 1992"), ("1992-00-00", "1992")]
        {
            assert_eq!(FRENCH.birthdate(Birthdate::parse(text).expect("a birthdate")), expected);
        }
    }

    #[test]
    fn numbers_follow_the_language() {
        assert_eq!(FRENCH.decimal("12.50"), "12,50");
        assert_eq!(ENGLISH.decimal("12.50"), "12.50");
        assert_eq!(FRENCH.size(82_350), "82,4\u{a0}Ko");
        assert_eq!(FRENCH.duration(1), "1 seconde");
        assert_eq!(FRENCH.duration(60), "1 minute");
        assert_eq!(ENGLISH.duration(1800), "30 minutes");
        assert_eq!(FRENCH.duration(28_800), "8 heures");
    }

    #[test]
    fn plurals_agree() {
        let count = |text: Text, number| text.say("liste-nombre").with("nombre", number).to_string();
        assert_eq!(count(FRENCH, 1), "1 relevé trouvé");
        assert_eq!(count(FRENCH, 2), "2 relevés trouvés");
        assert_eq!(count(ENGLISH, 1), "1 transcript found");
    }

    #[test]
    fn what_is_missing_shows() {
        assert_eq!(FRENCH.say("rien").to_string(), "⟦rien⟧");
        assert_eq!(FRENCH.say("liste-nombre").to_string(), "⟦liste-nombre⟧");
    }
}

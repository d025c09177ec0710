//! A transcript that its candidate lets others see by a code, until that code ends.

use aws_lc_rs::digest;
use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq;

use super::coded::coded;
use super::exam_file::RecordRef;
use super::hex_id::hex_id;
use super::letter::Notice;
use super::redacted::redacted_debug;
use super::subject::Subject;
use super::verification_code::VerificationCode;

/// Codes one person may have in force.
pub const MOST_SHARES: usize = 10;

/// Characters of a label.
pub const LONGEST_LABEL: usize = 60;

hex_id! {
    /// Names a share, to its candidate and in the trail.
    ShareId;
}

coded! {
    /// What the holder of the code sees.
    ShareContent {
        /// Who, which exam, what decision.
        Result = "resultat",
        /// Every mark too.
        Transcript = "releve",
        /// Every mark, and the sealed PDF to take along.
        Document = "document",
    }
}

coded! {
    /// For how long a code opens, by its number of days.
    ShareLife {
        /// A day.
        Day = "1",
        /// A week.
        Week = "7",
        /// A month.
        Month = "30",
        /// A quarter of a year.
        Quarter = "90",
    }
}

impl ShareLife {
    /// In days.
    pub fn days(self) -> u32 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }

    /// When a code ends that is made now.
    pub fn end(self, now: Timestamp) -> Timestamp {
        now.saturating_add(SignedDuration::from_hours(24 * i64::from(self.days()))).unwrap_or(Timestamp::MAX)
    }
}

/// For whom a code is, in the candidate's words and for their eyes alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Label(String);

/// The text is no label.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected 1 to {LONGEST_LABEL} printable characters")]
pub struct InvalidLabel;

impl Label {
    /// # Errors
    /// When the text is blank, too long, or has characters that are not to be seen.
    pub fn parse(text: &str) -> Result<Self, InvalidLabel> {
        let text = text.trim();
        let is_label =
            (1..=LONGEST_LABEL).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        is_label.then(|| Self(text.to_owned())).ok_or(InvalidLabel)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Six to eight digits that are told by another way than the code. Whoever holds a code for a whole quarter may try
/// some 21,600 times, ten an hour: all numbers of four digits, and two in a hundred of six.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

/// The text is no such number.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected 6 to 8 digits")]
pub struct InvalidPin;

impl Pin {
    /// # Errors
    /// When the text is not 6 to 8 digits, spaces aside.
    pub fn parse(text: &str) -> Result<Self, InvalidPin> {
        let digits: String = text.chars().filter(|character| !character.is_whitespace()).collect();
        let is_pin = (6..=8).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_pin.then_some(Self(digits)).ok_or(InvalidPin)
    }
}

/// What a store holds of a code: a hash. A code has 74 random bits, which nobody finds by trying.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CodeHash(String);

impl CodeHash {
    /// Of this code.
    pub fn of(code: &VerificationCode) -> Self {
        Self(hash(&["partage", &code.compact()]))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a store holds of a PIN: a hash that takes the code in. Without the code, which no store holds, the few
/// possible numbers cannot be tried.
#[derive(Clone, PartialEq, Eq)]
pub struct PinHash(String);

impl PinHash {
    /// Of this PIN beside this code.
    pub fn of(pin: &Pin, code: &VerificationCode) -> Self {
        Self(hash(&["pin", &code.compact(), &pin.0]))
    }

    /// As a store holds it.
    pub fn from_store(text: String) -> Self {
        Self(text)
    }

    /// Whether this is the number.
    pub fn is_of(&self, pin: &Pin, code: &VerificationCode) -> bool {
        self.0.as_bytes().ct_eq(Self::of(pin, code).0.as_bytes()).into()
    }

    /// The text, for a store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn hash(parts: &[&str]) -> String {
    hex::encode(digest::digest(&digest::SHA256, parts.join("|").as_bytes()))
}

/// One share. It is bound to the version that the candidate saw: a correction has to be shared anew.
#[derive(Clone, PartialEq, Eq)]
pub struct Share {
    /// Name.
    pub id: ShareId,
    /// Whose.
    pub subject: Subject,
    /// Of which record.
    pub record: RecordRef,
    /// The code printed on the transcript that is shared.
    pub transcript: VerificationCode,
    /// For whom.
    pub label: Label,
    /// What is to be seen.
    pub content: ShareContent,
    /// The number asked for besides.
    pub pin: Option<PinHash>,
    /// When it was made.
    pub made_at: Timestamp,
    /// From when it opens nothing more, unless it was turned off before.
    pub ends_at: Timestamp,
    /// When it was turned off.
    pub turned_off_at: Option<Timestamp>,
    /// Who is told when it is opened; forgotten once it opens no more.
    pub notice: Option<Notice>,
}

redacted_debug!(Label, Pin, PinHash, Share);

impl Share {
    /// Whether the code opens.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.turned_off_at.is_none() && now < self.ends_at
    }
}

#[cfg(test)]
mod tests {
    use super::{CodeHash, Label, Pin, PinHash};
    use crate::domain::verification_code::VerificationCode;

    #[test]
    fn a_label_is_a_line_of_text() {
        for text in ["x", "Lycée Exemple", " Mme Test ", &"é".repeat(60)] {
            assert!(Label::parse(text).is_ok(), "{text}");
        }
        for text in ["", "  ", "a\nb", "\u{1b}[1m", &"é".repeat(61)] {
            assert!(Label::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_pin_is_six_to_eight_digits() {
        for text in ["123456", "12 34 56", " 12345678 "] {
            assert!(Pin::parse(text).is_ok(), "{text}");
        }
        for text in ["", "12345", "123456789", "123a56", "१२३४५६"] {
            assert!(Pin::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_pin_serves_beside_its_code_alone() {
        let (one, other) = (VerificationCode::draw(|| 1), VerificationCode::draw(|| 2));
        let (right, wrong) = (Pin::parse("123456").expect("a PIN"), Pin::parse("123457").expect("a PIN"));
        let kept = PinHash::of(&right, &one);
        assert!(kept.is_of(&right, &one));
        assert!(!kept.is_of(&wrong, &one) && !kept.is_of(&right, &other));
        assert_ne!(CodeHash::of(&one), CodeHash::of(&other));
    }
}

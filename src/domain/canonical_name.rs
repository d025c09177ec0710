//! Names as they are compared, never as they are shown.
//!
//! Registers disagree on case, accents, ligatures, hyphens and apostrophes; none of these tells two
//! people apart. The canonical form drops exactly those differences and nothing else: particles stay
//! and tokens are not sorted.

use unicode_normalization::UnicodeNormalization;

use super::redacted::redacted_debug;

/// Upper-case ASCII letters in tokens separated by single spaces; never empty.
///
/// `Cœur-d’Éloi` and `COEUR D ELOI` have the same canonical form.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CanonicalName(String);

redacted_debug!(CanonicalName);

impl CanonicalName {
    /// The canonical form of `name`, or `None` when nothing comparable is left of it: such a name
    /// equals no other, not even itself.
    pub fn of(name: &str) -> Option<Self> {
        let mut letters = String::with_capacity(name.len());
        for character in name.chars() {
            if character.is_ascii_alphabetic() {
                letters.push(character.to_ascii_uppercase());
            } else if separates(character) {
                letters.push(' ');
            } else if let Some(spelled_out) = spelled_out(character) {
                letters.push_str(spelled_out);
            } else {
                letters.extend(
                    std::iter::once(character)
                        .nfkd()
                        .flat_map(char::to_uppercase)
                        .filter(|c| c.is_ascii_uppercase() || *c == ' '),
                );
            }
        }
        let canonical = letters.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        (!canonical.is_empty()).then_some(Self(canonical))
    }

    /// The form of several names in a row, as one list of tokens: where the boundary between two
    /// given names lies is not compared, for registers without hyphens have lost it.
    pub fn of_all<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        Self::of(&names.into_iter().collect::<Vec<_>>().join(" "))
    }

    /// The tokens in order.
    pub fn tokens(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ')
    }

    /// Whether the tokens begin with all of the other's.
    pub fn begins_with(&self, other: &Self) -> bool {
        self.0.strip_prefix(&other.0).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    }

    /// What a field of `length` letters keeps of a longer name.
    pub fn cut(&self, length: usize) -> Option<Self> {
        self.0
            .get(..length)
            .filter(|kept| kept.len() < self.0.len())
            .map(|kept| Self(kept.trim_end().to_owned()))
    }

    /// The canonical text, for a store's index.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Spaces, every kind of hyphen and every kind of apostrophe part two tokens.
fn separates(character: char) -> bool {
    character.is_whitespace() || is_hyphen(character) || is_apostrophe(character)
}

/// Whether this joins two words into one name, as registers write it.
pub(super) fn is_hyphen(character: char) -> bool {
    matches!(
        character,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{00AD}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}'
    )
}

/// Apostrophes, and the signs that keyboards and Polynesian registers put in their place.
fn is_apostrophe(character: char) -> bool {
    matches!(
        character,
        '\'' | '’' | '‘' | '‛' | 'ʻ' | 'ʼ' | 'ʽ' | 'ʹ' | '`' | '´' | '′' | '\u{A78C}' | '\u{FF07}'
    )
}

/// Letters that Unicode does not decompose but French registers spell with two or another letter.
fn spelled_out(character: char) -> Option<&'static str> {
    Some(match character {
        'Œ' | 'œ' => "OE",
        'Æ' | 'æ' => "AE",
        'ß' | 'ẞ' => "SS",
        'Ø' | 'ø' => "O",
        'Ł' | 'ł' => "L",
        'Đ' | 'đ' | 'Ð' | 'ð' => "D",
        'Þ' | 'þ' => "TH",
        'ı' => "I",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::CanonicalName;
    use proptest::prelude::*;

    fn canonical(name: &str) -> String {
        CanonicalName::of(name).map_or_else(String::new, |name| name.as_str().to_owned())
    }

    #[test]
    fn accents_ligatures_apostrophes_and_hyphens_do_not_tell_people_apart() {
        for (written, expected) in [
            ("D'ALMEIDA-PÉREZ", "D ALMEIDA PEREZ"),
            ("d’Almeida Pérez", "D ALMEIDA PEREZ"),
            ("Cœur", "COEUR"),
            ("Ÿsaÿe", "YSAYE"),
            ("  De   La\u{00A0}Roche ", "DE LA ROCHE"),
            ("LANGLADE--OUDIN", "LANGLADE OUDIN"),
            ("Łukasz Þór", "LUKASZ THOR"),
            ("O´Neill", "O NEILL"),
            ("Te ʻUira", "TE UIRA"),
        ] {
            assert_eq!(canonical(written), expected, "{written}");
        }
    }

    #[test]
    fn a_name_with_nothing_left_equals_nothing() {
        for empty in ["", "   ", "-'-", "123", "李"] {
            assert!(CanonicalName::of(empty).is_none(), "{empty}");
        }
    }

    #[test]
    fn different_letters_stay_different() {
        assert_ne!(canonical("Adèle"), canonical("Adeline"));
        assert_ne!(canonical("Martin"), canonical("Martine"));
        assert_ne!(canonical("Marie Ange"), canonical("Marieange"));
    }

    proptest! {
        #[test]
        fn canonical_form_is_idempotent(name in "\\PC{0,60}") {
            let once = canonical(&name);
            prop_assert_eq!(canonical(&once), once.clone());
            prop_assert!(once.chars().all(|c| c.is_ascii_uppercase() || c == ' '));
        }

        #[test]
        fn case_is_not_compared(name in "[a-zéèêœç' -]{1,40}") {
            prop_assert_eq!(canonical(&name), canonical(&name.to_uppercase()));
        }
    }
}

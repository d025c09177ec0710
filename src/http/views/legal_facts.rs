//! Facts that only the ministry knows, and the visible gap where one is missing.

use super::layout::Layout;
use crate::domain::enrolment_site::Bilingual;

/// One line of a list of facts.
pub struct LegalFact {
    /// What is stated.
    pub label: String,
    /// The words; nothing where the setting is missing.
    pub words: Option<String>,
    /// Name of the setting, for whoever is to write it.
    pub setting: &'static str,
    /// Whether the words are French on an English page.
    pub is_french: bool,
}

impl LegalFact {
    /// The fact of a setting, under the label with this key.
    pub fn of(layout: &Layout, label: &'static str, setting: &'static str, fact: Option<&Bilingual>) -> Self {
        let language = layout.language;
        Self {
            label: layout.say(label).to_string(),
            words: fact.map(|fact| fact.in_language(language).to_owned()),
            setting,
            is_french: language.prefix() != "" && fact.is_some_and(|fact| fact.french == fact.english),
        }
    }

    /// A fact that the service knows by itself.
    pub fn known(layout: &Layout, label: &'static str, words: impl Into<String>) -> Self {
        let label = layout.say(label).to_string();
        Self { label, words: Some(words.into()), setting: "", is_french: false }
    }
}

//! Who somebody is at FranceConnect.

use super::redacted::redacted_debug;

/// The citizen's identifier at FranceConnect (`sub`), particular to our entity; changes with civil status.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Subject(String);

redacted_debug!(Subject);

/// The text is no subject identifier.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected 1 to 255 ASCII characters")]
pub struct InvalidSubject;

impl Subject {
    /// # Errors
    /// When the text is empty, longer than 255 characters or not ASCII (OpenID Connect Core §2, `sub`).
    pub fn parse(text: &str) -> Result<Self, InvalidSubject> {
        let is_subject = (1..=255).contains(&text.len()) && text.is_ascii();
        is_subject.then(|| Self(text.to_owned())).ok_or(InvalidSubject)
    }

    /// The identifier.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

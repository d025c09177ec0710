//! A letter to one candidate. It says that something happened; never a mark, a result or a way to sign in.

use super::email_address::EmailAddress;
use super::language::Language;
use super::redacted::redacted_debug;

/// Ready to be sent.
#[derive(Clone)]
pub struct Letter {
    /// Whom to.
    pub to: EmailAddress,
    /// Subject.
    pub subject: String,
    /// The words, plain.
    pub text: String,
    /// The same words as a page.
    pub html: String,
}

/// Where, and in which language, a candidate wants to be told.
#[derive(Clone, PartialEq, Eq)]
pub struct Notice {
    /// Whom to.
    pub to: EmailAddress,
    /// In which language.
    pub language: Language,
}

redacted_debug!(Letter, Notice);

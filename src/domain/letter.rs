//! A letter to one candidate. It says that something happened; never a mark, a result or a way to sign in.

use super::email_address::EmailAddress;
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

redacted_debug!(Letter);

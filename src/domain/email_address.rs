//! An e-mail address as somebody typed it.

use super::redacted::redacted_debug;

/// One address, without a name.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

redacted_debug!(EmailAddress);

/// The text is no address that letters reach.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected an address such as prenom@example.org")]
pub struct InvalidEmailAddress;

/// RFC 5321 §4.5.3.1.
const LONGEST: usize = 254;
const LONGEST_LOCAL: usize = 64;

impl EmailAddress {
    /// Takes what mail servers take today: no quotes, no comments, no letters beyond ASCII.
    ///
    /// # Errors
    /// When the text is nothing of the kind.
    pub fn parse(text: &str) -> Result<Self, InvalidEmailAddress> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(InvalidEmailAddress)?;
        let is_local = (1..=LONGEST_LOCAL).contains(&local.len())
            && local.split('.').all(|part| !part.is_empty())
            && local
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte));
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let is_domain = domain.contains('.') && domain.split('.').all(is_label);
        if text.len() <= LONGEST && is_local && is_domain {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidEmailAddress)
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::EmailAddress;

    #[test]
    fn what_reaches_nobody_is_refused() {
        for good in ["prenom@example.org", " a.b+c@sous.example.org ", "o'neil@example.org"] {
            assert!(EmailAddress::parse(good).is_ok(), "{good}");
        }
        let long = format!("{}@example.org", "a".repeat(65));
        for bad in [
            "",
            "@",
            "prenom",
            "prenom@",
            "@example.org",
            "a@b@example.org",
            "prenom@example",
            "prenom@-example.org",
            "pre nom@example.org",
            "prénom@example.org",
            ".a@example.org",
            "a@example.org\r\nBcc: b@example.org",
            "a@example.org, b@example.org",
            "<a@example.org>",
            long.as_str(),
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(format!("{:?}", EmailAddress::parse("a@example.org")), "Ok(EmailAddress(…))");
    }
}

//! FranceConnect, as a data provider sees it: what is behind a token that somebody brings.

use super::Unavailable;
use crate::domain::assurance::Assurance;
use crate::domain::pivot_identity::PivotIdentity;
use crate::domain::redacted::redacted_debug;

/// An access token as it was brought (RFC 6750 §2.1).
#[derive(Clone)]
pub struct BearerToken(String);

redacted_debug!(BearerToken, ActiveToken);

/// Longest token read. FranceConnect's have 43 characters.
const LONGEST_TOKEN: usize = 2048;

impl BearerToken {
    /// `None` when the text cannot be a token.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
        let is_token = (1..=LONGEST_TOKEN).contains(&text.len()) && text.bytes().all(fits);
        is_token.then(|| Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A token that FranceConnect vouches for, after every check of the protocol.
pub struct ActiveToken {
    /// Whom FranceConnect issued it to: a `client_id` there.
    pub audience: String,
    /// The scopes of ours that the person let it have.
    pub scopes: Vec<String>,
    /// How surely the person is known.
    pub assurance: Assurance,
    /// The person. Their identifier differs from one service to another, so there is none.
    pub pivot: PivotIdentity,
}

/// What FranceConnect says of a token.
pub enum Introspection {
    /// Good now.
    Active(Box<ActiveToken>),
    /// Unknown, expired or revoked: FranceConnect does not say which.
    Inactive,
}

/// Asks what is behind a token.
#[async_trait::async_trait]
pub trait TokenIntrospection: Send + Sync {
    /// # Errors
    /// When FranceConnect does not answer, or its answer does not pass the checks.
    async fn introspect(&self, token: &BearerToken) -> Result<Introspection, Unavailable>;
}

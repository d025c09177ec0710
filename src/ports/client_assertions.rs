//! Statements that sites sign to prove who they are (RFC 7523 §2.2).

use super::Unavailable;
use crate::domain::enrolment_site::SiteKeys;
use crate::domain::redacted::redacted_debug;

/// What a statement says, once its signature is good; nothing of it is weighed yet.
pub struct AssertionClaims {
    /// `iss`.
    pub issuer: String,
    /// `sub`.
    pub subject: String,
    /// `aud`: one or several.
    pub audiences: Vec<String>,
    /// `jti`.
    pub id: String,
    /// `exp`, in seconds since the epoch.
    pub expires_at: i64,
    /// The latest of `iat` and `nbf`, in seconds since the epoch, if one is there.
    pub not_before: Option<i64>,
}

redacted_debug!(AssertionClaims);

/// Reads statements.
#[async_trait::async_trait]
pub trait ClientAssertions: Send + Sync {
    /// Who a statement says it is from; believed by nobody before [`ClientAssertions::verified`].
    fn claimed_issuer(&self, assertion: &str) -> Option<String>;

    /// What a statement says; none when none of these keys signed it.
    ///
    /// # Errors
    /// When the keys are at the site and the site does not answer.
    async fn verified(
        &self,
        assertion: &str,
        keys: &SiteKeys,
    ) -> Result<Option<AssertionClaims>, Unavailable>;
}

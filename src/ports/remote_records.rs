//! Exam records that another service has: it can be asked by whoever holds something of the person's, and not
//! searched.

use super::Unavailable;
use super::token_introspection::BearerToken;
use crate::domain::credentials::Credentials;
use crate::domain::exam_record::ExamRecord;
use crate::domain::redacted::redacted_debug;

/// A record as it was released to us.
#[derive(Clone)]
pub struct RemoteRecord {
    /// The record.
    pub record: ExamRecord,
    /// The same as text, to be kept and read again.
    pub text: String,
}

redacted_debug!(RemoteRecord);

/// What the other service answers.
#[derive(Debug)]
pub enum RemoteAnswer {
    /// These records, one or more, all of one person.
    Records(Vec<RemoteRecord>),
    /// Unknown there, or nothing published: it does not say which.
    Nothing,
    /// It was asked too often about this person.
    TooMany {
        /// Seconds until it may be asked again.
        wait_seconds: u32,
    },
}

/// Asks the other service. Asking twice changes nothing there but its counts of attempts.
#[async_trait::async_trait]
pub trait RemoteRecords: Send + Sync {
    /// By INA and management number.
    ///
    /// # Errors
    /// When it does not answer, or not as its contract says.
    async fn by_credentials(&self, credentials: &Credentials) -> Result<RemoteAnswer, Unavailable>;

    /// By an access token that FranceConnect issued for the person.
    ///
    /// # Errors
    /// As above, and when it does not take the token.
    async fn by_token(&self, token: &BearerToken) -> Result<RemoteAnswer, Unavailable>;

    /// Reads the text of a [`RemoteRecord`] again.
    ///
    /// # Errors
    /// When the text is damaged.
    fn read(&self, text: &str) -> Result<ExamRecord, Unavailable>;
}

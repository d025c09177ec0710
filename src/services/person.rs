//! Who is at the keyboard, and what is theirs: the same question, whether FranceConnect answers for them or
//! the numbers they gave.

use super::answer_credentials::{AnswerCredentialsService, Opened};
use super::find_records::{FindRecordsService, Found, OwnRecord};
use crate::domain::audit::Actor;
use crate::domain::credentials::CandidateNumbers;
use crate::domain::exam_file::RecordRef;
use crate::domain::giver::Giver;
use crate::domain::pivot_identity::PivotIdentity;
use crate::domain::subject::Subject;
use crate::ports::Unavailable;

/// Somebody who may see transcripts.
#[derive(Clone, Copy)]
pub enum Person<'a> {
    /// Signed in with FranceConnect.
    SignedIn {
        /// Identifier there.
        subject: &'a Subject,
        /// Civil identity.
        identity: &'a PivotIdentity,
    },
    /// Known by their numbers.
    WithNumbers(&'a CandidateNumbers),
}

impl Person<'_> {
    /// Everything that is theirs.
    ///
    /// # Errors
    /// When the records cannot be reached.
    pub async fn records(
        self,
        find_records: &FindRecordsService,
        answer_credentials: &AnswerCredentialsService,
    ) -> Result<Found, Unavailable> {
        match self {
            Self::SignedIn { subject, identity } => find_records.of(subject, identity).await,
            Self::WithNumbers(numbers) => Self::known_by(numbers, answer_credentials).await,
        }
    }

    /// What is theirs, as far as it takes to say which of these records are.
    ///
    /// # Errors
    /// When the records cannot be reached.
    pub async fn records_among(
        self,
        wanted: &[RecordRef],
        find_records: &FindRecordsService,
        answer_credentials: &AnswerCredentialsService,
    ) -> Result<Found, Unavailable> {
        match self {
            Self::SignedIn { subject, identity } => find_records.among(subject, identity, wanted).await,
            Self::WithNumbers(numbers) => Self::known_by(numbers, answer_credentials).await,
        }
    }

    async fn known_by(
        numbers: &CandidateNumbers,
        answer_credentials: &AnswerCredentialsService,
    ) -> Result<Found, Unavailable> {
        Ok(match answer_credentials.still_open_to(numbers).await? {
            Opened::Records(records) => Found::Records(records.into_iter().map(Into::into).collect()),
            Opened::Nothing | Opened::TooMany { .. } => Found::Nothing,
        })
    }

    /// One record that is theirs; `None` when the reference is somebody else's or nobody's, which look the same.
    ///
    /// # Errors
    /// When the records cannot be reached.
    pub async fn record(
        self,
        reference: &RecordRef,
        find_records: &FindRecordsService,
        answer_credentials: &AnswerCredentialsService,
    ) -> Result<Option<OwnRecord>, Unavailable> {
        let wanted = std::slice::from_ref(reference);
        Ok(self.records_among(wanted, find_records, answer_credentials).await?.one(reference))
    }

    /// Who this is, for the trail.
    pub fn actor(self) -> Actor {
        match self {
            Self::SignedIn { subject, .. } => Actor::Candidate(subject.clone()),
            Self::WithNumbers(_) => Actor::Credentials,
        }
    }

    /// Who this is, for what they hand over.
    pub fn giver(self) -> Giver {
        match self {
            Self::SignedIn { subject, .. } => Giver::Candidate(subject.clone()),
            Self::WithNumbers(numbers) => Giver::Numbers(numbers.credentials.ina.clone()),
        }
    }
}

//! From what a person holds, a FranceConnect token or INA and management number, to the records that another
//! service, an ARPENT API, releases for it.
//!
//! That service can be asked and not searched, so it is asked when the person is there: the access token of a
//! sign-in serves once, in the callback, and is kept nowhere. The answer is kept as long as a session may last,
//! where sessions are (and encrypted there), under the person's `sub`.
//!
//! It knows more than it tells, so it decides whose a record is; its mistakes are caught all the same. One
//! record that cannot be this person's, and nothing of the whole answer is shown.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::answer_credentials::PublishedRecord;
use super::find_records::OwnRecord;
use crate::domain::credentials::Credentials;
use crate::domain::exam_file::{Embargo, Publication, RecordRef};
use crate::domain::exam_record::{ExamRecord, Holder};
use crate::domain::matching::{Evidence, is_contradicted_by_holder, may_be_holder};
use crate::domain::pivot_identity::{BirthPlace, PivotIdentity};
use crate::domain::redacted::redacted_debug;
use crate::domain::subject::Subject;
use crate::ports::Unavailable;
use crate::ports::remote_records::{RemoteAnswer, RemoteRecord, RemoteRecords};
use crate::ports::short_term_store::ShortTermStore;
use crate::ports::token_introspection::BearerToken;

/// The gesture.
pub struct AskRemoteService {
    /// The other service.
    pub remote: Arc<dyn RemoteRecords>,
    /// Where its answers are kept.
    pub answers: Arc<dyn ShortTermStore>,
    /// How long: as long as a session may last.
    pub life: Duration,
}

/// What was released.
pub enum Released {
    /// These records.
    Records(Vec<PublishedRecord>),
    /// None, or none that can be this person's.
    Nothing,
    /// Asked too often.
    TooMany {
        /// Seconds until it may be asked again.
        wait_seconds: u32,
    },
}

/// A record as it is kept.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    reference: String,
    /// Whether INA and management number opened it.
    is_proven: bool,
    text: String,
}

redacted_debug!(Kept);

const WHAT: &str = "the records of the ARPENT API";

impl AskRemoteService {
    /// Asks for the person who signs in, and keeps the answer. What they proved earlier stays.
    ///
    /// # Errors
    /// When the other service does not answer, or for somebody else: then nothing is known of this person.
    pub async fn at_sign_in(
        &self,
        subject: &Subject,
        identity: &PivotIdentity,
        token: &BearerToken,
    ) -> Result<(), Unavailable> {
        let mut kept = self.kept(subject).await?.unwrap_or_default();
        kept.retain(|one| one.is_proven);
        for (reference, RemoteRecord { text, .. }) in self.released_to(identity, token).await? {
            add(&mut kept, Kept { reference: reference.as_str().to_owned(), is_proven: false, text });
        }
        self.keep(subject, &kept).await
    }

    /// What is kept for this person and not contradicted by their identity.
    ///
    /// # Errors
    /// When nothing is: the other service did not answer at their sign-in.
    pub async fn of(
        &self,
        subject: &Subject,
        identity: &PivotIdentity,
        now: Timestamp,
    ) -> Result<Vec<OwnRecord>, Unavailable> {
        let kept = self.kept(subject).await?.ok_or_else(|| {
            Unavailable::because(WHAT, anyhow::anyhow!("no answer is kept: it did not answer at the sign-in"))
        })?;
        let mut own = Vec::with_capacity(kept.len());
        for Kept { reference, is_proven, text } in kept {
            let record = self.remote.read(&text)?;
            if is_contradicted_by_holder(identity, &record.candidate) {
                continue;
            }
            own.push(OwnRecord {
                reference: RecordRef::parse(&reference).map_err(|error| Unavailable::because(WHAT, error))?,
                publication: publication(record, now),
                evidence: if is_proven { Evidence::Credentials } else { Evidence::Released },
            });
        }
        Ok(own)
    }

    /// One record that is kept for this person.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn kept_for(
        &self,
        subject: &Subject,
        reference: &RecordRef,
    ) -> Result<Option<ExamRecord>, Unavailable> {
        let kept = self.kept(subject).await?.unwrap_or_default();
        let kept = kept.into_iter().find(|one| one.reference == reference.as_str());
        kept.map(|one| self.remote.read(&one.text)).transpose()
    }

    /// Asks with the numbers a signed-in person gives, and keeps what is not contradicted by who they are.
    ///
    /// # Errors
    /// When the other service or the store does not answer.
    pub async fn prove(
        &self,
        subject: &Subject,
        identity: &PivotIdentity,
        credentials: &Credentials,
    ) -> Result<Released, Unavailable> {
        let (records, own) = match self.remote.by_credentials(credentials).await? {
            RemoteAnswer::TooMany { wait_seconds } => return Ok(Released::TooMany { wait_seconds }),
            RemoteAnswer::Nothing => return Ok(Released::Nothing),
            RemoteAnswer::Records(records) => referenced(&named(credentials), records)?,
        };
        if records.iter().any(|(_, one)| is_contradicted_by_holder(identity, &one.record.candidate)) {
            return Ok(Released::Nothing);
        }
        let mut kept = self.kept(subject).await?.unwrap_or_default();
        for (reference, RemoteRecord { text, .. }) in records {
            add(&mut kept, Kept { reference: reference.as_str().to_owned(), is_proven: true, text });
        }
        self.keep(subject, &kept).await?;
        Ok(Released::Records(own))
    }

    /// Forgets what this person proved and no token released.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn forget_proven(&self, subject: &Subject) -> Result<(), Unavailable> {
        let Some(mut kept) = self.kept(subject).await? else { return Ok(()) };
        kept.retain(|one| !one.is_proven);
        self.keep(subject, &kept).await
    }

    /// Asks for a caller who holds the numbers and is nobody here.
    ///
    /// # Errors
    /// When the other service does not answer.
    pub async fn by_credentials(&self, credentials: &Credentials) -> Result<Released, Unavailable> {
        Ok(match self.remote.by_credentials(credentials).await? {
            RemoteAnswer::TooMany { wait_seconds } => Released::TooMany { wait_seconds },
            RemoteAnswer::Nothing => Released::Nothing,
            RemoteAnswer::Records(records) => Released::Records(referenced(&named(credentials), records)?.1),
        })
    }

    /// Asks for the person a site's token stands for.
    ///
    /// # Errors
    /// When the other service does not answer, or for somebody else.
    pub async fn by_token(
        &self,
        identity: &PivotIdentity,
        token: &BearerToken,
        now: Timestamp,
    ) -> Result<Vec<OwnRecord>, Unavailable> {
        let released = self.released_to(identity, token).await?;
        let own = released.into_iter().map(|(reference, RemoteRecord { record, .. })| OwnRecord {
            reference,
            publication: publication(record, now),
            evidence: Evidence::Released,
        });
        Ok(own.collect())
    }

    async fn released_to(
        &self,
        identity: &PivotIdentity,
        token: &BearerToken,
    ) -> Result<Vec<(RecordRef, RemoteRecord)>, Unavailable> {
        let records = match self.remote.by_token(token).await? {
            RemoteAnswer::Records(records) => records,
            RemoteAnswer::Nothing => return Ok(Vec::new()),
            RemoteAnswer::TooMany { .. } => {
                return Err(Unavailable::because(WHAT, anyhow::anyhow!("we asked too often")));
            }
        };
        if !records.iter().all(|one| may_be_holder(identity, &one.record.candidate)) {
            return Err(Unavailable::because(
                WHAT,
                anyhow::anyhow!("the answer holds another person's record"),
            ));
        }
        Ok(referenced(&known_as(identity), records)?.0)
    }

    async fn kept(&self, subject: &Subject) -> Result<Option<Vec<Kept>>, Unavailable> {
        let Some(value) = self.answers.get(&entry(subject)).await? else { return Ok(None) };
        serde_json::from_slice(&value).map(Some).map_err(|error| Unavailable::because(WHAT, error))
    }

    async fn keep(&self, subject: &Subject, kept: &[Kept]) -> Result<(), Unavailable> {
        let value = serde_json::to_vec(kept).expect("texts always serialize");
        self.answers.put(&entry(subject), &value, self.life).await
    }
}

fn entry(subject: &Subject) -> String {
    format!("released-to:{}", subject.as_str())
}

fn add(kept: &mut Vec<Kept>, one: Kept) {
    kept.retain(|known| known.reference != one.reference);
    kept.push(one);
}

/// The other service should hold embargoes back; should it not, we do.
fn publication(record: ExamRecord, now: Timestamp) -> Publication {
    if record.published_at <= now {
        Publication::Published(Box::new(record))
    } else {
        Publication::Embargoed(Embargo { session: record.exam.session, until: record.published_at })
    }
}

fn named(credentials: &Credentials) -> String {
    format!("ina {}", credentials.ina.as_str())
}

/// All that FranceConnect tells of a person: two people of whom it is all the same cannot be told apart there.
fn known_as(identity: &PivotIdentity) -> String {
    let place = match identity.birth_place() {
        BirthPlace::InFrance(commune) => commune.as_str(),
        BirthPlace::SomewhereInFrance => "",
        BirthPlace::Abroad(country) => country.as_str(),
    };
    let (name, given) = (identity.canonical_birth_name(), identity.canonical_given_names());
    let (born, gender) = (identity.birthdate(), identity.gender());
    format!("pivot {}|{}|{born}|{gender:?}|{place}", name.as_str(), given.as_str())
}

type Referenced = (Vec<(RecordRef, RemoteRecord)>, Vec<PublishedRecord>);

/// Gives each record the reference that it has here: the same whenever it is released to this person, another
/// for anybody else. Two records of one exam are a mistake of the other service's.
fn referenced(person: &str, records: Vec<RemoteRecord>) -> Result<Referenced, Unavailable> {
    let mut referenced: Vec<(RecordRef, RemoteRecord)> = Vec::with_capacity(records.len());
    for one in records {
        let reference = reference(person, &one.record);
        if referenced.iter().any(|(known, _)| *known == reference) {
            return Err(Unavailable::because(WHAT, anyhow::anyhow!("the answer holds an exam twice")));
        }
        referenced.push((reference, one));
    }
    let published = referenced.iter().map(|(reference, one)| PublishedRecord {
        reference: reference.clone(),
        record: Box::new(one.record.clone()),
        evidence: Evidence::Credentials,
    });
    let published = published.collect();
    Ok((referenced, published))
}

fn reference(person: &str, record: &ExamRecord) -> RecordRef {
    let Holder { birth_name, given_names, birthdate, .. } = &record.candidate;
    let exam = record.exam.key();
    let text = [
        "a record of the ARPENT API",
        person,
        birth_name,
        &given_names.join("\u{1f}"),
        &birthdate.to_string(),
        exam.diploma.code(),
        exam.speciality.as_deref().unwrap_or_default(),
        exam.option.as_deref().unwrap_or_default(),
        &exam.session.to_string(),
        exam.session_kind.code(),
    ]
    .join("\u{1e}");
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_ref()[..16]);
    RecordRef::from_random(bytes)
}

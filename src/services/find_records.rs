//! From a civil identity to what this person may see.

use std::sync::Arc;

use jiff::Timestamp;

use super::ask_remote::AskRemoteService;
use crate::domain::cog::CommuneHistory;
use crate::domain::exam_file::{ExamFile, Publication, RecordRef};
use crate::domain::exam_record::{Candidate, ExamRecord, FiledRecord};
use crate::domain::giver::Giver;
use crate::domain::lookup_key::LookupKey;
use crate::domain::matching::{
    Evidence, Match, Resolution, Tolerance, is_contradicted, may_be_one_person, resolve,
};
use crate::domain::pivot_identity::PivotIdentity;
use crate::domain::subject::Subject;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::exam_records::ExamRecords;
use crate::ports::proven_links::ProvenLinks;
use crate::ports::token_introspection::BearerToken;

/// One record of the person, as far as it is public.
pub struct OwnRecord {
    /// The reference in addresses.
    pub reference: RecordRef,
    /// The version in force, or that there is none yet.
    pub publication: Publication,
    /// How it was found to be this person's.
    pub evidence: Evidence,
}

/// What was found.
pub enum Found {
    /// One record or more, newest session first.
    Records(Vec<OwnRecord>),
    /// Nobody, or more than one person: told apart in the log, never to the citizen.
    Nothing,
}

impl Found {
    /// The record with this reference, when it is among them.
    pub fn one(self, reference: &RecordRef) -> Option<OwnRecord> {
        match self {
            Self::Records(records) => records.into_iter().find(|own| own.reference == *reference),
            Self::Nothing => None,
        }
    }
}

/// A record that a person chose to hand over.
pub struct ChosenRecord {
    /// What it says.
    pub record: ExamRecord,
    /// Who that is in the directory; another service does not tell.
    pub candidate: Option<Candidate>,
}

/// Where records are.
pub enum RecordSource {
    /// In our own directory.
    Directory(Directory),
    /// With another service, which answered when the person signed in.
    Remote(Arc<AskRemoteService>),
}

/// Our own directory.
pub struct Directory {
    /// The records.
    pub records: Arc<dyn ExamRecords>,
    /// Records that were proven, beside those that match.
    pub links: Arc<dyn ProvenLinks>,
    /// Which codes name one birthplace.
    pub communes: Arc<CommuneHistory>,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

/// The gesture.
pub struct FindRecordsService {
    /// Where records are.
    pub source: RecordSource,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

impl FindRecordsService {
    /// Everything that belongs to this person.
    ///
    /// # Errors
    /// When the source does not answer.
    pub async fn of(&self, subject: &Subject, identity: &PivotIdentity) -> Result<Found, Unavailable> {
        let now = self.clock.now();
        Ok(found(match &self.source {
            RecordSource::Directory(directory) => directory.of(subject, identity, now).await?,
            RecordSource::Remote(remote) => remote.of(subject, identity, now).await?,
        }))
    }

    /// What a token opens that a site brings: its `sub` is another than the one the person is known by here, so
    /// it is the civil identity alone, or the token itself, that finds.
    ///
    /// # Errors
    /// When the source does not answer.
    pub async fn by_token(
        &self,
        identity: &PivotIdentity,
        token: &BearerToken,
    ) -> Result<Found, Unavailable> {
        let now = self.clock.now();
        Ok(found(match &self.source {
            RecordSource::Directory(directory) => own(directory.matches(identity).await?, now),
            RecordSource::Remote(remote) => remote.by_token(identity, token, now).await?,
        }))
    }

    /// What the trail keeps of why a record is this person's: level and rule, and the edition of the table of
    /// communes when that decided.
    pub fn reason(&self, evidence: Evidence) -> String {
        match &self.source {
            RecordSource::Directory(Directory { communes, .. })
                if evidence == Evidence::Tolerated(Tolerance::BirthPlace) =>
            {
                let edition = communes.edition().unwrap_or("sans édition");
                format!("{} COG {edition}", evidence.code())
            }
            _ => evidence.code().to_owned(),
        }
    }

    /// Somebody signs in: where records are with another service, it is asked now, for the token does not live
    /// long. Should it fail, the person is signed in all the same, and their records are out of reach.
    pub async fn at_sign_in(&self, subject: &Subject, identity: &PivotIdentity, token: &BearerToken) {
        if let RecordSource::Remote(remote) = &self.source
            && let Err(error) = remote.at_sign_in(subject, identity, token).await
        {
            tracing::error!(%error, cause = %error.source, "the records of a person could not be asked for");
        }
    }

    /// The version of a record that somebody chose to hand over; none when it was withdrawn since. Of what another
    /// service released for numbers nothing is kept, so nothing is found.
    ///
    /// # Errors
    /// When the source does not answer.
    pub async fn chosen(
        &self,
        giver: &Giver,
        reference: &RecordRef,
        version: u32,
    ) -> Result<Option<ChosenRecord>, Unavailable> {
        let now = self.clock.now();
        match &self.source {
            RecordSource::Directory(directory) => {
                let file = directory.records.file(reference).await?;
                let is_it = |one: &&FiledRecord| one.version == version && one.published_at <= now;
                let filed = file.as_ref().and_then(|file| file.versions().find(is_it)).cloned();
                Ok(filed.map(|filed| ChosenRecord {
                    candidate: Some(filed.candidate.clone()),
                    record: filed.released(),
                }))
            }
            RecordSource::Remote(remote) => {
                let Giver::Candidate(subject) = giver else { return Ok(None) };
                let record = remote.kept_for(subject, reference).await?;
                let record = record.filter(|one| one.version == version && one.published_at <= now);
                Ok(record.map(|record| ChosenRecord { record, candidate: None }))
            }
        }
    }

    /// Which version of a record is in force; none when it is not public, or with another service.
    ///
    /// # Errors
    /// When the directory does not answer.
    pub async fn version_in_force(&self, reference: &RecordRef) -> Result<Option<u32>, Unavailable> {
        let RecordSource::Directory(directory) = &self.source else { return Ok(None) };
        let file = directory.records.file(reference).await?;
        Ok(match file.map(|file| file.publication(self.clock.now())) {
            Some(Publication::Published(record)) => Some(record.version),
            Some(Publication::Embargoed(_)) | None => None,
        })
    }

    /// One record of this person; `None` when the reference is somebody else's or nobody's, which look
    /// the same.
    ///
    /// # Errors
    /// When the source does not answer.
    pub async fn one_of(
        &self,
        subject: &Subject,
        identity: &PivotIdentity,
        reference: &RecordRef,
    ) -> Result<Option<OwnRecord>, Unavailable> {
        Ok(self.among(subject, identity, std::slice::from_ref(reference)).await?.one(reference))
    }

    /// What belongs to this person, as far as it takes to say which of these records do.
    ///
    /// # Errors
    /// When the source does not answer.
    pub async fn among(
        &self,
        subject: &Subject,
        identity: &PivotIdentity,
        wanted: &[RecordRef],
    ) -> Result<Found, Unavailable> {
        let now = self.clock.now();
        Ok(found(match &self.source {
            RecordSource::Directory(directory) => directory.among(subject, identity, wanted, now).await?,
            RecordSource::Remote(remote) => remote.of(subject, identity, now).await?,
        }))
    }
}

impl Directory {
    /// Everything that belongs to this person: what matches, then what they proved.
    async fn of(
        &self,
        subject: &Subject,
        identity: &PivotIdentity,
        now: Timestamp,
    ) -> Result<Vec<OwnRecord>, Unavailable> {
        let mut found = self.matches(identity).await?;
        self.add_proven(&mut found, subject, identity, now).await?;
        Ok(own(found, now))
    }

    /// The same, when these are all that matters. What was proven is asked for only when one of them does not
    /// match: it adds to what matches, and changes nothing there.
    async fn among(
        &self,
        subject: &Subject,
        identity: &PivotIdentity,
        wanted: &[RecordRef],
        now: Timestamp,
    ) -> Result<Vec<OwnRecord>, Unavailable> {
        let mut found = self.matches(identity).await?;
        if !wanted.iter().all(|reference| holds(&found, reference)) {
            self.add_proven(&mut found, subject, identity, now).await?;
        }
        Ok(own(found, now))
    }

    async fn add_proven(
        &self,
        found: &mut Vec<Match>,
        subject: &Subject,
        identity: &PivotIdentity,
        now: Timestamp,
    ) -> Result<(), Unavailable> {
        for file in self.proven(subject, identity, now).await? {
            if !holds(found, file.reference()) {
                found.push(Match { file, evidence: Evidence::Credentials });
            }
        }
        Ok(())
    }

    async fn matches(&self, identity: &PivotIdentity) -> Result<Vec<Match>, Unavailable> {
        let resolution = self.resolve(identity).await?;
        let outcome = match &resolution {
            Resolution::Unique(_) => "unique",
            Resolution::NoMatch => "no_match",
            Resolution::Ambiguous => "ambiguous",
        };
        metrics::counter!("resolutions_total", "outcome" => outcome).increment(1);
        Ok(match resolution {
            Resolution::Unique(found) => {
                let evidence: Vec<_> = found.iter().map(|own| own.evidence.code()).collect();
                tracing::info!(resolution = outcome, ?evidence, "identity resolved");
                found
            }
            Resolution::NoMatch => {
                tracing::info!(resolution = outcome, "identity not resolved");
                Vec::new()
            }
            Resolution::Ambiguous => {
                tracing::warn!(resolution = outcome, "identity not resolved");
                Vec::new()
            }
        })
    }

    /// Whose the records are that bear this identity.
    ///
    /// # Errors
    /// When the directory does not answer.
    pub async fn resolve(&self, identity: &PivotIdentity) -> Result<Resolution, Unavailable> {
        let now = self.clock.now();
        let candidates = self.records.under(&LookupKey::all_for(identity)).await?;
        let resolution = resolve(identity, candidates.clone(), &self.communes, now);
        // Other files of the same candidate may stand under another name or date, and tell that the gap a
        // tolerance bridged is somebody else's.
        let tolerated = match &resolution {
            Resolution::Unique(found) if found.iter().all(|own| own.evidence != Evidence::Exact) => {
                found.first()
            }
            _ => None,
        };
        let Some(tolerated) = tolerated else {
            return Ok(resolution);
        };
        let mut all = self.records.files_of(&tolerated.file.candidate(now).ina).await?;
        let others: Vec<_> = candidates.into_iter().filter(|file| is_new(file, &all)).collect();
        all.extend(others);
        Ok(resolve(identity, all, &self.communes, now))
    }

    /// The files of the candidates this person proved to be: those whose numbers were given, and those under
    /// the same INA that nothing tells apart from them. What contradicts the identity by now is left out.
    async fn proven(
        &self,
        subject: &Subject,
        identity: &PivotIdentity,
        now: Timestamp,
    ) -> Result<Vec<ExamFile>, Unavailable> {
        let mut proven: Vec<ExamFile> = Vec::new();
        for link in self.links.of(subject).await? {
            let files = self.records.files_of(&link.ina).await?;
            let Some(proof) = files.iter().find(|file| *file.reference() == link.record) else { continue };
            let proof = proof.candidate(now).clone();
            let is_own = |file: &ExamFile| {
                let candidate = file.candidate(now);
                !is_contradicted(identity, candidate) && may_be_one_person(candidate, &proof, &self.communes)
            };
            proven.extend(files.into_iter().filter(is_own));
        }
        Ok(proven)
    }
}

fn holds(found: &[Match], reference: &RecordRef) -> bool {
    found.iter().any(|own| own.file.reference() == reference)
}

fn own(found: Vec<Match>, now: Timestamp) -> Vec<OwnRecord> {
    let own_record = |Match { file, evidence }: Match| OwnRecord {
        reference: file.reference().clone(),
        publication: file.publication(now),
        evidence,
    };
    found.into_iter().map(own_record).collect()
}

fn found(mut records: Vec<OwnRecord>) -> Found {
    if records.is_empty() {
        return Found::Nothing;
    }
    records.sort_by_key(|record| std::cmp::Reverse(order(record)));
    Found::Records(records)
}

fn is_new(file: &ExamFile, to: &[ExamFile]) -> bool {
    to.iter().all(|known| known.reference() != file.reference())
}

/// Newest first; the reference only to have one order always.
fn order(record: &OwnRecord) -> (u16, Timestamp, String) {
    let (session, at) = match &record.publication {
        Publication::Published(record) => (record.exam.session, record.published_at),
        Publication::Embargoed(embargo) => (embargo.session, embargo.until),
    };
    (session, at, record.reference.as_str().to_owned())
}

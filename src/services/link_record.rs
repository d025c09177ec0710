//! From a second proof, INA and management number, to a record that the next sign-in finds again.
//!
//! Both can be guessed, so attempts are counted by INA and by person, and every refusal is the same answer
//! after the same time. The numbers of somebody else open nothing when the civil identity contradicts the
//! file, or when the person is known by another file under other given names, as a twin is. A record that one
//! person linked moves to another `sub` only with the same [`Likeness`]: that of a person whose name changed.
//! All of it leaves a trace.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::ask_remote::Released;
use super::find_records::{Directory, FindRecordsService, RecordSource};
use super::keep_trail::{Circumstances, KeepTrailService};
use super::limit_attempts::{Counted, LimitAttemptsService, Turn};
use crate::domain::audit::{Action, Actor};
use crate::domain::candidate::Ina;
use crate::domain::credentials::Credentials;
use crate::domain::exam_file::RecordRef;
use crate::domain::exam_record::Candidate;
use crate::domain::matching::{Evidence, Resolution, given_names_differ, is_contradicted};
use crate::domain::pivot_identity::PivotIdentity;
use crate::domain::proven_link::{Likeness, ProvenLink};
use crate::domain::subject::Subject;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::shares::Shares;

/// A refusal leaves this long after its question came: longer than any look-up takes, so that what was
/// looked up does not show in the time.
const REFUSAL_AFTER: Duration = Duration::from_millis(150);
/// The same when another service is asked, which takes its own time to refuse.
const REMOTE_REFUSAL_AFTER: Duration = Duration::from_millis(800);

/// What became of a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linking {
    /// The record is theirs from now on.
    Linked,
    /// Unknown INA, wrong number, another birth date or sex, or linked to somebody else: nobody learns which.
    Refused,
    /// This INA, or this person, tried too often.
    TooMany {
        /// Seconds until another attempt counts.
        wait_seconds: u32,
    },
}

/// The gesture.
pub struct LinkRecordService {
    /// Finds what the civil identity alone finds.
    pub find_records: Arc<FindRecordsService>,
    /// What is shared of records that are let go again.
    pub shares: Arc<dyn Shares>,
    /// Counts attempts.
    pub limits: Arc<LimitAttemptsService>,
    /// Keeps the trail.
    pub keep_trail: Arc<KeepTrailService>,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

impl LinkRecordService {
    /// Links the record that the credentials open to this person.
    ///
    /// # Errors
    /// When a store does not answer; nothing is linked then.
    pub async fn link(
        &self,
        subject: &Subject,
        identity: &PivotIdentity,
        credentials: &Credentials,
    ) -> Result<Linking, Unavailable> {
        let begun = Instant::now();
        for counted in [Counted::Person(subject), Counted::Ina(&credentials.ina)] {
            if let Turn::TooMany { wait_seconds } = self.limits.count(counted).await? {
                tracing::warn!("a proof was tried too often");
                return Ok(Linking::TooMany { wait_seconds });
            }
        }
        let proven = match &self.find_records.source {
            RecordSource::Directory(directory) => {
                self.prove(directory, subject, identity, credentials).await?
            }
            RecordSource::Remote(remote) => match remote.prove(subject, identity, credentials).await? {
                Released::TooMany { wait_seconds } => return Ok(Linking::TooMany { wait_seconds }),
                Released::Nothing => Err("the ARPENT API releases nothing of this person for these numbers"),
                Released::Records(records) => {
                    for record in records {
                        self.note(subject, Action::Linked, &record.reference, None).await?;
                    }
                    Ok(())
                }
            },
        };
        match proven {
            Ok(()) => {
                self.limits.forgive(Counted::Ina(&credentials.ina)).await?;
                Ok(Linking::Linked)
            }
            Err(cause) => {
                tracing::warn!(cause, "a proof was refused");
                let after = match self.find_records.source {
                    RecordSource::Directory(_) => REFUSAL_AFTER,
                    RecordSource::Remote(_) => REMOTE_REFUSAL_AFTER,
                };
                sleep_until(begun + after).await;
                Ok(Linking::Refused)
            }
        }
    }

    /// Links, or says why not.
    async fn prove(
        &self,
        directory: &Directory,
        subject: &Subject,
        identity: &PivotIdentity,
        credentials: &Credentials,
    ) -> Result<Result<(), &'static str>, Unavailable> {
        let now = self.clock.now();
        let files = directory.records.files_of(&credentials.ina).await?;
        let Some(file) = credentials.proven(&files, now) else {
            return Ok(Err("no published record has these numbers"));
        };
        if is_contradicted(identity, file.candidate(now)) {
            return Ok(Err("the civil identity contradicts the record"));
        }
        if let Resolution::Unique(known) = directory.resolve(identity).await? {
            let known: Vec<_> = known.iter().map(|own| own.file.candidate(now)).collect();
            let is_twin = |own: &&Candidate| given_names_differ(own, file.candidate(now));
            if known.iter().all(|own| own.ina != credentials.ina) && known.iter().any(is_twin) {
                return Ok(Err("the person is known by other given names"));
            }
        }
        let likeness = Likeness::of(identity, &credentials.ina);
        let held = directory.links.to(&credentials.ina).await?;
        let earlier = held.iter().find(|link| link.subject != *subject);
        if earlier.is_some_and(|link| link.likeness != likeness) {
            return Ok(Err("the record is linked to somebody else"));
        }
        if let Some(earlier) = earlier {
            let moved = Some("remplacé après un changement d’état civil");
            self.note(subject, Action::Unlinked, &earlier.record, moved).await?;
        }
        self.note(subject, Action::Linked, file.reference(), None).await?;
        let link = ProvenLink {
            subject: subject.clone(),
            ina: credentials.ina.clone(),
            record: file.reference().clone(),
            likeness,
            proven_at: now,
        };
        let is_kept = directory.links.keep(&link, earlier.map(|link| &link.subject)).await?;
        if let Some(earlier) = earlier.filter(|_| is_kept) {
            self.stop_sharing(directory, &earlier.ina, &earlier.subject).await?;
        }
        Ok(is_kept.then_some(()).ok_or("somebody else linked the record at the same time"))
    }

    /// Removes the link through which this person sees a record. Asked for twice, or for a record that is
    /// seen without one, nothing happens.
    ///
    /// # Errors
    /// When a store does not answer; the link stays then.
    pub async fn unlink(&self, subject: &Subject, record: &RecordRef) -> Result<(), Unavailable> {
        let directory = match &self.find_records.source {
            RecordSource::Directory(directory) => directory,
            RecordSource::Remote(remote) => {
                self.note(subject, Action::Unlinked, record, None).await?;
                self.shares.turn_off_all(record, subject, self.clock.now()).await?;
                return remote.forget_proven(subject).await;
            }
        };
        let Some(file) = directory.records.file(record).await? else {
            return Ok(());
        };
        let ina = &file.candidate(self.clock.now()).ina;
        for link in directory.links.of(subject).await?.iter().filter(|link| link.ina == *ina) {
            self.note(subject, Action::Unlinked, &link.record, None).await?;
        }
        directory.links.remove(subject, ina).await?;
        self.stop_sharing(directory, ina, subject).await
    }

    /// Whoever has these files no longer shares none of them: nobody else could turn the codes off.
    async fn stop_sharing(
        &self,
        directory: &Directory,
        ina: &Ina,
        subject: &Subject,
    ) -> Result<(), Unavailable> {
        for file in directory.records.files_of(ina).await? {
            self.shares.turn_off_all(file.reference(), subject, self.clock.now()).await?;
        }
        Ok(())
    }

    async fn note(
        &self,
        subject: &Subject,
        action: Action,
        record: &RecordRef,
        context: Option<&str>,
    ) -> Result<(), Unavailable> {
        let circumstances = Circumstances {
            record: Some(record),
            evidence: Some(Evidence::Credentials.code()),
            context: context.map(str::to_owned),
        };
        self.keep_trail.note(Actor::Candidate(subject.clone()), action, circumstances).await
    }
}

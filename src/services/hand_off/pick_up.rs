//! From a token to the transcripts that one candidate agreed to hand over: those, of that version, and no
//! other. What the ministry withdrew meanwhile does not leave any more.

use std::sync::Arc;

use super::answer_request::context;
use crate::domain::audit::{Action, Actor};
use crate::domain::enrolment_site::{EnrolmentSite, Scope};
use crate::domain::exam_record::{Candidate, ExamRecord};
use crate::domain::hand_off::{HandOff, HandedTranscript};
use crate::domain::issuance::{Issuance, IssuanceId};
use crate::domain::redacted::redacted_debug;
use crate::ports::Unavailable;
use crate::services::find_records::{ChosenRecord, FindRecordsService};
use crate::services::issue_transcript::IssueTranscriptService;
use crate::services::keep_trail::{Circumstances, KeepTrailService};

/// The gesture.
pub struct PickUpService {
    /// Finds what was chosen.
    pub find_records: Arc<FindRecordsService>,
    /// What was issued.
    pub issue_transcript: Arc<IssueTranscriptService>,
    /// Keeps the trail.
    pub keep_trail: Arc<KeepTrailService>,
}

/// A transcript that may leave.
pub struct Handed {
    /// The version that the candidate chose.
    pub record: ExamRecord,
    /// Who that is in the directory, when the scopes let it out and the directory knows.
    pub candidate: Option<Candidate>,
    /// Its entry in the register.
    pub issuance: Issuance,
    transcript: HandedTranscript,
}

redacted_debug!(Handed);

impl PickUpService {
    /// One transcript of a hand-off; none when it is not part of it, or was withdrawn since.
    ///
    /// # Errors
    /// When the directory or the register does not answer.
    pub async fn one_of(&self, hand_off: &HandOff, id: &IssuanceId) -> Result<Option<Handed>, Unavailable> {
        let Some(transcript) = hand_off.transcripts.iter().find(|transcript| transcript.issuance == *id)
        else {
            return Ok(None);
        };
        let (giver, reference) = (&hand_off.giver, &transcript.record);
        let chosen = self.find_records.chosen(giver, reference, transcript.version).await?;
        let Some(ChosenRecord { record, candidate }) = chosen else { return Ok(None) };
        let issuance = self.issue_transcript.issuance(reference, &record).await?;
        let candidate = candidate.filter(|_| hand_off.scopes.allow(&[Scope::Identity]));
        let transcript = transcript.clone();
        Ok((issuance.id == *id).then_some(Handed { record, candidate, issuance, transcript }))
    }

    /// Leaves the trace that the candidate can look back at, before anything leaves.
    ///
    /// # Errors
    /// When the trail does not answer: then nothing may leave.
    pub async fn note(
        &self,
        hand_off: &HandOff,
        handed: &Handed,
        site: &EnrolmentSite,
    ) -> Result<(), Unavailable> {
        let circumstances = Circumstances {
            record: Some(&handed.transcript.record),
            evidence: Some(&handed.transcript.evidence),
            context: Some(context(hand_off, site)),
        };
        let actor = Actor::Site(site.client_id.as_str().to_owned());
        self.keep_trail.note(actor, Action::HandedOver, circumstances).await
    }
}

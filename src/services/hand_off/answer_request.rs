//! From what the candidate has to what the site gets: chosen and agreed to by the candidate, once.
//!
//! Whether nothing leaves because the candidate said no, has no record, or turned back at FranceConnect is
//! never told to the site.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::{join, try_join};

use super::exchange_code::ExchangeCodeService;
use super::receive_request::{OpenRequest, ReceiveRequestService};
use crate::domain::audit::Action;
use crate::domain::enrolment_site::EnrolmentSite;
use crate::domain::exam_file::{Publication, RecordRef};
use crate::domain::exam_record::ExamRecord;
use crate::domain::giver::Giver;
use crate::domain::hand_off::{EmrexSessionId, HandOff, HandOffCode, HandOffId, HandedTranscript, WayBack};
use crate::domain::issuance::Issuance;
use crate::domain::letter::Notice;
use crate::domain::matching::Evidence;
use crate::domain::redacted::redacted_debug;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::hand_offs::HandOffs;
use crate::ports::random::Random;
use crate::ports::rendering::SealedElmo;
use crate::services::answer_credentials::AnswerCredentialsService;
use crate::services::find_records::{FindRecordsService, Found};
use crate::services::issue_transcript::IssueTranscriptService;
use crate::services::keep_trail::{Circumstances, KeepTrailService};
use crate::services::person::Person;

/// The gesture.
pub struct AnswerRequestService {
    /// The requests.
    pub requests: Arc<ReceiveRequestService>,
    /// What was agreed to.
    pub hand_offs: Arc<dyn HandOffs>,
    /// Finds the candidate's records.
    pub find_records: Arc<FindRecordsService>,
    /// Finds those of a candidate known by their numbers.
    pub answer_credentials: Arc<AnswerCredentialsService>,
    /// Issues what is chosen.
    pub issue_transcript: Arc<IssueTranscriptService>,
    /// Makes the code.
    pub codes: Arc<ExchangeCodeService>,
    /// Keeps the trail.
    pub keep_trail: Arc<KeepTrailService>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Identifiers.
    pub random: Arc<dyn Random>,
}

/// A transcript that the candidate may choose.
pub struct Choice {
    /// The reference in addresses.
    pub reference: RecordRef,
    /// The version in force.
    pub record: Box<ExamRecord>,
    /// How it was found to be theirs.
    pub evidence: Evidence,
    /// When it was last handed over to this site.
    pub sent_at: Option<Timestamp>,
}

/// What a candidate could hand over.
pub enum Choices {
    /// These, what the site wishes for first.
    Transcripts(Vec<Choice>),
    /// All of it is to be published yet; this is the first.
    Embargoed(RecordRef),
    /// Nobody, or more than one person, was found.
    Nothing,
}

/// What became of an agreement.
pub enum Agreement {
    /// The candidate goes back to the site with this.
    HandedOver(Box<Parcel>),
    /// No transcript was chosen, or one that is not theirs.
    NothingChosen,
    /// It was answered before.
    AnsweredBefore,
}

/// What the browser carries to the site.
pub enum Parcel {
    /// A code.
    Code {
        /// Where to.
        redirect_uri: String,
        /// The site's reference.
        state: Option<String>,
        /// The code.
        code: HandOffCode,
        /// The hand-off, for the receipt.
        hand_off: HandOff,
    },
    /// The transcripts themselves.
    Elmo {
        /// Where to.
        return_url: String,
        /// The site's reference.
        session_id: EmrexSessionId,
        /// Sealed.
        elmo: SealedElmo,
        /// The hand-off, for the receipt.
        hand_off: HandOff,
    },
}

redacted_debug!(Choice, Parcel);

impl Parcel {
    /// What was agreed to.
    pub fn hand_off(&self) -> &HandOff {
        match self {
            Self::Code { hand_off, .. } | Self::Elmo { hand_off, .. } => hand_off,
        }
    }
}

impl AnswerRequestService {
    /// What somebody handed over, latest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn handed_over_by(&self, giver: &Giver) -> Result<Vec<HandOff>, Unavailable> {
        self.hand_offs.of(giver).await
    }

    /// What this person could hand over to the site that asks.
    ///
    /// # Errors
    /// When the directory or the store of hand-offs does not answer.
    pub async fn choices(&self, person: Person<'_>, request: &OpenRequest) -> Result<Choices, Unavailable> {
        let giver = person.giver();
        let (found, sent) = try_join!(
            person.records(&self.find_records, &self.answer_credentials),
            self.hand_offs.sent(&giver, &request.request.site)
        )?;
        Ok(choices(found, &sent, request))
    }

    /// Hands over what was chosen; `notice` is who wants to hear of a correction. What is on its way back to the site
    /// is made before the request counts as answered: when something fails, the candidate may answer again.
    ///
    /// # Errors
    /// When a store or the seal does not answer; nothing is handed over then.
    pub async fn agree(
        &self,
        person: Person<'_>,
        open: &OpenRequest,
        site: &EnrolmentSite,
        chosen: &[RecordRef],
        notice: Option<Notice>,
    ) -> Result<Agreement, Unavailable> {
        let found = person.records_among(chosen, &self.find_records, &self.answer_credentials).await?;
        let Choices::Transcripts(choices) = choices(found, &[], open) else {
            return Ok(Agreement::NothingChosen);
        };
        let is_own = |reference: &RecordRef| choices.iter().any(|own| own.reference == *reference);
        if chosen.is_empty() || !chosen.iter().all(is_own) {
            return Ok(Agreement::NothingChosen);
        }
        let choices: Vec<_> = choices.into_iter().filter(|own| chosen.contains(&own.reference)).collect();
        let mut issued = Vec::with_capacity(choices.len());
        for choice in choices {
            let issuance = self.issue_transcript.issuance(&choice.reference, &choice.record).await?;
            issued.push((choice, issuance));
        }
        let elmo = match &open.request.way_back {
            WayBack::Code { .. } => None,
            WayBack::Form { .. } => Some(self.elmo(&issued).await?),
        };
        if !self.requests.take(open).await? {
            return Ok(Agreement::AnsweredBefore);
        }
        let hand_off = self.hand_off(person, open, &issued, notice);
        let handed_over = async {
            self.keep(person, &hand_off, site).await?;
            let number = Some(hand_off.id.number());
            join!(self.parcel(&hand_off, open, elmo), self.requests.remember_answer(open, number)).0
        };
        match handed_over.await {
            Ok(parcel) => Ok(Agreement::HandedOver(Box::new(parcel))),
            Err(error) => {
                self.requests.give_back(open).await;
                Err(error)
            }
        }
    }

    /// Says no to the site, or that nothing was found, which looks the same; `false` when the request was
    /// answered before.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn decline(&self, open: &OpenRequest) -> Result<bool, Unavailable> {
        let is_first = self.requests.take(open).await?;
        if is_first {
            self.requests.remember_answer(open, None).await;
        }
        Ok(is_first)
    }

    async fn elmo(&self, issued: &[(Choice, Issuance)]) -> Result<SealedElmo, Unavailable> {
        let transcripts: Vec<_> =
            issued.iter().map(|(choice, issuance)| (choice.record.as_ref(), issuance)).collect();
        let Some((newest, others)) = transcripts.split_first() else {
            return Err(Unavailable::because("the seal", anyhow::anyhow!("no transcript was chosen")));
        };
        self.issue_transcript.elmo_of(*newest, others).await
    }

    fn hand_off(
        &self,
        person: Person<'_>,
        open: &OpenRequest,
        issued: &[(Choice, Issuance)],
        notice: Option<Notice>,
    ) -> HandOff {
        let transcript = |(choice, issuance): &(Choice, Issuance)| HandedTranscript {
            issuance: issuance.id.clone(),
            record: choice.reference.clone(),
            version: choice.record.version,
            evidence: choice.evidence.code().to_owned(),
        };
        HandOff {
            id: HandOffId::from_random(self.random.bytes()),
            giver: person.giver(),
            site: open.request.site.clone(),
            protocol: open.request.way_back.protocol(),
            scopes: open.request.scopes.clone(),
            transcripts: issued.iter().map(transcript).collect(),
            agreed_at: self.clock.now(),
            notice,
        }
    }

    /// Keeps the agreement with its traces.
    async fn keep(
        &self,
        person: Person<'_>,
        hand_off: &HandOff,
        site: &EnrolmentSite,
    ) -> Result<(), Unavailable> {
        let trace = |transcript: &HandedTranscript| {
            let circumstances = Circumstances {
                record: Some(&transcript.record),
                evidence: Some(&transcript.evidence),
                context: Some(context(hand_off, site)),
            };
            self.keep_trail.entry(person.actor(), Action::HandedOver, circumstances)
        };
        let traces: Vec<_> = hand_off.transcripts.iter().map(trace).collect();
        self.hand_offs.keep(hand_off, &traces).await
    }

    /// Makes what goes back.
    async fn parcel(
        &self,
        hand_off: &HandOff,
        open: &OpenRequest,
        elmo: Option<SealedElmo>,
    ) -> Result<Parcel, Unavailable> {
        Ok(match (&open.request.way_back, elmo) {
            (WayBack::Form { return_url, session_id }, Some(elmo)) => Parcel::Elmo {
                return_url: return_url.clone(),
                session_id: session_id.clone(),
                elmo,
                hand_off: hand_off.clone(),
            },
            (WayBack::Code { redirect_uri, state, challenge }, _) => Parcel::Code {
                redirect_uri: redirect_uri.clone(),
                state: state.clone(),
                code: self.codes.grant(hand_off, redirect_uri, challenge).await?,
                hand_off: hand_off.clone(),
            },
            (WayBack::Form { .. }, None) => {
                return Err(Unavailable::because("the seal", anyhow::anyhow!("no sealed ELMO was made")));
            }
        })
    }
}

/// What was found, as far as it is public, what the site wishes for first; `sent` is what it has already.
fn choices(found: Found, sent: &[(RecordRef, Timestamp)], open: &OpenRequest) -> Choices {
    let Found::Records(records) = found else { return Choices::Nothing };
    let sent_at =
        |reference: &RecordRef| sent.iter().find(|(record, _)| record == reference).map(|(_, at)| *at);
    let first = records.first().map(|own| own.reference.clone());
    let mut choices = Vec::new();
    for own in records {
        if let Publication::Published(record) = own.publication {
            let sent_at = sent_at(&own.reference);
            choices.push(Choice { reference: own.reference, record, evidence: own.evidence, sent_at });
        }
    }
    choices.sort_by_key(|choice| !open.request.wish.fits(&choice.record.exam));
    match (choices.is_empty(), first) {
        (false, _) => Choices::Transcripts(choices),
        (true, Some(first)) => Choices::Embargoed(first),
        (true, None) => Choices::Nothing,
    }
}

/// What the trail says of a hand-off beside who, what and when.
pub(super) fn context(hand_off: &HandOff, site: &EnrolmentSite) -> String {
    let (site, basis) = (site.client_id.as_str(), &site.legal_basis);
    format!("{site}; {basis}; n° {}; {}", hand_off.id.number(), hand_off.scopes.codes())
}

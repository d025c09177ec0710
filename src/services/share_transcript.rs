//! From a candidate's wish to a code, and from the code to the transcript: the one that was shared, as far as
//! the candidate said, for as long as they said.
//!
//! The code is shown once and kept nowhere. Every opening leaves a trace before it shows anything; the list of
//! openings that the candidate reads is that trail.

use std::sync::Arc;

use super::issue_transcript::IssueTranscriptService;
use super::keep_trail::{Circumstances, KeepTrailService};
use super::limit_attempts::{Counted, LimitAttemptsService, Turn};
use super::verify_transcript::{Verification, VerifyTranscriptService};
use crate::domain::audit::{Action, Actor};
use crate::domain::issuance::Issuance;
use crate::domain::letter::Notice;
use crate::domain::redacted::redacted_debug;
use crate::domain::share::{
    CodeHash, Label, MOST_SHARES, Pin, PinHash, Share, ShareContent, ShareId, ShareLife,
};
use crate::domain::subject::Subject;
use crate::domain::verification_code::VerificationCode;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::random::Random;
use crate::ports::rendering::SealedPdf;
use crate::ports::shares::Shares;

/// The gesture.
pub struct ShareTranscriptService {
    /// What is shared.
    pub shares: Arc<dyn Shares>,
    /// Says whether a transcript is still in force.
    pub verify_transcript: Arc<VerifyTranscriptService>,
    /// Draws the PDF.
    pub issue_transcript: Arc<IssueTranscriptService>,
    /// Counts attempts at a PIN.
    pub limits: Arc<LimitAttemptsService>,
    /// Keeps the trail.
    pub keep_trail: Arc<KeepTrailService>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Names and codes.
    pub random: Arc<dyn Random>,
}

/// What the candidate wishes.
pub struct Wish {
    /// For whom.
    pub label: Label,
    /// What is to be seen.
    pub content: ShareContent,
    /// For how long.
    pub life: ShareLife,
    /// A number asked for besides.
    pub pin: Option<Pin>,
    /// Who is told of each opening.
    pub notice: Option<Notice>,
}

/// What became of the wish.
pub enum Shared {
    /// The code, which nothing will show again.
    Made(VerificationCode, Box<Share>),
    /// As many codes are in force as one person may have.
    TooMany,
}

/// What a code is, to whoever holds it.
pub enum Held {
    /// None of ours.
    Unknown,
    /// It opens no more.
    Ended,
    /// It opens.
    Open(Box<Share>),
}

/// What a code let take along.
pub enum Taken {
    /// The sealed PDF of what was shared, and of which year's session.
    Document(Box<Share>, SealedPdf, u16),
    /// Nothing: the code is shut, or what it opens is to be seen only.
    Nothing(Opened),
}

/// What a code opened.
pub enum Opened {
    /// It is none of ours.
    Unknown,
    /// It opens no more.
    Ended,
    /// The number beside it is missing or another.
    WrongPin(Box<Share>),
    /// The number was tried too often.
    TooMany {
        /// Seconds until it may be tried again.
        wait_seconds: u32,
    },
    /// What the register says of the transcript, and how much of it is to be seen.
    Transcript(Box<Share>, Verification),
}

redacted_debug!(Wish, Shared, Held, Taken, Opened);

impl ShareTranscriptService {
    /// Makes a code for a transcript that this person sees as their own, for the reason in `evidence`.
    ///
    /// # Errors
    /// When a store does not answer; no code is made then.
    pub async fn share(
        &self,
        subject: &Subject,
        issuance: &Issuance,
        evidence: &str,
        wish: Wish,
    ) -> Result<Shared, Unavailable> {
        let now = self.clock.now();
        if self.open_of(subject).await? >= MOST_SHARES {
            return Ok(Shared::TooMany);
        }
        let code = VerificationCode::draw(|| {
            let [byte] = self.random.bytes();
            byte
        });
        let share = Share {
            id: ShareId::from_random(self.random.bytes()),
            subject: subject.clone(),
            record: issuance.record.clone(),
            transcript: issuance.code.clone(),
            label: wish.label,
            content: wish.content,
            pin: wish.pin.map(|pin| PinHash::of(&pin, &code)),
            made_at: now,
            ends_at: wish.life.end(now),
            turned_off_at: None,
            notice: wish.notice,
        };
        let circumstances =
            Circumstances { record: Some(&share.record), evidence: Some(evidence), ..scope(&share) };
        self.keep_trail.note(Actor::Candidate(subject.clone()), Action::Shared, circumstances).await?;
        self.shares.keep(&share, &CodeHash::of(&code)).await?;
        Ok(Shared::Made(code, Box::new(share)))
    }

    /// How many codes of a person open by now.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn open_of(&self, subject: &Subject) -> Result<usize, Unavailable> {
        let now = self.clock.now();
        Ok(self.shares.of(subject).await?.iter().filter(|share| share.is_open(now)).count())
    }

    /// What a person shares or shared, latest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn of(&self, subject: &Subject) -> Result<Vec<Share>, Unavailable> {
        self.shares.of(subject).await
    }

    /// Turns a code off, at once. For somebody else's, or one that ended by itself, nothing happens.
    ///
    /// # Errors
    /// When a store does not answer.
    pub async fn turn_off(&self, subject: &Subject, id: &ShareId) -> Result<(), Unavailable> {
        // First of all: that it opens nothing more must not wait for its trace.
        if !self.shares.turn_off(id, subject, self.clock.now()).await? {
            return Ok(());
        }
        let own = self.shares.of(subject).await?;
        let Some(share) = own.iter().find(|share| share.id == *id) else { return Ok(()) };
        let circumstances = Circumstances { record: Some(&share.record), ..scope(share) };
        self.keep_trail.note(Actor::Candidate(subject.clone()), Action::Unshared, circumstances).await
    }

    /// What a code is; shows nothing of the transcript.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn held(&self, code: &VerificationCode) -> Result<Held, Unavailable> {
        Ok(match self.shares.by_code(&CodeHash::of(code)).await? {
            None => Held::Unknown,
            Some(share) if share.is_open(self.clock.now()) => Held::Open(Box::new(share)),
            Some(_) => Held::Ended,
        })
    }

    /// Opens what is shared: to see it.
    ///
    /// # Errors
    /// When a store does not answer; nothing is shown then.
    pub async fn open(&self, code: &VerificationCode, pin: Option<&Pin>) -> Result<Opened, Unavailable> {
        let opened = self.unlocked(code, pin).await?;
        if let Opened::Transcript(share, Verification::Valid { .. }) = &opened {
            self.note(share, Action::Viewed).await?;
        }
        Ok(opened)
    }

    /// Opens what is shared: to take the sealed PDF along.
    ///
    /// # Errors
    /// When a store or the seal does not answer.
    pub async fn document(&self, code: &VerificationCode, pin: Option<&Pin>) -> Result<Taken, Unavailable> {
        match self.unlocked(code, pin).await? {
            Opened::Transcript(share, Verification::Valid { issuance, record })
                if share.content == ShareContent::Document =>
            {
                let pdf = self.issue_transcript.pdf(&record, &issuance).await?;
                self.note(&share, Action::Downloaded).await?;
                Ok(Taken::Document(share, pdf, record.exam.session))
            }
            shut => Ok(Taken::Nothing(shut)),
        }
    }

    /// Who is to be told that a share was opened just now: nobody, when they were told within the hour.
    pub async fn to_be_told<'a>(&self, share: &'a Share) -> Option<&'a Notice> {
        let notice = share.notice.as_ref()?;
        match self.limits.count(Counted::LetterAbout(&share.id)).await {
            Ok(Turn::Granted) => Some(notice),
            Ok(Turn::TooMany { .. }) => None,
            Err(error) => {
                tracing::warn!(%error, "nobody is told of an opening");
                None
            }
        }
    }

    async fn unlocked(&self, code: &VerificationCode, pin: Option<&Pin>) -> Result<Opened, Unavailable> {
        let share = match self.held(code).await? {
            Held::Unknown => return Ok(Opened::Unknown),
            Held::Ended => return Ok(Opened::Ended),
            Held::Open(share) => share,
        };
        if let Some(kept) = &share.pin {
            let Some(pin) = pin else { return Ok(Opened::WrongPin(share)) };
            if let Turn::TooMany { wait_seconds } = self.limits.count(Counted::Share(&share.id)).await? {
                return Ok(Opened::TooMany { wait_seconds });
            }
            if !kept.is_of(pin, code) {
                return Ok(Opened::WrongPin(share));
            }
            self.limits.forgive(Counted::Share(&share.id)).await?;
        }
        let verification = self.verify_transcript.by_code(&share.transcript).await?;
        Ok(Opened::Transcript(share, verification))
    }

    async fn note(&self, share: &Share, action: Action) -> Result<(), Unavailable> {
        let circumstances = Circumstances { record: Some(&share.record), ..scope(share) };
        self.keep_trail.note(Actor::Share(share.id.clone()), action, circumstances).await
    }
}

/// What the trail keeps of a share beside its name: how much it shows. For whom it was is the candidate's alone.
fn scope(share: &Share) -> Circumstances<'static> {
    let context = match share.content {
        ShareContent::Result => "résultat seul",
        ShareContent::Transcript => "relevé complet",
        ShareContent::Document => "relevé complet et document",
    };
    Circumstances { context: Some(context.to_owned()), ..Circumstances::default() }
}

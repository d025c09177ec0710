//! From the ministry's decision about imported records to what the world may see of them. The trail comes
//! first: a decision without a trace is none.

use std::sync::Arc;

use jiff::Timestamp;

use super::keep_trail::{Circumstances, KeepTrailService};
use crate::domain::audit::{Action, Actor};
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::publications::{Publications, Which};

/// The gesture.
pub struct DecidePublicationService {
    /// Where decisions are kept.
    pub publications: Arc<dyn Publications>,
    /// Keeps the trail.
    pub keep_trail: KeepTrailService,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

impl DecidePublicationService {
    /// Makes what is under embargo public from `instant`, or from now. Says how many versions that concerns.
    ///
    /// # Errors
    /// When the trail or the directory does not answer; nothing was decided then.
    pub async fn publish(&self, which: &Which, instant: Option<Timestamp>) -> Result<u64, Unavailable> {
        let now = self.clock.now();
        let from = instant.unwrap_or(now);
        self.note(Action::Published, which, &format!("à partir du {from}")).await?;
        self.publications.publish(which, from, now).await
    }

    /// Withdraws: nobody finds the records any more, and what was issued from them is void. Says how many
    /// versions that concerns.
    ///
    /// # Errors
    /// When the trail or the directory does not answer; nothing was decided then.
    pub async fn withdraw(&self, which: &Which) -> Result<u64, Unavailable> {
        self.note(Action::Withdrawn, which, "").await?;
        self.publications.withdraw(which, self.clock.now()).await
    }

    async fn note(&self, action: Action, which: &Which, how: &str) -> Result<(), Unavailable> {
        let (record, what) = match which {
            Which::Record(record) => (Some(record), String::new()),
            Which::Session { year, diploma, kind } => {
                let codes = [diploma.map(|diploma| diploma.code()), kind.map(|kind| kind.code())];
                let codes: String = codes.into_iter().flatten().map(|code| format!(", {code}")).collect();
                (None, format!("session {year}{codes}"))
            }
        };
        let context = [what.as_str(), how].into_iter().filter(|part| !part.is_empty());
        let context = context.collect::<Vec<_>>().join("; ");
        let context = (!context.is_empty()).then_some(context);
        let circumstances = Circumstances { record, evidence: None, context };
        self.keep_trail.note(Actor::Ministry, action, circumstances).await
    }
}

//! From a correction by the ministry to the candidates who gave the version before away and asked to be told: once
//! each, within a year.

use std::sync::Arc;

use jiff::SignedDuration;

use super::find_records::FindRecordsService;
use crate::domain::hand_off::HandOff;
use crate::domain::letter::Notice;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::hand_offs::HandOffs;
use crate::ports::shares::Shares;

/// Hand-offs looked at together.
const PAGE: u32 = 200;
/// How long an address waits for a correction: the ministry corrects in weeks, rarely in months.
const PATIENCE: SignedDuration = SignedDuration::from_hours(365 * 24);

/// The gesture.
pub struct TellOfCorrectionsService {
    /// What was given away.
    pub hand_offs: Arc<dyn HandOffs>,
    /// What is shared: addresses of codes that have ended are forgotten in passing.
    pub shares: Arc<dyn Shares>,
    /// Which versions are in force.
    pub find_records: Arc<FindRecordsService>,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

impl TellOfCorrectionsService {
    /// Has everybody told whose transcript was corrected by now. Each is named once, whichever replica asks: their
    /// address is forgotten first.
    ///
    /// # Errors
    /// When a store does not answer; those named until then are told, the others the next time.
    pub async fn tell(&self, mut write: impl FnMut(Notice)) -> Result<(), Unavailable> {
        let now = self.clock.now();
        self.shares.forget_addresses(now).await?;
        let mut after = None;
        loop {
            let waiting = self.hand_offs.to_be_told(after.as_ref(), PAGE).await?;
            let Some(last) = waiting.last() else { return Ok(()) };
            after = Some(last.id.clone());
            for hand_off in waiting {
                let is_corrected = self.is_corrected(&hand_off).await?;
                let has_waited_enough = now.duration_since(hand_off.agreed_at) > PATIENCE;
                if (is_corrected || has_waited_enough) && self.hand_offs.forget_address(&hand_off.id).await? {
                    hand_off.notice.filter(|_| is_corrected).into_iter().for_each(&mut write);
                }
            }
        }
    }

    async fn is_corrected(&self, hand_off: &HandOff) -> Result<bool, Unavailable> {
        for transcript in &hand_off.transcripts {
            let in_force = self.find_records.version_in_force(&transcript.record).await?;
            if in_force.is_some_and(|version| version > transcript.version) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

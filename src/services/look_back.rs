//! From the audit trail to the person concerned: who saw their transcripts (CRPA R. 114-9-7).

use std::sync::Arc;

use jiff::{Timestamp, ToSpan};

use crate::domain::audit::AuditEntry;
use crate::domain::exam_file::RecordRef;
use crate::ports::Unavailable;
use crate::ports::audit_trail::AuditTrail;
use crate::ports::clock::Clock;

/// How far back, in months: as long as traces are kept (CRPA R. 114-9-5).
pub const MONTHS: i32 = 36;

/// The gesture.
pub struct LookBackService {
    /// Where traces are kept.
    pub trail: Arc<dyn AuditTrail>,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

impl LookBackService {
    /// What happened to these records, newest first.
    ///
    /// # Errors
    /// When the trail does not answer.
    pub async fn at(&self, records: &[&RecordRef]) -> Result<Vec<AuditEntry>, Unavailable> {
        let since = self.since();
        let mut entries = Vec::new();
        for record in records {
            let about = self.trail.about(record).await?;
            entries.extend(about.into_iter().filter(|entry| entry.at >= since));
        }
        // Of one instant, the last one first.
        entries.reverse();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
        Ok(entries)
    }

    fn since(&self) -> Timestamp {
        let now = self.clock.now().to_zoned(jiff::tz::TimeZone::UTC);
        now.checked_sub(MONTHS.months()).map_or(Timestamp::MIN, |since| since.timestamp())
    }
}

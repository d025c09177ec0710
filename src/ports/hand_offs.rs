//! What candidates agreed to hand over, to whom and when.

use jiff::Timestamp;

use super::Unavailable;
use crate::domain::audit::AuditEntry;
use crate::domain::enrolment_site::ClientId;
use crate::domain::exam_file::RecordRef;
use crate::domain::giver::Giver;
use crate::domain::hand_off::{HandOff, HandOffId};

/// Keeps hand-offs.
#[async_trait::async_trait]
pub trait HandOffs: Send + Sync {
    /// Keeps one with its transcripts and the entries of the trail that tell of it, all of it or nothing: at least
    /// one entry, and no hand-off without a trace.
    async fn keep(&self, hand_off: &HandOff, traces: &[AuditEntry]) -> Result<(), Unavailable>;

    /// The one with this identifier.
    async fn by_id(&self, id: &HandOffId) -> Result<Option<HandOff>, Unavailable>;

    /// Those of a giver, latest first.
    async fn of(&self, giver: &Giver) -> Result<Vec<HandOff>, Unavailable>;

    /// Some of those whose giver wants to be told of a correction, in the order of their identifiers.
    async fn to_be_told(&self, after: Option<&HandOffId>, most: u32) -> Result<Vec<HandOff>, Unavailable>;

    /// Forgets who is told; says whether it was known until now.
    async fn forget_address(&self, id: &HandOffId) -> Result<bool, Unavailable>;

    /// The records that a giver handed over to a site, each with when it last went.
    async fn sent(&self, giver: &Giver, site: &ClientId) -> Result<Vec<(RecordRef, Timestamp)>, Unavailable>;
}

//! What candidates agreed to hand over, to whom and when.

use jiff::Timestamp;

use super::Unavailable;
use crate::domain::enrolment_site::ClientId;
use crate::domain::exam_file::RecordRef;
use crate::domain::giver::Giver;
use crate::domain::hand_off::{HandOff, HandOffId};

/// Keeps hand-offs.
#[async_trait::async_trait]
pub trait HandOffs: Send + Sync {
    /// Keeps one, with its transcripts or not at all.
    async fn keep(&self, hand_off: &HandOff) -> Result<(), Unavailable>;

    /// The one with this identifier.
    async fn by_id(&self, id: &HandOffId) -> Result<Option<HandOff>, Unavailable>;

    /// Those of a giver, latest first.
    async fn of(&self, giver: &Giver) -> Result<Vec<HandOff>, Unavailable>;

    /// The records that a giver handed over to a site, each with when it last went.
    async fn sent(&self, giver: &Giver, site: &ClientId) -> Result<Vec<(RecordRef, Timestamp)>, Unavailable>;
}

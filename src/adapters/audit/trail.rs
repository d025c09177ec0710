//! The trail over one chain, in whatever database, and what is kept in one transaction with its entries.

use jiff::Timestamp;

use super::content;
use crate::adapters::grouped::{Grouped, Keeper};
use crate::domain::audit::AuditEntry;
use crate::domain::exam_file::RecordRef;
use crate::domain::hand_off::HandOff;
use crate::ports::Unavailable;
use crate::ports::audit_trail::AuditTrail;

/// One entry, ready to be kept.
pub(super) struct Written {
    pub(super) at: Timestamp,
    pub(super) record: Option<String>,
    pub(super) content: String,
}

impl From<&AuditEntry> for Written {
    fn from(entry: &AuditEntry) -> Self {
        let record = entry.record.as_ref().map(|record| record.as_str().to_owned());
        Self { at: entry.at, record, content: content::write(entry) }
    }
}

/// Entries, and the hand-off that they tell of: all of it is kept, or nothing.
pub(in crate::adapters) struct Traced {
    pub(super) entries: Vec<Written>,
    pub(super) hand_off: Option<HandOff>,
}

/// Where the chain is kept: entries follow the last one in their order.
#[async_trait::async_trait]
pub(super) trait Chain: Keeper<Traced> {
    /// What was kept about one record, oldest first.
    async fn about(&self, record: &RecordRef) -> anyhow::Result<Vec<String>>;
}

/// Entries are added in groups.
pub struct ChainedTrail<C>(pub(super) Grouped<Traced, C>);

fn unavailable(error: impl Into<anyhow::Error>) -> Unavailable {
    Unavailable::because("the audit trail", error)
}

impl<C> ChainedTrail<C> {
    /// Keeps a hand-off with the entries that tell of it.
    ///
    /// # Errors
    /// When neither is kept.
    pub(in crate::adapters) async fn keep(
        &self,
        hand_off: &HandOff,
        entries: &[AuditEntry],
    ) -> anyhow::Result<()>
    where
        C: Keeper<Traced>,
    {
        let entries = entries.iter().map(Written::from).collect();
        self.0.keep(Traced { entries, hand_off: Some(hand_off.clone()) }).await
    }
}

#[async_trait::async_trait]
impl<C: Chain> AuditTrail for ChainedTrail<C> {
    async fn append(&self, entry: &AuditEntry) -> Result<(), Unavailable> {
        let alone = Traced { entries: vec![Written::from(entry)], hand_off: None };
        self.0.keep(alone).await.map_err(unavailable)
    }

    async fn about(&self, record: &RecordRef) -> Result<Vec<AuditEntry>, Unavailable> {
        let contents = self.0.keeper().about(record).await.map_err(unavailable)?;
        contents.iter().map(|kept| content::read(kept).map_err(unavailable)).collect()
    }
}

//! The trail over one chain, in whatever database.

use jiff::Timestamp;

use super::content;
use crate::adapters::grouped::{Grouped, Keeper};
use crate::domain::audit::AuditEntry;
use crate::domain::exam_file::RecordRef;
use crate::ports::Unavailable;
use crate::ports::audit_trail::AuditTrail;

/// One entry, ready to be kept.
pub(super) struct Written {
    pub(super) at: Timestamp,
    pub(super) record: Option<String>,
    pub(super) content: String,
}

/// Where the chain is kept: entries follow the last one in their order.
#[async_trait::async_trait]
pub(super) trait Chain: Keeper<Written> {
    /// What was kept about one record, oldest first.
    async fn about(&self, record: &RecordRef) -> anyhow::Result<Vec<String>>;
}

/// Entries are added in groups.
pub(super) struct ChainedTrail<C>(pub(super) Grouped<Written, C>);

fn unavailable(error: impl Into<anyhow::Error>) -> Unavailable {
    Unavailable::because("the audit trail", error)
}

#[async_trait::async_trait]
impl<C: Chain> AuditTrail for ChainedTrail<C> {
    async fn append(&self, entry: &AuditEntry) -> Result<(), Unavailable> {
        let record = entry.record.as_ref().map(|record| record.as_str().to_owned());
        let written = Written { at: entry.at, record, content: content::write(entry) };
        self.0.keep(written).await.map_err(unavailable)
    }

    async fn about(&self, record: &RecordRef) -> Result<Vec<AuditEntry>, Unavailable> {
        let contents = self.0.keeper().about(record).await.map_err(unavailable)?;
        contents.iter().map(|kept| content::read(kept).map_err(unavailable)).collect()
    }
}

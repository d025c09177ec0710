//! Entries that come while others are being written are written together, in one transaction. On results day
//! hundreds share one commit; a lone entry waits for nobody.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tokio::sync::oneshot;

use super::content;
use crate::domain::audit::AuditEntry;
use crate::domain::exam_file::RecordRef;
use crate::ports::Unavailable;
use crate::ports::audit_trail::AuditTrail;

/// Entries written in one transaction at most: some hundred kilobytes.
const LARGEST_GROUP: usize = 256;

/// One entry, ready to be kept.
pub(super) struct Written {
    pub(super) at: Timestamp,
    pub(super) record: Option<String>,
    pub(super) content: String,
}

/// Where the chain is kept.
#[async_trait::async_trait]
pub(super) trait Chain: Send + Sync + 'static {
    /// Adds entries in this order: all of them or none. Called by one writer at a time.
    async fn extend(&self, entries: &[Written]) -> anyhow::Result<()>;

    /// What was kept about one record, oldest first.
    async fn about(&self, record: &RecordRef) -> anyhow::Result<Vec<String>>;
}

/// The trail over one chain.
pub struct GroupedAuditTrail(Arc<Group>);

struct Group {
    chain: Box<dyn Chain>,
    waiting: Mutex<Vec<(Written, Outcome)>>,
    writing: tokio::sync::Mutex<()>,
}

type Outcome = oneshot::Sender<Result<(), Arc<anyhow::Error>>>;

impl Group {
    /// Writes what waits when it is this one's turn; nothing when those before have written it already.
    async fn write(&self) {
        let _turn = self.writing.lock().await;
        let (entries, outcomes): (Vec<_>, Vec<_>) = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let size = waiting.len().min(LARGEST_GROUP);
            waiting.drain(..size).unzip()
        };
        if entries.is_empty() {
            return;
        }
        let done = self.chain.extend(&entries).await.map_err(Arc::new);
        for outcome in outcomes {
            // Nobody listens when the gesture was given up meanwhile: a trace too many does no harm.
            let _ = outcome.send(done.clone());
        }
    }
}

impl GroupedAuditTrail {
    pub(super) fn over(chain: impl Chain) -> Self {
        Self(Arc::new(Group {
            chain: Box::new(chain),
            waiting: Mutex::default(),
            writing: Default::default(),
        }))
    }
}

fn unavailable(error: impl Into<anyhow::Error>) -> Unavailable {
    Unavailable::because("the audit trail", error)
}

#[async_trait::async_trait]
impl AuditTrail for GroupedAuditTrail {
    async fn append(&self, entry: &AuditEntry) -> Result<(), Unavailable> {
        let record = entry.record.as_ref().map(|record| record.as_str().to_owned());
        let written = Written { at: entry.at, record, content: content::write(entry) };
        let (outcome, done) = oneshot::channel();
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((written, outcome));
        // A task of its own: others wait for this write too, whatever becomes of the request that began it.
        let group = Arc::clone(&self.0);
        tokio::spawn(async move { group.write().await });
        match done.await {
            Ok(done) => done.map_err(|cause| unavailable(anyhow::anyhow!("{cause:#}"))),
            Err(gone) => Err(unavailable(gone)),
        }
    }

    async fn about(&self, record: &RecordRef) -> Result<Vec<AuditEntry>, Unavailable> {
        let contents = self.0.chain.about(record).await.map_err(unavailable)?;
        contents.iter().map(|kept| content::read(kept).map_err(unavailable)).collect()
    }
}

//! One writer a process: entries that come while it writes are written together, in one transaction. On
//! results day hundreds share one commit; a lone entry waits for nobody.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};

use super::content;
use crate::domain::audit::AuditEntry;
use crate::domain::exam_file::RecordRef;
use crate::ports::Unavailable;
use crate::ports::audit_trail::AuditTrail;

/// Entries written in one transaction at most: some hundred kilobytes.
const LARGEST_GROUP: usize = 256;

/// Entries that may wait for the writer; beyond, whoever appends waits too.
const WAITING: usize = 4 * LARGEST_GROUP;

/// One entry, ready to be kept.
pub(super) struct Written {
    pub(super) at: Timestamp,
    pub(super) record: Option<String>,
    pub(super) content: String,
}

/// Where the chain is kept.
#[async_trait::async_trait]
pub(super) trait Chain: Send + Sync + 'static {
    /// Adds entries in this order: all of them or none.
    async fn extend(&self, entries: &[Written]) -> anyhow::Result<()>;

    /// What was kept about one record, oldest first.
    async fn about(&self, record: &RecordRef) -> anyhow::Result<Vec<String>>;
}

/// The trail over one chain.
pub struct GroupedAuditTrail {
    chain: Arc<dyn Chain>,
    writer: mpsc::Sender<(Written, Outcome)>,
}

type Outcome = oneshot::Sender<Result<(), Arc<anyhow::Error>>>;

impl GroupedAuditTrail {
    /// The trail, and its writer on the runtime of the caller.
    pub(super) fn over(chain: impl Chain) -> Self {
        let chain: Arc<dyn Chain> = Arc::new(chain);
        let (writer, waiting) = mpsc::channel(WAITING);
        tokio::spawn(write(Arc::clone(&chain), waiting));
        Self { chain, writer }
    }
}

/// Writes group after group until the trail is dropped. An entry whose gesture was given up meanwhile is
/// written all the same: a trace too many does no harm.
async fn write(chain: Arc<dyn Chain>, mut waiting: mpsc::Receiver<(Written, Outcome)>) {
    let mut group = Vec::new();
    while waiting.recv_many(&mut group, LARGEST_GROUP).await > 0 {
        let (entries, outcomes): (Vec<_>, Vec<_>) = group.drain(..).unzip();
        let done = chain.extend(&entries).await.map_err(Arc::new);
        for outcome in outcomes {
            let _ = outcome.send(done.clone());
        }
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
        let stopped = || unavailable(anyhow::anyhow!("its writer has stopped"));
        self.writer.send((written, outcome)).await.map_err(|_| stopped())?;
        let done = done.await.map_err(|_| stopped())?;
        done.map_err(|cause| unavailable(anyhow::anyhow!("{cause:#}")))
    }

    async fn about(&self, record: &RecordRef) -> Result<Vec<AuditEntry>, Unavailable> {
        let contents = self.chain.about(record).await.map_err(unavailable)?;
        contents.iter().map(|kept| content::read(kept).map_err(unavailable)).collect()
    }
}

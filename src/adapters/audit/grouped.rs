//! Entries that come while others are being written are written together, in one transaction. On results day
//! hundreds share one commit; a lone entry waits for nobody.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::sleep;

use super::content;
use crate::domain::audit::AuditEntry;
use crate::domain::exam_file::RecordRef;
use crate::ports::Unavailable;
use crate::ports::audit_trail::AuditTrail;

/// Entries written in one transaction at most: some hundred kilobytes.
const LARGEST_GROUP: usize = 256;

/// How long the next group gathers when the last was of several: on results day twice as many share a commit then, and
/// a page costs a seventh less.
const GATHERING: Duration = Duration::from_millis(2);

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
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<(Written, Outcome)>,
    /// Whether somebody writes, and will write what waits too.
    is_written: bool,
}

type Outcome = oneshot::Sender<Result<(), Arc<anyhow::Error>>>;

impl Group {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether whoever adds this entry has to write.
    fn enqueue(&self, entry: Written, outcome: Outcome) -> bool {
        let mut queue = self.queue();
        queue.waiting.push((entry, outcome));
        !mem::replace(&mut queue.is_written, true)
    }
}

/// The one who writes, until nothing waits any more.
struct Writer {
    group: Arc<Group>,
    has_ended: bool,
}

impl Writer {
    async fn write(mut self) {
        loop {
            // Whoever is as far as this one on the same thread comes along.
            yield_now().await;
            let Some((entries, outcomes)) = self.next() else { return };
            let is_shared = entries.len() > 1;
            let done = self.group.chain.extend(&entries).await.map_err(Arc::new);
            for outcome in outcomes {
                // Nobody listens when the gesture was given up meanwhile: a trace too many does no harm.
                let _ = outcome.send(done.clone());
            }
            if is_shared {
                sleep(GATHERING).await;
            }
        }
    }

    /// What to write next; after nothing, whoever comes is another's.
    fn next(&mut self) -> Option<(Vec<Written>, Vec<Outcome>)> {
        let mut queue = self.group.queue();
        let size = queue.waiting.len().min(LARGEST_GROUP);
        self.has_ended = size == 0;
        queue.is_written = !self.has_ended;
        (!self.has_ended).then(|| queue.waiting.drain(..size).unzip())
    }
}

impl Drop for Writer {
    /// Nobody waits for a writer that was stopped: those left over hear that their outcome will not come.
    fn drop(&mut self) {
        if !self.has_ended {
            let mut queue = self.group.queue();
            queue.is_written = false;
            queue.waiting.clear();
        }
    }
}

impl GroupedAuditTrail {
    pub(super) fn over(chain: impl Chain) -> Self {
        Self(Arc::new(Group { chain: Box::new(chain), queue: Mutex::default() }))
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
        if self.0.enqueue(written, outcome) {
            // A task of its own: others wait for this write too, whatever becomes of the request that began it.
            tokio::spawn(Writer { group: Arc::clone(&self.0), has_ended: false }.write());
        }
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

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use futures_util::future::join_all;
    use jiff::Timestamp;

    use super::{Chain, GroupedAuditTrail, LARGEST_GROUP, Written};
    use crate::domain::audit::{Action, Actor, AuditEntry};
    use crate::domain::exam_file::RecordRef;
    use crate::ports::audit_trail::AuditTrail;

    /// Notes how many entries come together.
    #[derive(Clone, Default)]
    struct Groups(Arc<Mutex<Vec<usize>>>);

    #[async_trait::async_trait]
    impl Chain for Groups {
        async fn extend(&self, entries: &[Written]) -> anyhow::Result<()> {
            self.0.lock().unwrap().push(entries.len());
            Ok(())
        }

        async fn about(&self, _: &RecordRef) -> anyhow::Result<Vec<String>> {
            Ok(Vec::new())
        }
    }

    fn entry() -> AuditEntry {
        AuditEntry {
            at: Timestamp::UNIX_EPOCH,
            actor: Actor::Credentials,
            action: Action::Viewed,
            record: None,
            evidence: None,
            context: None,
        }
    }

    #[tokio::test]
    async fn many_who_come_at_once_are_written_together_and_one_alone_by_itself() {
        let groups = Groups::default();
        let trail = GroupedAuditTrail::over(groups.clone());
        let entry = entry();
        let append = |count: usize| join_all((0..count).map(|_| trail.append(&entry)));
        assert!(append(1).await.iter().all(Result::is_ok));
        assert!(append(LARGEST_GROUP + 5).await.iter().all(Result::is_ok));
        assert!(append(3).await.iter().all(Result::is_ok));
        assert_eq!(*groups.0.lock().unwrap(), [1, LARGEST_GROUP, 5, 3]);
    }
}

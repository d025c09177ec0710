//! What comes while others are being kept is kept together with those who come next, in one transaction. On results
//! day hundreds share one commit; who comes alone waits for nobody.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::sleep;

/// Kept in one transaction at most: some ten kilobytes, and far fewer values than a statement of SQLite takes.
const LARGEST_GROUP: usize = 128;

/// How long the next group gathers when the last was of several: on results day most of what a page costs is then
/// shared. Sixteen visitors who come again at once are served a third more seldom when it is five milliseconds.
const GATHERING: Duration = Duration::from_millis(2);

/// What keeps groups.
#[async_trait::async_trait]
pub(super) trait Keeper<Entry>: Send + Sync + 'static {
    /// Keeps entries in this order: all of them or none. Called by one writer at a time.
    async fn keep(&self, entries: &[Entry]) -> anyhow::Result<()>;
}

/// A keeper of groups for those who come one by one.
pub(super) struct Grouped<Entry, K>(Arc<Group<Entry, K>>);

struct Group<Entry, K> {
    keeper: K,
    queue: Mutex<Queue<Entry>>,
}

struct Queue<Entry> {
    waiting: Vec<(Entry, Outcome)>,
    /// Whether somebody writes, and will write what waits too.
    is_written: bool,
}

type Outcome = oneshot::Sender<Result<(), Arc<anyhow::Error>>>;

impl<Entry, K> Group<Entry, K> {
    fn queue(&self) -> MutexGuard<'_, Queue<Entry>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether whoever adds this entry has to write.
    fn enqueue(&self, entry: Entry, outcome: Outcome) -> bool {
        let mut queue = self.queue();
        queue.waiting.push((entry, outcome));
        !mem::replace(&mut queue.is_written, true)
    }
}

/// The one who writes, until nothing waits any more.
struct Writer<Entry, K> {
    group: Arc<Group<Entry, K>>,
    has_ended: bool,
}

impl<Entry, K: Keeper<Entry>> Writer<Entry, K> {
    async fn write(mut self) {
        loop {
            // Whoever is as far as this one on the same thread comes along.
            yield_now().await;
            let Some((entries, outcomes)) = self.next() else { return };
            let is_shared = entries.len() > 1;
            let done = self.group.keeper.keep(&entries).await.map_err(Arc::new);
            for outcome in outcomes {
                // Nobody listens when the gesture was given up meanwhile: an entry too many does no harm.
                let _ = outcome.send(done.clone());
            }
            if is_shared {
                sleep(GATHERING).await;
            }
        }
    }
}

impl<Entry, K> Writer<Entry, K> {
    /// What to write next; after nothing, whoever comes is another's.
    fn next(&mut self) -> Option<(Vec<Entry>, Vec<Outcome>)> {
        let mut queue = self.group.queue();
        let size = queue.waiting.len().min(LARGEST_GROUP);
        self.has_ended = size == 0;
        queue.is_written = !self.has_ended;
        (!self.has_ended).then(|| queue.waiting.drain(..size).unzip())
    }
}

impl<Entry, K> Drop for Writer<Entry, K> {
    /// Nobody waits for a writer that was stopped: those left over hear that their outcome will not come.
    fn drop(&mut self) {
        if !self.has_ended {
            let mut queue = self.group.queue();
            queue.is_written = false;
            queue.waiting.clear();
        }
    }
}

impl<Entry: Send + Sync + 'static, K: Keeper<Entry>> Grouped<Entry, K> {
    pub(super) fn over(keeper: K) -> Self {
        let queue = Mutex::new(Queue { waiting: Vec::new(), is_written: false });
        Self(Arc::new(Group { keeper, queue }))
    }

    pub(super) fn keeper(&self) -> &K {
        &self.0.keeper
    }

    /// Returns when the entry is kept, or will not be.
    ///
    /// # Errors
    /// When its group could not be kept.
    pub(super) async fn keep(&self, entry: Entry) -> anyhow::Result<()> {
        let (outcome, done) = oneshot::channel();
        if self.0.enqueue(entry, outcome) {
            // A task of its own: others wait for this write too, whatever becomes of the request that began it.
            tokio::spawn(Writer { group: Arc::clone(&self.0), has_ended: false }.write());
        }
        done.await?.map_err(|cause| anyhow::anyhow!("{cause:#}"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures_util::future::join_all;

    use super::{Grouped, Keeper, LARGEST_GROUP};

    /// Notes how many entries come together; keeps nothing with a zero in it.
    #[derive(Default)]
    struct Groups(Mutex<Vec<usize>>);

    #[async_trait::async_trait]
    impl Keeper<u8> for Groups {
        async fn keep(&self, entries: &[u8]) -> anyhow::Result<()> {
            self.0.lock().unwrap().push(entries.len());
            anyhow::ensure!(!entries.contains(&0), "a zero");
            Ok(())
        }
    }

    #[tokio::test]
    async fn many_who_come_at_once_are_kept_together_and_one_alone_by_itself() {
        let groups = Grouped::over(Groups::default());
        let keep = |count: usize| join_all((0..count).map(|_| groups.keep(1)));
        assert!(keep(1).await.iter().all(Result::is_ok));
        assert!(keep(LARGEST_GROUP + 5).await.iter().all(Result::is_ok));
        assert!(keep(3).await.iter().all(Result::is_ok));
        assert_eq!(*groups.keeper().0.lock().unwrap(), [1, LARGEST_GROUP, 5, 3]);
    }

    #[tokio::test]
    async fn a_group_that_fails_fails_for_all_of_it_and_the_next_one_is_kept() {
        let groups = Grouped::over(Groups::default());
        let kept = join_all([1, 0, 2].map(|entry| groups.keep(entry))).await;
        assert!(kept.iter().all(|kept| kept.as_ref().is_err_and(|error| error.to_string() == "a zero")));
        assert!(groups.keep(3).await.is_ok());
    }
}

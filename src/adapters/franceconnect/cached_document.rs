//! A document of FranceConnect's that is fetched when first needed, kept, and fetched again in time.
//!
//! However many sign-ins wait for it, one fetch is under way; a failed one answers all who waited. The
//! last good document stays in use while FranceConnect does not answer.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

/// Fetches that brought nothing new, such as those a forged `kid` provokes: this many in this time.
const FUTILE_FETCHES: usize = 4;
const COOL_DOWN: SignedDuration = SignedDuration::from_secs(60);
/// Bounds of what `Cache-Control: max-age` may ask for; FranceConnect says 600 s.
const SHORTEST_LIFE: SignedDuration = SignedDuration::from_secs(60);
const LONGEST_LIFE: SignedDuration = SignedDuration::from_secs(24 * 3600);
const DEFAULT_LIFE: SignedDuration = SignedDuration::from_secs(600);

/// A document of type `T` with the moments of its fetches.
pub struct CachedDocument<T> {
    held: RwLock<Option<Held<T>>>,
    fetching: Mutex<Futile>,
    /// Fetches that failed so far.
    failed: AtomicU64,
}

struct Held<T> {
    document: Arc<T>,
    fresh_until: Timestamp,
}

/// When fetches brought nothing new.
type Futile = Vec<Timestamp>;

/// A fetched document and how long it says it may be kept, in seconds.
pub struct Fetched<T> {
    /// The document.
    pub document: T,
    /// `max-age` of the answer.
    pub max_age: Option<u64>,
}

impl<T> Default for CachedDocument<T> {
    fn default() -> Self {
        Self { held: RwLock::new(None), fetching: Mutex::default(), failed: AtomicU64::default() }
    }
}

impl<T: PartialEq> CachedDocument<T> {
    /// The document held, fresh or not.
    pub fn held(&self) -> Option<Arc<T>> {
        self.read(|held| Arc::clone(&held.document))
    }

    /// The document, fetched when there is none or it is no longer fresh. A fetch that fails leaves the
    /// last good one.
    pub async fn get<E>(
        &self,
        now: Timestamp,
        fetch: impl Future<Output = Result<Fetched<T>, E>>,
    ) -> Result<Arc<T>, Failure<E>> {
        if let Some(document) = self.fresh(now) {
            return Ok(document);
        }
        if let Some(outdated) = self.held()
            && self.fetching.try_lock().is_err()
        {
            return Ok(outdated);
        }
        let fetched = self.fetch_once(now, Self::fresh, fetch).await;
        match (fetched, self.held()) {
            (Ok(document), _) | (Err(_), Some(document)) => Ok(document),
            (Err(failure), None) => Err(failure),
        }
    }

    /// A document other than `outdated`, which did not do: the one that somebody else fetched
    /// meanwhile, or a newly fetched one. Fetches that bring nothing new are rationed.
    pub async fn newer_than<E>(
        &self,
        outdated: &Arc<T>,
        now: Timestamp,
        fetch: impl Future<Output = Result<Fetched<T>, E>>,
    ) -> Result<Arc<T>, Failure<E>> {
        let other = |cache: &Self, _| cache.held().filter(|held| !Arc::ptr_eq(held, outdated));
        if let Some(document) = other(self, now) {
            return Ok(document);
        }
        self.fetch_once(now, other, fetch).await
    }

    async fn fetch_once<E>(
        &self,
        now: Timestamp,
        good: impl Fn(&Self, Timestamp) -> Option<Arc<T>>,
        fetch: impl Future<Output = Result<Fetched<T>, E>>,
    ) -> Result<Arc<T>, Failure<E>> {
        let failed_before = self.failed.load(Ordering::Acquire);
        let mut futile = self.fetching.lock().await;
        if let Some(document) = good(self, now) {
            return Ok(document);
        }
        let failed_meanwhile = self.failed.load(Ordering::Acquire) != failed_before;
        futile.retain(|fetch| now.duration_since(*fetch).abs() < COOL_DOWN);
        if failed_meanwhile || futile.len() >= FUTILE_FETCHES {
            return Err(Failure::NotAgainSoSoon);
        }
        let Fetched { document, max_age } = match fetch.await {
            Ok(fetched) => fetched,
            Err(error) => {
                self.failed.fetch_add(1, Ordering::Release);
                // Without any document every sign-in fails, so each one may try.
                if self.held().is_some() {
                    futile.push(now);
                }
                return Err(Failure::Fetch(error));
            }
        };
        if self.held().is_some_and(|held| *held == document) {
            futile.push(now);
        }
        let life = max_age
            .and_then(|seconds| i64::try_from(seconds).ok())
            .map_or(DEFAULT_LIFE, SignedDuration::from_secs)
            .clamp(SHORTEST_LIFE, LONGEST_LIFE);
        let document = Arc::new(document);
        let held =
            Held { document: Arc::clone(&document), fresh_until: now.saturating_add(life).unwrap_or(now) };
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held);
        Ok(document)
    }

    fn fresh(&self, now: Timestamp) -> Option<Arc<T>> {
        self.read(|held| (now < held.fresh_until).then(|| Arc::clone(&held.document))).flatten()
    }

    fn read<R>(&self, look: impl FnOnce(&Held<T>) -> R) -> Option<R> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(look)
    }
}

/// Why there is no (newer) document.
#[derive(Debug, thiserror::Error)]
pub enum Failure<E> {
    /// A fetch by somebody else failed, or one was made moments ago.
    #[error("was fetched moments ago and is not fetched again so soon")]
    NotAgainSoSoon,
    /// The fetch failed.
    #[error("cannot be fetched")]
    Fetch(#[source] E),
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::{CachedDocument, Failure, Fetched};
    use jiff::{Timestamp, ToSpan};

    fn noon() -> Timestamp {
        "2026-07-07T10:00:00Z".parse().expect("an instant")
    }

    async fn fetched(document: usize) -> Result<Fetched<usize>, Infallible> {
        Ok(Fetched { document, max_age: Some(600) })
    }

    #[tokio::test]
    async fn a_thousand_who_wait_cause_one_fetch() {
        let (cache, fetches) = (CachedDocument::default(), AtomicUsize::new(0));
        let slow_fetch = async || {
            fetches.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            fetched(7).await
        };
        let waiting = (0..1000).map(|_| cache.get(noon(), slow_fetch()));
        let answers = futures_util::future::join_all(waiting).await;
        assert!(answers.into_iter().all(|answer| answer.is_ok_and(|document| *document == 7)));
        assert_eq!(fetches.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn a_thousand_who_wait_in_vain_cause_one_fetch() {
        let (cache, fetches) = (CachedDocument::<usize>::default(), AtomicUsize::new(0));
        let failing = async || {
            fetches.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            Err(())
        };
        let waiting = (0..1000).map(|_| cache.get(noon(), failing()));
        assert!(futures_util::future::join_all(waiting).await.iter().all(Result::is_err));
        assert_eq!(fetches.load(Ordering::SeqCst), 1);
        assert!(cache.get(noon(), fetched(1)).await.is_ok(), "the next one tries again");
    }

    #[tokio::test]
    async fn whoever_waits_for_somebody_that_fetched_nothing_fetches() {
        let cache = CachedDocument::default();
        let looking = cache.fetching.lock().await;
        let mut waiting = std::pin::pin!(cache.get(noon(), fetched(1)));
        assert!(futures_util::poll!(waiting.as_mut()).is_pending());
        drop(looking);
        assert_eq!(*waiting.await.expect("a fetch"), 1);
    }

    #[tokio::test]
    async fn the_last_good_document_stays_while_no_newer_one_is_to_be_had() {
        let cache = CachedDocument::default();
        cache.get(noon(), fetched(1)).await.expect("the first fetch");
        let much_later = noon() + 48.hours();
        let kept = cache.get(much_later, async { Err(()) }).await;
        assert!(kept.is_ok_and(|document| *document == 1));
    }

    #[tokio::test]
    async fn each_change_is_found_at_once_but_vain_fetches_are_rationed() {
        let cache = CachedDocument::default();
        let first = cache.get(noon(), fetched(1)).await.expect("the first fetch");
        let mut current = cache.newer_than(&first, noon(), fetched(2)).await.expect("a change");
        for _ in 0..4 {
            current = cache.newer_than(&current, noon(), fetched(2)).await.expect("a vain fetch");
        }
        let too_often = cache.newer_than(&current, noon(), fetched(3)).await;
        assert!(matches!(too_often, Err(Failure::NotAgainSoSoon)));
        let later = cache.newer_than(&current, noon() + 61.seconds(), fetched(3)).await;
        assert!(later.is_ok_and(|document| *document == 3));
    }
}

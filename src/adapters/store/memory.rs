//! Values in this process: for the demo and the tests, gone with the process.

use std::time::{Duration, Instant};

use moka::Expiry;
use moka::future::Cache;
use moka::ops::compute::{CompResult, Op};
use moka::policy::EvictionPolicy;

use crate::ports::Unavailable;
use crate::ports::short_term_store::{Attempts, ShortTermStore};

/// A bounded map whose entries expire one by one.
pub struct MemoryStore {
    entries: Cache<String, Entry>,
    counts: Cache<String, Count>,
}

#[derive(Clone)]
struct Entry {
    value: Vec<u8>,
    time_to_live: Duration,
}

struct OwnTimeToLive;

impl Expiry<String, Entry> for OwnTimeToLive {
    fn expire_after_create(&self, _: &String, entry: &Entry, _: Instant) -> Option<Duration> {
        Some(entry.time_to_live)
    }

    fn expire_after_update(
        &self,
        _: &String,
        entry: &Entry,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(entry.time_to_live)
    }
}

#[derive(Clone, Copy)]
struct Count {
    number: u64,
    window_ends: Instant,
}

struct EndOfWindow;

impl Expiry<String, Count> for EndOfWindow {
    fn expire_after_create(&self, _: &String, count: &Count, now: Instant) -> Option<Duration> {
        Some(count.window_ends.saturating_duration_since(now))
    }

    fn expire_after_update(
        &self,
        _: &String,
        count: &Count,
        now: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(count.window_ends.saturating_duration_since(now))
    }
}

/// Most entries held at once; beyond it those untouched for longest leave first.
const MOST_ENTRIES: u64 = 200_000;

impl Default for MemoryStore {
    fn default() -> Self {
        // Not moka's default, which may turn a newcomer away: a session that was just begun must stay.
        let oldest_leave = EvictionPolicy::lru;
        Self {
            entries: Cache::builder()
                .max_capacity(MOST_ENTRIES)
                .eviction_policy(oldest_leave())
                .expire_after(OwnTimeToLive)
                .build(),
            counts: Cache::builder()
                .max_capacity(MOST_ENTRIES)
                .eviction_policy(oldest_leave())
                .expire_after(EndOfWindow)
                .build(),
        }
    }
}

impl MemoryStore {
    /// Changes an entry that is there, in one step; says whether there was one.
    async fn change(&self, key: &str, change: impl FnOnce(Entry) -> Entry) -> bool {
        let changed = self
            .entries
            .entry_by_ref(key)
            .and_compute_with(|entry| {
                let op = entry.map_or(Op::Nop, |entry| Op::Put(change(entry.into_value())));
                std::future::ready(op)
            })
            .await;
        matches!(changed, CompResult::ReplacedWith(_))
    }
}

#[async_trait::async_trait]
impl ShortTermStore for MemoryStore {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Unavailable> {
        Ok(self.entries.get(key).await.map(|entry| entry.value))
    }

    async fn put(&self, key: &str, value: &[u8], time_to_live: Duration) -> Result<(), Unavailable> {
        self.entries.insert(key.to_owned(), Entry { value: value.to_vec(), time_to_live }).await;
        Ok(())
    }

    async fn replace(&self, key: &str, value: &[u8], time_to_live: Duration) -> Result<bool, Unavailable> {
        Ok(self.change(key, |_| Entry { value: value.to_vec(), time_to_live }).await)
    }

    async fn prolong(&self, key: &str, time_to_live: Duration) -> Result<(), Unavailable> {
        self.change(key, |entry| Entry { time_to_live, ..entry }).await;
        Ok(())
    }

    async fn take(&self, key: &str) -> Result<Option<Vec<u8>>, Unavailable> {
        Ok(self.entries.remove(key).await.map(|entry| entry.value))
    }

    async fn count(&self, key: &str, window: Duration) -> Result<Attempts, Unavailable> {
        let now = Instant::now();
        let counted = self
            .counts
            .entry_by_ref(key)
            .and_upsert_with(|before| {
                let before = before.map(|entry| *entry.value()).filter(|count| count.window_ends > now);
                let opened = Count { number: 0, window_ends: now + window };
                let Count { number, window_ends } = before.unwrap_or(opened);
                std::future::ready(Count { number: number + 1, window_ends })
            })
            .await
            .into_value();
        let window_ends_in = counted.window_ends.saturating_duration_since(now);
        Ok(Attempts { number: counted.number, window_ends_in })
    }

    async fn forget_count(&self, key: &str) -> Result<(), Unavailable> {
        self.counts.invalidate(key).await;
        Ok(())
    }
}

//! Visits at a rate that does not care how the service feels.
//!
//! Each visit has its time; late or not, its latency counts from there. A driver that waited for an answer before
//! it asked again would leave out just the moments that matter (coordinated omission).

use std::iter::successors;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

/// How one visit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As it should.
    Served,
    /// Asked to come back: 503 with `Retry-After`.
    TurnedAway,
    /// Otherwise.
    Failed,
}

/// One visit.
#[derive(Clone, Copy)]
pub struct Visit {
    /// When it was due, from the beginning.
    pub due: Duration,
    /// From then to its end.
    pub latency: Duration,
    pub outcome: Outcome,
}

/// Every visit of a run, and how long it took in all.
pub struct Run {
    pub visits: Vec<Visit>,
    pub took: Duration,
}

impl Run {
    fn count(&self, outcome: Outcome) -> usize {
        self.visits.iter().filter(|visit| visit.outcome == outcome).count()
    }

    pub fn served(&self) -> usize {
        self.count(Outcome::Served)
    }

    pub fn turned_away(&self) -> usize {
        self.count(Outcome::TurnedAway)
    }

    pub fn failed(&self) -> usize {
        self.count(Outcome::Failed)
    }

    /// Served visits a second.
    pub fn rate(&self) -> f64 {
        self.served() as f64 / self.took.as_secs_f64()
    }

    /// This share of the served visits took no longer.
    pub fn quantile(&self, share: f64) -> Duration {
        let served = self.visits.iter().filter(|visit| visit.outcome == Outcome::Served);
        quantile(served.map(|visit| visit.latency).collect(), share)
    }
}

/// This share of them took no longer.
pub fn quantile(mut latencies: Vec<Duration>, share: f64) -> Duration {
    latencies.sort_unstable();
    let place = (latencies.len() as f64 * share).ceil() as usize;
    latencies.get(place.saturating_sub(1)).copied().unwrap_or_default()
}

/// What a visitor does; called for each visit with its number.
pub trait Scenario: Send + Sync + 'static {
    /// Before visits begin: what earlier ones left behind, and people do not, is forgotten.
    fn begins(&self) -> impl Future<Output = ()> {
        std::future::ready(())
    }

    fn visit(self: Arc<Self>, number: usize) -> impl Future<Output = Outcome> + Send;
}

/// As many visits as `at_once` visitors make who come again as soon as they were served: what the service can do.
pub async fn saturate<S: Scenario>(scenario: &Arc<S>, at_once: usize, lasts: Duration) -> Run {
    let begun = Instant::now();
    let mut visitors = JoinSet::new();
    for visitor in 0..at_once {
        let scenario = Arc::clone(scenario);
        visitors.spawn(async move {
            let mut visits = Vec::new();
            while begun.elapsed() < lasts {
                let due = begun.elapsed();
                let outcome = Arc::clone(&scenario).visit(visitor + visits.len() * at_once).await;
                visits.push(Visit { due, latency: begun.elapsed() - due, outcome });
            }
            visits
        });
    }
    let visits = visitors.join_all().await.concat();
    Run { visits, took: begun.elapsed() }
}

/// Visits that may be under way at once: more than any service lets wait.
const MOST_AT_ONCE: usize = 4096;

/// Visits at the rate that `rate` says for each moment, in visits a second. Visitors wait for the time of the next
/// visit that is due and nobody has; as long as one of them is free, none is begun late.
pub async fn offer<S: Scenario>(scenario: &Arc<S>, rate: impl Fn(Duration) -> f64, lasts: Duration) -> Run {
    let all_due = successors(Some(Duration::ZERO), |due| {
        Some(*due + Duration::from_secs_f64(1.0 / rate(*due).max(0.1)))
    });
    let all_due: Arc<Vec<_>> = Arc::new(all_due.take_while(|due| *due < lasts).collect());
    let (next, begun) = (Arc::new(AtomicUsize::new(0)), Instant::now());
    let mut visitors = JoinSet::new();
    for _ in 0..MOST_AT_ONCE {
        let (scenario, all_due, next) = (Arc::clone(scenario), Arc::clone(&all_due), Arc::clone(&next));
        visitors.spawn(async move {
            let mut visits = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(due) = all_due.get(number).copied() else { return visits };
                tokio::time::sleep_until((begun + due).into()).await;
                let outcome = Arc::clone(&scenario).visit(number).await;
                visits.push(Visit { due, latency: begun.elapsed() - due, outcome });
            }
        });
    }
    let visits = visitors.join_all().await.concat();
    Run { visits, took: begun.elapsed() }
}

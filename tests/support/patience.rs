//! Waiting for what comes by itself, without a guess at how long it takes.

use std::time::{Duration, Instant};

/// Long enough for the slowest machine; nothing is measured by it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks again and again until it holds.
pub async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let patience = Instant::now() + PATIENCE;
    while !holds().await {
        assert!(Instant::now() < patience, "still not: {what}");
        tokio::task::yield_now().await;
    }
}

//! The threads that draw and seal and do nothing else, as many as the machine has cores. Always the same ones: each
//! keeps some megabytes at hand for its next document.

use std::thread::available_parallelism;

use anyhow::Context;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

/// The threads; empty once they are shut down.
pub(super) struct Presses(Option<Runtime>);

impl Presses {
    /// Each thread begins with its first work.
    ///
    /// # Errors
    /// When the machine has none to give.
    pub(super) fn new() -> std::io::Result<Self> {
        let cores = available_parallelism().map_or(1, usize::from);
        let threads =
            Builder::new_current_thread().thread_name("press").max_blocking_threads(cores).build()?;
        Ok(Self(Some(threads)))
    }

    /// Does the work on one of them, in the order of arrival. What was not begun when nobody waits for it any more
    /// is left undone.
    ///
    /// # Errors
    /// When it panics.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> anyhow::Result<T> {
        let threads = self.0.as_ref().context("the presses are shut down")?;
        let mut under_way = JoinSet::new();
        under_way.spawn_blocking_on(work, threads.handle());
        Ok(under_way.join_next().await.context("the work is gone")??)
    }
}

impl Drop for Presses {
    /// Waits for no work: a key in a token may never answer.
    fn drop(&mut self) {
        if let Some(threads) = self.0.take() {
            threads.shutdown_background();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::future::ready;
    use std::pin::pin;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc::channel;
    use std::thread::{available_parallelism, current};

    use futures_util::future::join_all;

    use super::Presses;

    #[tokio::test]
    async fn the_same_threads_do_all_the_work() {
        let presses = Presses::new().unwrap();
        let all = join_all((0..100).map(|_| presses.run(|| current().id()))).await;
        let threads: HashSet<_> = all.into_iter().map(Result::unwrap).collect();
        assert!(threads.len() <= available_parallelism().map_or(1, usize::from), "{threads:?}");
    }

    #[tokio::test]
    async fn work_that_panics_fails_alone() {
        let presses = Presses::new().unwrap();
        assert!(presses.run(|| panic!("a drawing failed")).await.is_err());
        assert_eq!(presses.run(|| 2).await.unwrap(), 2);
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_is_not_begun() {
        let presses = Presses::new().unwrap();
        let cores = available_parallelism().map_or(1, usize::from);
        let (gates, closed): (Vec<_>, Vec<_>) = (0..cores).map(|_| channel::<()>()).unzip();
        let waits = closed.into_iter().map(|gate| presses.run(move || gate.recv().is_err()));
        let (mut all_busy, is_begun) = (pin!(join_all(waits)), Arc::new(AtomicBool::new(false)));
        let left_undone = Arc::clone(&is_begun);
        tokio::select! {
            biased;
            _ = &mut all_busy => panic!("the gates are closed"),
            _ = presses.run(move || left_undone.store(true, Ordering::Relaxed)) => panic!("all are busy"),
            () = ready(()) => {}
        }
        drop(gates);
        assert!(all_busy.await.into_iter().all(Result::unwrap));
        presses.run(|| ()).await.unwrap();
        assert!(!is_begun.load(Ordering::Relaxed));
    }
}

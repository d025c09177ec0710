//! From a signal to the end of the process: announced, then drained, then over.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use sd_notify::NotifyState;
use tokio::signal::unix::{SignalKind, signal};

/// How the service ends.
pub(super) struct Ending {
    /// What `/readyz` looks at.
    pub(super) announced: Arc<AtomicBool>,
    /// Time for load balancers to notice.
    pub(super) drain: Duration,
}

impl Ending {
    /// `SIGTERM`: `/readyz` answers 503, requests are still taken for the drain time, then those under way are
    /// finished. `SIGINT`, from a terminal: the same at once, and so does any second signal.
    pub(super) async fn await_and_stop(self, servers: Vec<ServerHandle>) {
        let signals = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
        let (Ok(mut terminate), Ok(mut interrupt)) = signals else {
            tracing::error!("signals cannot be heard: the service ends without finishing its requests");
            return;
        };
        let drains = tokio::select! {
            _ = terminate.recv() => true,
            _ = interrupt.recv() => false,
        };
        self.announced.store(true, Ordering::Relaxed);
        if let Err(error) = sd_notify::notify(&[NotifyState::Stopping]) {
            tracing::warn!(%error, "systemd cannot be told that the service ends");
        }
        tracing::info!(drain_seconds = if drains { self.drain.as_secs() } else { 0 }, "ending");
        if drains {
            tokio::select! {
                () = tokio::time::sleep(self.drain) => {}
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        }
        // The first one serves citizens; the operator's is watched until that one is done.
        for server in servers {
            server.stop(true).await;
        }
    }
}

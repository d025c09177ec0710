//! Keeps an eye on what is announced, for as long as the process lives.

use std::sync::Arc;
use std::time::Duration;

use crate::services::announce_maintenance::AnnounceMaintenanceService;

/// How long a replica may take to hear of it.
const RHYTHM: Duration = Duration::from_secs(1);

/// Looks again and again. The store's failures are counted where they occur, and told by `/readyz`.
pub(super) async fn watch(announcements: Arc<AnnounceMaintenanceService>) {
    let mut rhythm = tokio::time::interval(RHYTHM);
    let mut was_closed = false;
    loop {
        rhythm.tick().await;
        if let Err(error) = announcements.look().await {
            tracing::debug!(%error, "what is announced cannot be seen");
        }
        let is_closed = announcements.current().is_some();
        metrics::gauge!("maintenance").set(f64::from(u8::from(is_closed)));
        if is_closed != was_closed {
            tracing::info!(is_closed, "maintenance");
        }
        was_closed = is_closed;
    }
}

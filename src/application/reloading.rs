//! `SIGHUP`: the registry of enrolment sites is read again, while everything goes on.

use std::sync::Arc;

use tokio::signal::unix::{SignalKind, signal};

use crate::config::Problems;
use crate::domain::enrolment_site::EnrolmentSites;
use crate::services::site_registry::SiteRegistry;

/// Reads the registry anew.
pub type ReadSites = Box<dyn Fn() -> Result<EnrolmentSites, Problems> + Send>;

/// Replaces the registry at every `SIGHUP`; one with a problem is not taken, and the one of before stays.
pub(super) async fn reload_at_hangup(sites: Arc<SiteRegistry>, read: ReadSites) {
    let mut hangup = match signal(SignalKind::hangup()) {
        Ok(hangup) => hangup,
        Err(error) => {
            tracing::error!(%error, "SIGHUP cannot be heard: new enrolment sites need a restart");
            return;
        }
    };
    while hangup.recv().await.is_some() {
        match read() {
            Ok(read) => {
                tracing::info!(sites = read.iter().count(), "the registry of enrolment sites was read again");
                sites.replace(read);
            }
            Err(problems) => {
                for problem in problems.0 {
                    tracing::error!("{}: {}: {}", problem.key, problem.what, problem.hint);
                }
                tracing::error!("the registry has problems: that of before stays in force");
            }
        }
    }
}

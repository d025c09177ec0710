//! What the legal pages still lack.

use crate::config::{Environment, Problems, Settings};

/// Every fact that a service for real people owes them, and does not state.
pub(super) fn unstated(settings: &Settings) -> Problems {
    let mut problems = Problems::default();
    if settings.server.environment == Environment::Production {
        for name in settings.legal.missing() {
            let hint = "the law has the service state it; only the ministry knows what: see config/production.example.toml";
            problems.missing(format!("legal.{name}"), hint);
        }
    }
    problems
}

//! The technical log: one event a line on standard error, by level and target.
//!
//! Names, birth data, identifiers, marks, tokens and codes have no telling `Debug` or `Display`, so
//! they cannot come here; requests are logged by route template, never by path.

pub mod metrics;

use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, TelemetrySettings};

/// Starts the log for this process. A second call, as in tests, changes nothing.
pub fn start(settings: &TelemetrySettings) {
    // Libraries are heard from warnings on: at finer levels some of them write whole requests.
    let filter = EnvFilter::try_new(format!("warn,mon_releve={}", settings.level))
        .unwrap_or_else(|_| EnvFilter::new("warn,mon_releve=info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match settings.format {
        LogFormat::Json => log.json().flatten_event(true).try_init(),
        LogFormat::Text => log.compact().try_init(),
    };
    if started.is_err() {
        tracing::debug!("the log was started before");
    }
}

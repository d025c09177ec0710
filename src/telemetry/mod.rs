//! The technical log: one event a line on standard error, by level and target; the same as traces for a collector,
//! where there is one.
//!
//! Names, birth data, identifiers, marks, tokens and codes have no telling `Debug` or `Display`, so
//! they cannot come here; requests are logged by route template, never by path.

pub mod metrics;
mod traces;

use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

use crate::config::{LogFormat, TelemetrySettings};

/// What is to be sent still when the process ends.
#[must_use = "the last spans are sent by `end`"]
pub struct Telemetry(Option<SdkTracerProvider>);

/// Starts log and traces for this process. A second call, as in tests, changes nothing.
pub fn start(settings: &TelemetrySettings) -> Telemetry {
    // Libraries are heard from warnings on: at finer levels some of them write whole requests.
    let filter = EnvFilter::try_new(format!("warn,mon_releve={}", settings.level))
        .unwrap_or_else(|_| EnvFilter::new("warn,mon_releve=info"));
    let log = fmt::layer().with_writer(std::io::stderr);
    let log = match settings.format {
        LogFormat::Json => log.json().flatten_event(true).boxed(),
        LogFormat::Text => log.compact().boxed(),
    };
    let provider = settings.traces.as_ref().map(traces::provider).transpose();
    let (provider, failure) = match provider {
        Ok(provider) => (provider, None),
        Err(failure) => (None, Some(failure)),
    };
    let traces = provider.as_ref().map(|provider| {
        let tracer = provider.tracer("mon-releve");
        // Where in the sources a span began, and on which thread, is the same for every request.
        tracing_opentelemetry::layer().with_tracer(tracer).with_location(false).with_threads(false)
    });
    let started = tracing_subscriber::registry().with(filter).with(traces).with(log).try_init();
    if started.is_err() {
        tracing::debug!("the log was started before");
    }
    if let Some(failure) = failure {
        tracing::error!(causes = format!("{failure:#}"), "no traces are sent");
    }
    Telemetry(provider)
}

impl Telemetry {
    /// Sends what is left, within a bound.
    pub async fn end(self) {
        let Some(provider) = self.0 else { return };
        // Its calls are made on this runtime, which must not be held up meanwhile.
        let ended = tokio::task::spawn_blocking(move || provider.shutdown()).await;
        if !matches!(ended, Ok(Ok(()))) {
            tracing::warn!("the last traces could not be sent");
        }
    }
}

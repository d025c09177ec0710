//! Figures for the operator, in the text format of Prometheus.
//!
//! Whoever measures calls the macros of `metrics`, as the log those of `tracing`; without
//! `server.admin_listen` nobody listens and they cost nothing. Labels are route templates, outcomes and names
//! of components: a bounded number, never a person and never a path.

use std::sync::OnceLock;
use std::time::Duration;

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};

/// Upper bounds of the buckets of durations, in seconds: from an answer out of memory to a time-out.
const SECONDS: &[f64] =
    &[0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Measures that nobody fetches are summed up this often, so that they do not pile up.
const UPKEEP: Duration = Duration::from_secs(5);

static LISTENER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to listen, once a process, and hands out what shows the figures.
///
/// # Errors
/// When another recorder listens already.
pub fn start() -> Result<PrometheusHandle, BuildError> {
    if let Some(listener) = LISTENER.get() {
        return Ok(listener.clone());
    }
    let listener = PrometheusBuilder::new().set_buckets(SECONDS)?.install_recorder()?;
    describe();
    let kept = listener.clone();
    tokio::spawn(async move {
        let mut rhythm = tokio::time::interval(UPKEEP);
        loop {
            rhythm.tick().await;
            kept.run_upkeep();
        }
    });
    Ok(LISTENER.get_or_init(|| listener).clone())
}

fn describe() {
    describe_counter!("http_requests_total", "Answers by route template, method and status.");
    describe_counter!("turned_away_total", "Requests that were asked to come back: more than can be served.");
    describe_histogram!(
        "http_request_duration_seconds",
        Unit::Seconds,
        "Time to an answer, by route template."
    );
    describe_counter!("franceconnect_calls_total", "Calls to FranceConnect by endpoint and outcome.");
    describe_histogram!(
        "franceconnect_call_duration_seconds",
        Unit::Seconds,
        "Time of FranceConnect's answers, by endpoint."
    );
    describe_counter!("sign_ins_total", "Ends of sign-ins: completed, denied, stale or failed.");
    describe_counter!("resolutions_total", "Civil identities looked up: unique, no_match or ambiguous.");
    describe_counter!(
        "unavailable_total",
        "Failures of a server, store or key that a gesture needed, by component."
    );
    describe_gauge!("maintenance", "1 while the service is closed for planned work.");
    describe_counter!("letters_total", "Letters to candidates by outcome: sent, retried or dropped.");
    describe_gauge!("database_connections", "Connections of a pool, by database and state.");
    describe_histogram!(
        "seal_duration_seconds",
        Unit::Seconds,
        "Time on a press: to draw a document and seal it, without the wait before."
    );
    describe_gauge!("seal_queue_length", "Documents that are drawn and sealed, or wait for it.");
    describe_gauge!(
        "seal_certificate_start_timestamp_seconds",
        Unit::Seconds,
        "Beginning of the certificate of a seal, since the epoch, by role: how old a key is."
    );
    describe_gauge!(
        "seal_certificate_expiry_timestamp_seconds",
        Unit::Seconds,
        "End of the certificate of a seal, since the epoch, by role."
    );
}

//! `[telemetry]`.

use serde::Deserialize;
use url::Url;

use super::Problems;

/// `[telemetry]`, checked.
#[derive(Clone, Debug)]
pub struct TelemetrySettings {
    /// One JSON object a line, or text for people.
    pub format: LogFormat,
    /// A level, or directives of `tracing_subscriber::EnvFilter`.
    pub level: String,
    /// Where traces are sent; nowhere by default.
    pub traces: Option<TraceSettings>,
}

/// Where traces are sent, and how many.
#[derive(Clone, Debug)]
pub struct TraceSettings {
    /// A collector that speaks OTLP over HTTP; spans go to `v1/traces` below it.
    pub endpoint: Url,
    /// Of the traces begun here, this share is kept: 0 to 1.
    pub ratio: f64,
}

/// Form of a line of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One JSON object.
    Json,
    /// Text.
    Text,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    format: LogFormat,
    level: String,
    otlp_endpoint: Option<String>,
    trace_ratio: f64,
}

impl Typed {
    pub(super) fn resolve(self, problems: &mut Problems) -> TelemetrySettings {
        let ratio = self.trace_ratio;
        if !(0.0..=1.0).contains(&ratio) {
            problems.add("telemetry.trace_ratio", "is not a share", "write a number from 0 to 1");
        }
        let traces = self.otlp_endpoint.and_then(|typed| {
            let endpoint = Url::parse(&typed).ok();
            let endpoint = endpoint.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
            if endpoint.is_none() {
                problems.add(
                    "telemetry.otlp_endpoint",
                    "is not an address of a collector",
                    "write for example \"http://127.0.0.1:4318\": spans go to v1/traces below it",
                );
            }
            endpoint.map(|endpoint| TraceSettings { endpoint, ratio })
        });
        TelemetrySettings { format: self.format, level: self.level, traces }
    }
}

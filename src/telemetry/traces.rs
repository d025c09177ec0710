//! Traces for a collector: OTLP over HTTP, in protobuf, sent in batches beside the work.

use std::time::Duration;

use async_trait::async_trait;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use reqwest::redirect::Policy;
use tokio::runtime::Handle;

use crate::cli::VERSION;
use crate::config::TraceSettings;

/// Longest wait for the collector. Spans that it does not take in time are dropped: nobody waits for it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whoever makes spans that go to the collector. Call it on the runtime that lives as long as the service.
///
/// # Errors
/// When the machine's certificate store cannot be used.
pub fn provider(settings: &TraceSettings) -> anyhow::Result<SdkTracerProvider> {
    let endpoint = format!("{}/v1/traces", settings.endpoint.as_str().trim_end_matches('/'));
    let client = reqwest::Client::builder()
        .timeout(PATIENCE)
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .build()?;
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(Collector { client, runtime: Handle::current() })
        .with_endpoint(endpoint)
        .with_protocol(Protocol::HttpBinary)
        .with_timeout(PATIENCE)
        .build()?;
    let service = Resource::builder()
        .with_service_name("mon-releve")
        .with_attribute(opentelemetry::KeyValue::new("service.version", VERSION))
        .build();
    Ok(SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        // Not the flag of whoever called: the public must not decide what is kept.
        .with_sampler(Sampler::TraceIdRatioBased(settings.ratio))
        .with_resource(service)
        .build())
}

/// The exporter works on a thread without a runtime; its calls are made on ours.
#[derive(Debug)]
struct Collector {
    client: reqwest::Client,
    runtime: Handle,
}

#[async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let request = reqwest::Request::try_from(request)?;
        let client = self.client.clone();
        let answer = self.runtime.spawn(async move {
            let answer = client.execute(request).await?.error_for_status()?;
            // What it says is for nobody; that it took the spans is all there is to know.
            Ok::<_, reqwest::Error>(answer.status())
        });
        let status = answer.await??;
        Ok(Response::builder().status(status).body(Bytes::new())?)
    }
}

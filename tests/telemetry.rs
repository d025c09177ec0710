//! One trace from a caller's `traceparent` to our log, the calls we make, and a collector; with the real program.
#![cfg(feature = "sandbox")]
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use reqwest::{Client, StatusCode};
use serde_json::Value;
use support::app::{App, Wish};
use support::ports::free_port;
use support::program::Program;
use support::visitor::{Visitor, new_client};
use url::Url;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const TRACEPARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// A server that takes everything and keeps it: a collector, or a FranceConnect that is out of order.
struct Recorder {
    port: u16,
    taken: Arc<Mutex<Vec<Taken>>>,
}

/// One request.
struct Taken {
    path: String,
    headers: String,
    body: Vec<u8>,
}

impl Recorder {
    fn start(status: &'static str) -> Self {
        let port = free_port();
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&taken);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if let Some(request) = take(&stream) {
                    kept.lock().unwrap().push(request);
                    let answer =
                        format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                    let _ = (&stream).write_all(answer.as_bytes());
                }
            }
        });
        Self { port, taken }
    }

    /// Every span that came.
    fn spans(&self) -> Vec<Span> {
        let taken = self.taken.lock().unwrap();
        let requests = taken.iter().filter(|taken| taken.path == "/v1/traces");
        let batches = requests.map(|taken| ExportTraceServiceRequest::decode(taken.body.as_slice()).unwrap());
        let resources = batches.flat_map(|batch| batch.resource_spans);
        resources.flat_map(|resource| resource.scope_spans).flat_map(|scope| scope.spans).collect()
    }
}

fn take(stream: &TcpStream) -> Option<Taken> {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        if line == "\r\n" {
            break;
        }
        head += &line.to_ascii_lowercase();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let path = head.split(' ').nth(1)?.to_owned();
    Some(Taken { path, headers: head, body })
}

/// The program, and a caller with a trace of its own.
async fn serving(app: &App, further: &[(&'static str, String)]) -> Program {
    let drain = ("SERVER__DRAIN_SECONDS", "0".to_owned());
    let program = Program::start(app, free_port(), &[&[drain], further].concat());
    program.is_ready().await;
    program
}

async fn get(program: &Program, client: &Client, address: &str) -> reqwest::Response {
    let address = program.url.join(address).unwrap();
    let mut here = program.url.join(address.path()).unwrap();
    here.set_query(address.query());
    client.get(here).header("traceparent", TRACEPARENT).send().await.unwrap()
}

/// Ends it in order; what it logged.
async fn ends(mut program: Program) -> Vec<Value> {
    assert!(program.ends_in_order().await.success());
    program.log()
}

fn answered<'a>(log: &'a [Value], route: &str) -> &'a Value {
    let of_route = |line: &&Value| line["message"] == "answered" && line["route"] == route;
    log.iter().find(of_route).unwrap_or_else(|| panic!("{route} in {log:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_goes_on_through_the_log_to_the_calls_we_make() {
    let franceconnect = Recorder::start("503 Service Unavailable");
    let app = App::start_with(Wish { is_not_served: true, ..Wish::default() }).await;
    let issuer = format!("http://localhost:{}/api/v2", franceconnect.port);
    let program = serving(&app, &[("FRANCECONNECT__ISSUER", issuer)]).await;
    let client = new_client();
    assert_eq!(get(&program, &client, "/connexion").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    let own = client.get(program.url.join("/aide").unwrap());
    own.header("traceparent", "00-nonsense").send().await.unwrap();
    let log = ends(program).await;

    assert_eq!(answered(&log, "/connexion")["span"]["trace"], TRACE);
    let made_up = answered(&log, "/aide")["span"]["trace"].as_str().unwrap();
    assert!(made_up.len() == 32 && made_up != TRACE, "a trace of its own: {made_up}");
    let taken = franceconnect.taken.lock().unwrap();
    let call = taken.iter().find(|taken| taken.path.ends_with("/openid-configuration")).expect("a call");
    assert!(call.headers.contains(&format!("traceparent: 00-{TRACE}-")), "{}", call.headers);
    assert!(!call.headers.contains("00f067aa0ba902b7"), "as a child of ours");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_gets_the_spans_of_requests_and_nobodys_data() {
    let collector = Recorder::start("200 OK");
    let app = App::start_with(Wish { is_not_served: true, ..Wish::default() }).await;
    let endpoint = format!("http://127.0.0.1:{}", collector.port);
    let traces = [("TELEMETRY__OTLP_ENDPOINT", endpoint), ("TELEMETRY__TRACE_RATIO", "1".to_owned())];
    let program = serving(&app, &traces).await;

    let visitor = Visitor::of(&app);
    let begins = get(&program, &visitor.client, "/connexion").await;
    let authorize = Url::parse(begins.headers()["location"].to_str().unwrap()).unwrap();
    let callback = visitor.identifies_as(&authorize, "nominal-f").await;
    assert_eq!(get(&program, &visitor.client, callback.as_str()).await.status(), StatusCode::SEE_OTHER);
    let list = get(&program, &visitor.client, "/mes-releves").await;
    assert!(!list.status().is_server_error());
    let log = ends(program).await;

    let spans = collector.spans();
    let named = |name: &str| {
        let names: Vec<_> = spans.iter().map(|span| span.name.as_str()).collect();
        spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("{name} in {names:?}"))
    };
    for name in ["GET /connexion", "GET /connexion/retour", "GET /mes-releves"] {
        let span = named(name);
        assert_eq!(hex::encode(&span.trace_id), TRACE, "{name}: the caller's trace");
        assert_eq!(hex::encode(&span.parent_span_id), "00f067aa0ba902b7", "{name}: as its child");
    }
    assert_eq!(hex::encode(&named("GET /readyz").trace_id).len(), 32);
    assert_eq!(answered(&log, "/connexion")["span"]["trace"], TRACE, "the log tells the same");

    let sent: Vec<u8> = collector.taken.lock().unwrap().iter().flat_map(|taken| taken.body.clone()).collect();
    let sent = String::from_utf8_lossy(&sent);
    assert!(sent.contains("mon-releve"), "the service names itself");
    let query = callback.query().unwrap();
    for personal in ["TEST", "2004-", "eyJ", &query[..40], "family_name"] {
        assert!(!sent.contains(personal), "{personal} was sent");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_collector_everything_goes_on() {
    let app = App::start_with(Wish { is_not_served: true, ..Wish::default() }).await;
    let nowhere = format!("http://127.0.0.1:{}", free_port());
    let traces = [("TELEMETRY__OTLP_ENDPOINT", nowhere), ("TELEMETRY__TRACE_RATIO", "1".to_owned())];
    let program = serving(&app, &traces).await;
    for _ in 0..20 {
        assert_eq!(get(&program, &new_client(), "/").await.status(), StatusCode::OK);
    }
    ends(program).await;
}

//! Telling the simulator to misbehave, and asking what it was asked.
//!
//! In process: [`Control`]. Over HTTP: `POST /controle` with an [`Order`] as JSON, or with the same
//! names as form fields (an empty field says nothing); `GET /controle` is a page with that form,
//! or the current state when `Accept` names `application/json`. Both are answered to loopback
//! only, and never to a page of another origin.

use std::io::Read as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, CONTENT_ENCODING, ORIGIN};
use actix_web::{HttpRequest, HttpResponse, web};
use aws_lc_rs::error::Unspecified;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::stream;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::behaviour::{Behaviour, Mood, Order};
use super::provider::Provider;
use super::refusal::JsonRefusal;
use super::{callback, pages, parameters, refusal};

/// 10 MB of spaces, packed with gzip: some 10 KB.
fn bomb() -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    // Memory takes every byte.
    let _ = std::io::copy(&mut std::io::repeat(b' ').take(10_000_000), &mut packed);
    packed.finish().unwrap_or_default()
}

/// The handle of one running simulator; clones steer the same one.
#[derive(Clone)]
pub struct Control(Arc<Provider>);

/// How often each back-channel address was asked, misbehaviour included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "one address each")]
pub struct Calls {
    pub discovery: u64,
    pub jwks: u64,
    pub token: u64,
    pub userinfo: u64,
}

impl Control {
    pub(super) fn new(provider: Arc<Provider>) -> Self {
        Self(provider)
    }

    /// Obeys an order, at once.
    ///
    /// # Errors
    ///
    /// When a key cannot be generated.
    pub fn apply(&self, order: &Order) -> Result<(), Unspecified> {
        self.0.apply(order)
    }

    /// How often each address was asked so far.
    pub fn calls(&self) -> Calls {
        self.0.counters.read()
    }
}

/// Back-channel requests counted.
#[derive(Default)]
pub(super) struct Counters {
    discovery: AtomicU64,
    jwks: AtomicU64,
    token: AtomicU64,
    userinfo: AtomicU64,
}

impl Counters {
    pub(super) fn discovery(&self) {
        self.discovery.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn jwks(&self) {
        self.jwks.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn token(&self) {
        self.token.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn userinfo(&self) {
        self.userinfo.fetch_add(1, Ordering::Relaxed);
    }

    fn read(&self) -> Calls {
        Calls {
            discovery: self.discovery.load(Ordering::Relaxed),
            jwks: self.jwks.load(Ordering::Relaxed),
            token: self.token.load(Ordering::Relaxed),
            userinfo: self.userinfo.load(Ordering::Relaxed),
        }
    }
}

/// The answer an address gives instead of its own; `None` lets it answer, after a wait if slow.
pub(super) async fn misbehave(
    mood: Mood,
    behaviour: &Behaviour,
    request: &HttpRequest,
) -> Option<HttpResponse> {
    match mood {
        Mood::Ok => None,
        // The copy that a redirect leads to works.
        Mood::Redirect if request.query_string().contains("copy") => None,
        Mood::Slow => {
            actix_web::rt::time::sleep(behaviour.delay()).await;
            None
        }
        mood => Some(instead(mood, request)),
    }
}

fn instead(mood: Mood, request: &HttpRequest) -> HttpResponse {
    match mood {
        Mood::ServerError => JsonRefusal::server_error().respond(),
        Mood::Unavailable => HttpResponse::ServiceUnavailable()
            .content_type("text/html; charset=utf-8")
            .body("<html><body><h1>503 Service Unavailable</h1></body></html>"),
        Mood::Reset => {
            let broken = stream::iter([Err::<web::Bytes, _>(std::io::Error::other("reset on demand"))]);
            HttpResponse::Ok().body(SizedStream::new(4096, broken))
        }
        Mood::Huge => {
            let filler = " ".repeat(5_000_000);
            HttpResponse::Ok().content_type("application/json").body(format!("{{{filler}}}"))
        }
        Mood::Drip => {
            let drops = stream::unfold((), |()| async {
                actix_web::rt::time::sleep(Duration::from_millis(100)).await;
                Some((Ok::<_, std::io::Error>(web::Bytes::from_static(b" ")), ()))
            });
            HttpResponse::Ok().content_type("application/json").streaming(drops)
        }
        Mood::Redirect => callback::to(StatusCode::TEMPORARY_REDIRECT, format!("{}?copy", request.path())),
        Mood::Bomb => HttpResponse::Ok()
            .content_type("application/json")
            .insert_header((CONTENT_ENCODING, "gzip"))
            .body(bomb()),
        Mood::Ok | Mood::Slow | Mood::Garbage => HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .body("<html><body>maintenance</body></html>"),
    }
}

/// `GET /controle`.
pub(super) async fn show(request: HttpRequest, provider: web::Data<Provider>) -> HttpResponse {
    if !is_allowed(&request, &provider) {
        return not_here();
    }
    let wants_json = request
        .headers()
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("application/json"));
    if wants_json {
        return state(&provider);
    }
    pages::control(&provider.behaviour(), provider.counters.read())
}

/// `POST /controle`.
pub(super) async fn obey(
    request: HttpRequest,
    provider: web::Data<Provider>,
    body: web::Bytes,
) -> HttpResponse {
    if !is_allowed(&request, &provider) {
        return not_here();
    }
    let from_form = parameters::is_form(&request);
    let order = if from_form {
        order_of_form(&body)
    } else if parameters::media_type(&request) == Some("application/json") {
        serde_json::from_slice(&body).map_err(|error| error.to_string())
    } else {
        Err("send application/json or a form".to_owned())
    };
    match order {
        Err(why) => HttpResponse::BadRequest().json(json!({ "error": why })),
        Ok(order) => match provider.apply(&order) {
            Err(_) => JsonRefusal::server_error().respond(),
            Ok(()) if from_form => callback::to(StatusCode::SEE_OTHER, "/controle"),
            Ok(()) => state(&provider),
        },
    }
}

/// The names of the JSON as form fields; an empty field says nothing.
fn order_of_form(body: &[u8]) -> Result<Order, String> {
    let mut members = Map::new();
    for (name, value) in url::form_urlencoded::parse(body).filter(|(_, value)| !value.is_empty()) {
        let value = match name.as_ref() {
            "reset" => Value::Bool(value == "true"),
            "delay_ms" => value
                .parse::<u64>()
                .map(Value::from)
                .map_err(|_| "delay_ms is a number of milliseconds".to_owned())?,
            _ => Value::String(value.into_owned()),
        };
        members.insert(name.into_owned(), value);
    }
    serde_json::from_value(Value::Object(members)).map_err(|error| error.to_string())
}

fn state(provider: &Provider) -> HttpResponse {
    HttpResponse::Ok().json(json!({
        "behaviour": provider.behaviour(),
        "calls": provider.counters.read(),
    }))
}

fn is_allowed(request: &HttpRequest, provider: &Provider) -> bool {
    let is_near = request.peer_addr().is_some_and(|address| address.ip().to_canonical().is_loopback());
    let is_own_page = match request.headers().get(ORIGIN) {
        None => true,
        Some(origin) => origin.to_str().is_ok_and(|origin| origin == provider.base()),
    };
    is_near && is_own_page
}

fn not_here() -> HttpResponse {
    refusal::page(
        StatusCode::NOT_FOUND,
        "Y000404",
        "the control address answers its own machine and its own page only",
    )
}

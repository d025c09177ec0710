//! What one hand-off costs our process, beside FranceConnect and sealing: from the site's request to the
//! transcript in its hands.
//!
//! `cargo bench --bench hand_off` starts the program on loopback, on a real Redis. The candidates are signed in
//! already and their transcripts were issued before, so that neither counts; each hands over a few times, for what
//! was sent before is shown to them. Site and browsers keep their connections, as they do. CPU time is the
//! program's own, from `/proc`, on a core of its own; the floor is what so many requests cost that do nothing.

mod program;
#[path = "../tests/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use mon_releve::sandbox::people;
use program::{Program, stay_on_the_other_core};
use reqwest::Client;
use serde_json::Value;
use support::app::{App, Wish};
use support::hand_off::{CALLBACK, Site, VERIFIER, answer, app_with};
use support::partners::SITE_SECRET;
use support::redis_server::RedisServer;
use support::visitor::{Page, Visitor, location, new_client};

/// Hand-offs under way at once.
const AT_ONCE: usize = 8;
/// How often each candidate hands over.
const TIMES: usize = 8;
/// Requests of a hand-off: the site's browser arrives, is led on to P15 and agrees; then token, list and
/// transcript.
const REQUESTS: u32 = 3 + 3;
const IDLE_REQUESTS: u32 = 2_000;

/// From the site's button to P15, signed in already.
async fn comes(visitor: &Visitor<'_>, site: &Site<'_>) -> (String, Page) {
    let path = visitor.arrives(&site.authorize(&site.asks())).await;
    let page = visitor.opens(&path).await;
    (path, page)
}

/// From the site's button to the code.
async fn agrees(visitor: &Visitor<'_>, site: &Site<'_>) -> String {
    let (path, page) = comes(visitor, site).await;
    let sent = visitor.agrees(&path, &page, &page.boxes()[..1]).await;
    answer(&location(&sent)).remove("code").expect("a code")
}

/// From the code to the transcript, as the site's server does it.
async fn picks_up(server: &Client, app: &App, code: &str) {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let exchange = server.post(app.at("/oauth2/token")).basic_auth("lycee-exemple", Some(SITE_SECRET));
    let token: Value = exchange.form(&form).send().await.expect("an answer").json().await.expect("JSON");
    let token = token["access_token"].as_str().expect("a token");
    let fetches = async |path: &str| -> Value {
        let answer = server.get(app.at(path)).bearer_auth(token).send().await.expect("an answer");
        answer.json().await.expect("JSON")
    };
    let list = fetches("/api/v1/releves").await;
    let id = list["releves"][0]["id"].as_str().expect("a transcript");
    assert!(fetches(&format!("/api/v1/releves/{id}")).await["candidat"].is_object());
}

/// CPU of one request that does nothing.
async fn floor(server: &Client, app: &App, program: &Program) -> Duration {
    let before = program.cpu();
    for _ in 0..IDLE_REQUESTS {
        server.get(app.at("/healthz")).send().await.expect("an answer").bytes().await.expect("a body");
    }
    (program.cpu() - before) / IDLE_REQUESTS
}

fn ratio(part: Duration, whole: Duration) -> f64 {
    part.as_secs_f64() / whole.as_secs_f64()
}

fn main() {
    stay_on_the_other_core();
    tokio::runtime::Runtime::new().expect("a runtime").block_on(measure());
}

async fn measure() {
    let redis = RedisServer::start();
    let lines = format!("redirect_uris = [\"{CALLBACK}\"]");
    let wish = Wish { is_not_served: true, ..Wish::default() };
    let (app, sites) = app_with(&[("lycee-exemple", &lines)], wish).await;
    let further = [
        ("PARTNERS__DIR", sites.path().to_str().expect("a plain path").to_owned()),
        ("LIMITS__PER_ADDRESS_PER_MINUTE", "0".to_owned()),
        ("LIMITS__ATTEMPTS_PER_PARTNER_PER_MINUTE", "0".to_owned()),
    ];
    let (program, _) = Program::start_pinned(&app, &redis.url(), &further);
    let (site, server) = (Site::of(&app), new_client());
    let mut candidates = Vec::new();
    for person in people::invented().expect("people").iter().filter(|person| person.listed) {
        let visitor = Visitor::of(&app);
        visitor.signs_in_as(&person.id).await;
        if !comes(&visitor, &site).await.1.boxes().is_empty() {
            picks_up(&server, &app, &agrees(&visitor, &site).await).await;
            candidates.push(visitor);
        }
    }

    let (begun, before) = (Instant::now(), program.cpu());
    let agreeing = stream::iter(&candidates).map(async |candidate| {
        let mut codes = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            codes.push(agrees(candidate, &site).await);
        }
        codes
    });
    let codes: Vec<String> = agreeing.buffer_unordered(AT_ONCE).collect::<Vec<_>>().await.concat();
    let (agreed, at_agreement) = (program.cpu(), begun.elapsed());
    let picking_up = stream::iter(&codes).map(|code| picks_up(&server, &app, code));
    picking_up.buffer_unordered(AT_ONCE).for_each(|()| std::future::ready(())).await;
    let (picked_up, at_end) = (program.cpu(), begun.elapsed());
    let count = u32::try_from(codes.len()).expect("some hundred");
    let (agreement, pick_up) = ((agreed - before) / count, (picked_up - agreed) / count);
    let floor = floor(&server, &app, &program).await * REQUESTS;
    println!("hand-offs                                  {count}");
    println!("CPU from the site's request to the code    {agreement:?}");
    println!("CPU of token and pick-up                   {pick_up:?}");
    println!("CPU of a hand-off                          {:?}", agreement + pick_up);
    println!("CPU of {REQUESTS} requests that do nothing          {floor:?}");
    println!("hand-off / floor                           {:.2}", ratio(agreement + pick_up, floor));
    println!("to the code, each with its site and browser {:?}", at_agreement / count);
    println!("pick-up, each with its site                {:?}", (at_end - at_agreement) / count);
    println!("resident                                   {} KiB", program.resident_kib());
}

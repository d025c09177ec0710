//! What one hand-off costs our process, beside FranceConnect and sealing: from the site's request to the
//! transcript in its hands.
//!
//! `cargo bench --bench hand_off` starts the program on loopback, on a real Redis. The candidate is signed in
//! already and the transcript was issued before, so that neither counts. CPU time is the program's own, from `/proc`;
//! the floor is what so many requests cost that do nothing.

mod program;
#[path = "../tests/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use program::Program;
use support::app::{App, Wish};
use support::hand_off::{CALLBACK, Site, answer, app_with};
use support::redis_server::RedisServer;
use support::visitor::{Visitor, location, new_client};

const WARM_UP: u32 = 20;
/// A code lives a minute: so many are made and exchanged well within it.
const HAND_OFFS: u32 = 500;
/// Requests of a hand-off: the site's browser arrives, is led on, comes to P15 and agrees; then token, list and
/// transcript.
const REQUESTS: u32 = 4 + 3;

/// From the site's button to the code, signed in already.
async fn agrees(visitor: &Visitor<'_>, site: &Site<'_>) -> String {
    let path = visitor.arrives(&site.authorize(&site.asks())).await;
    let page = visitor.opens(&path).await;
    let sent = visitor.agrees(&path, &page, &page.boxes()[..1]).await;
    answer(&location(&sent)).remove("code").expect("a code")
}

/// From the code to the transcript.
async fn picks_up(site: &Site<'_>, code: &str) {
    let token = site.token(code).await;
    site.transcript(&token).await;
}

/// CPU of one request that does nothing, each on a connection of its own, as a site makes them.
async fn floor(app: &App, program: &Program) -> Duration {
    let before = program.cpu();
    for _ in 0..HAND_OFFS {
        new_client().get(app.at("/healthz")).send().await.expect("an answer");
    }
    (program.cpu() - before) / HAND_OFFS
}

fn ratio(part: Duration, whole: Duration) -> f64 {
    part.as_secs_f64() / whole.as_secs_f64()
}

#[tokio::main]
async fn main() {
    let redis = RedisServer::start();
    let lines = format!("redirect_uris = [\"{CALLBACK}\"]");
    let wish = Wish { is_not_served: true, ..Wish::default() };
    let (app, sites) = app_with(&[("lycee-exemple", &lines)], wish).await;
    let further = [
        ("PARTNERS__DIR", sites.path().to_str().expect("a plain path").to_owned()),
        ("LIMITS__PER_ADDRESS_PER_MINUTE", "0".to_owned()),
        ("LIMITS__ATTEMPTS_PER_PARTNER_PER_MINUTE", "0".to_owned()),
    ];
    let (program, _) = Program::start(&app, &redis.url(), &further);
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    visitor.signs_in_as("btsa-ects").await;
    for _ in 0..WARM_UP {
        picks_up(&site, &agrees(&visitor, &site).await).await;
    }

    let (begun, before) = (Instant::now(), program.cpu());
    let mut codes = Vec::new();
    for _ in 0..HAND_OFFS {
        codes.push(agrees(&visitor, &site).await);
    }
    let (agreed, at_agreement) = (program.cpu(), begun.elapsed());
    for code in &codes {
        picks_up(&site, code).await;
    }
    let (picked_up, at_end) = (program.cpu(), begun.elapsed());
    let agreement = (agreed - before) / HAND_OFFS;
    let pick_up = (picked_up - agreed) / HAND_OFFS;
    let floor = floor(&app, &program).await * REQUESTS;
    println!("CPU from the site's request to the code    {agreement:?}");
    println!("CPU of token and pick-up                   {pick_up:?}");
    println!("CPU of a hand-off                          {:?}", agreement + pick_up);
    println!("CPU of {REQUESTS} requests that do nothing          {floor:?}");
    println!("hand-off / floor                           {:.2}", ratio(agreement + pick_up, floor));
    println!("seconds, one after another: to the code    {:?}", at_agreement / HAND_OFFS);
    println!("seconds, one after another: pick-up        {:?}", (at_end - at_agreement) / HAND_OFFS);
    println!("resident                                   {} KiB", program.resident_kib());
}

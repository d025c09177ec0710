//! How many candidates one process serves, how fast, and what becomes of those who are too many.
//!
//! `cargo bench --bench load` starts the program on loopback with a real Redis and drives it for some three minutes,
//! then writes `docs/load.md` and `docs/load.svg`. The service has one core to itself; driver, Redis and the simulated
//! FranceConnect share another. CPU is the program's own, from `/proc`. With `-- landing`, `transcript`, `download`,
//! `sign-in`, `hand-off` or `results-day` it does that alone and writes nothing.

mod crowd;
mod driver;
mod http;
mod peer;
#[path = "../program/mod.rs"]
mod program;
mod report;
mod scenarios;
#[path = "../../tests/support/mod.rs"]
mod support;
mod world;

use std::sync::Arc;
use std::time::Duration;

use driver::{Run, Scenario, offer, quantile, saturate};
use http::Host;
use peer::Peer;
use report::{Figures, plot, table};
use scenarios::{HandOff, OnePage, Own, ResultsDay, SignIn};
use world::{SignedIn, World};

/// What browsers say of the forms they read.
pub const AS_BROWSERS_DO: &str = "accept: text/html\r\naccept-encoding: gzip, deflate, br\r\n";
/// Visitors who come again at once: enough to keep the machine busy.
const AT_ONCE: usize = 16;
const SATURATED: Duration = Duration::from_secs(6);
const STEADY: Duration = Duration::from_secs(10);
/// How far the capacity before and after may lie apart, as a share of it.
const EVEN: f64 = 0.1;
const MOST_ATTEMPTS: u32 = 5;
/// The share of the capacity that a service should run at.
const STEADY_SHARE: f64 = 0.7;
/// Visits a second that a driver on one core begins when they are due; beyond, it would measure itself.
const MOST_OFFERED: f64 = 30_000.0;
/// The ramp of results day, as shares of the capacity, one after another.
const RAMP: [f64; 9] = [0.5, 1.0, 2.0, 3.0, 3.0, 3.0, 2.0, 1.0, 0.5];
const RAMP_STEP: Duration = Duration::from_secs(4);
const RAMP_LASTS: Duration = RAMP_STEP.saturating_mul(RAMP.len() as u32);
/// 200,000 candidates in ten minutes.
const RESULTS_DAY: f64 = 200_000.0 / 600.0;

/// What the scenario can do at most, and CPU of ours a visit meanwhile.
async fn capacity<S: Scenario>(world: &World, scenario: &Arc<S>) -> (Run, Duration) {
    scenario.begins().await;
    let before = world.program.cpu();
    let saturated = saturate(scenario, AT_ONCE, SATURATED).await;
    let visits = u32::try_from(saturated.visits.len().max(1)).expect("some thousand");
    (saturated, (world.program.cpu() - before) / visits)
}

/// Other guests of a shared machine take from it what they need: seven tenths of the capacity may become ten within a
/// second. So the capacity is measured before and after, and all of it again while the two differ.
async fn measure<S: Scenario>(name: &'static str, world: &World, scenario: Arc<S>) -> Figures {
    saturate(&scenario, AT_ONCE, Duration::from_secs(1)).await;
    let mut attempt = 1;
    loop {
        let (saturated, cpu) = capacity(world, &scenario).await;
        let rate = saturated.rate();
        scenario.begins().await;
        let offered = (rate * STEADY_SHARE).min(MOST_OFFERED);
        world.service.answers();
        let steady = offer(&scenario, |_| offered, STEADY).await;
        let answers = world.service.answers();
        let after = capacity(world, &scenario).await.0.rate();
        eprintln!(
            "{name}: {rate:.0} a second, {after:.0} after, {cpu:?} of ours, p99 {:?}, {:?} of an answer, failed {} and {}, \
             turned away {}",
            steady.quantile(0.99),
            quantile(answers.clone(), 0.99),
            saturated.failed(),
            steady.failed(),
            steady.turned_away()
        );
        if (after / rate - 1.0).abs() <= EVEN || attempt == MOST_ATTEMPTS {
            let resident_kib = world.program.resident_kib();
            return Figures { name, capacity: rate, cpu, steady, answers, resident_kib };
        }
        attempt += 1;
    }
}

/// What a bare actix-web does with the same page.
struct Bare {
    /// Visits a second.
    rate: f64,
    /// Those of ours meanwhile, as a share of that.
    share: f64,
}

impl std::fmt::Display for Bare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.0} % of the {:.0} of a bare actix-web", self.share * 100.0, self.rate)
    }
}

/// Takes turns with the peer, so that the machine is as fast for the one as for the other.
async fn beside<S: Scenario>(scenario: &Arc<S>, peer: &Peer, path: &str) -> Bare {
    const TURNS: u32 = 8;
    const TURN: Duration = Duration::from_millis(1500);
    let host = Arc::new(Host::at(peer.port));
    let page = Arc::new(OnePage { host, path: path.to_owned(), headers: AS_BROWSERS_DO.to_owned() });
    let (mut own, mut bare) = (0.0, 0.0);
    for _ in 0..TURNS {
        own += saturate(scenario, AT_ONCE, TURN).await.rate();
        bare += saturate(&page, AT_ONCE, TURN).await.rate();
    }
    Bare { rate: bare / f64::from(TURNS), share: own / bare }
}

/// Everybody signed in, each with an address of their own.
async fn signed_in(world: &World) -> Vec<(SignedIn, String)> {
    let mut candidates = Vec::new();
    for person in &world.people {
        let Ok(signed_in) = world.signs_in(person).await else { continue };
        if let Ok(transcript) = world.transcript_of(&signed_in).await
            && transcript.starts_with("/mes-releves/")
        {
            let pdf = world.service.get(&format!("{transcript}/telecharger"), &signed_in.cookies).await;
            if pdf.is_ok_and(|pdf| pdf.status == 200) {
                candidates.push((signed_in, transcript));
            }
        }
    }
    candidates
}

/// Everybody of the crowd who is found at once, signed in, with a transcript that went out once: what is measured
/// seals nothing.
async fn hand_off(world: &Arc<World>) -> Arc<HandOff> {
    let mut hand_off = HandOff { world: Arc::clone(world), candidates: Vec::new() };
    for person in &world.crowd {
        let Ok(signed_in) = world.signs_in(person).await else { continue };
        hand_off.candidates.push(signed_in);
        if hand_off.goes(hand_off.candidates.len() - 1).await.is_err() {
            hand_off.candidates.pop();
        }
    }
    eprintln!("{} more candidates signed in", hand_off.candidates.len());
    Arc::new(hand_off)
}

fn ramp(capacity: f64) -> impl Fn(Duration) -> f64 + Copy {
    move |at| {
        let step = (at.as_secs_f64() / RAMP_STEP.as_secs_f64()) as usize;
        RAMP[step.min(RAMP.len() - 1)] * capacity
    }
}

/// Results day from half of this capacity up to three times as many visits, and back; with the share of the capacity
/// that was served at the top.
async fn results_day(world: &Arc<World>, capacity: f64) -> (Run, f64) {
    let visits = Arc::new(ResultsDay(Arc::clone(world)));
    let run = offer(&visits, ramp(capacity), RAMP_LASTS).await;
    let share = goodput_at_the_top(&run) / capacity;
    (run, share)
}

/// Served a second while three times as many came.
fn goodput_at_the_top(run: &Run) -> f64 {
    let first = RAMP.iter().position(|share| *share >= 3.0).unwrap_or_default() as u32;
    let steps = RAMP.iter().filter(|share| **share >= 3.0).count() as u32;
    let (from, to) = (RAMP_STEP * first, RAMP_STEP * (first + steps));
    let ended = |visit: &&driver::Visit| (from..to).contains(&(visit.due + visit.latency));
    let served = run.visits.iter().filter(|visit| visit.outcome == driver::Outcome::Served).filter(ended);
    served.count() as f64 / (to - from).as_secs_f64()
}

/// The scenario of which this is the beginning, for whoever changes something: nothing is written.
async fn one(
    world: &Arc<World>,
    peer: &Peer,
    landing: OnePage,
    candidates: &[(SignedIn, String)],
    wanted: &str,
) {
    let own = |page| Arc::new(Own { world: Arc::clone(world), candidates: candidates.to_vec(), page });
    let figures = match wanted {
        "landing" => {
            let landing = Arc::new(landing);
            let figures = measure("landing", world, Arc::clone(&landing)).await;
            println!("{}", beside(&landing, peer, "/bytes").await);
            figures
        }
        "transcript" => {
            let transcript = own("");
            let figures = measure("transcript", world, Arc::clone(&transcript)).await;
            println!("{}", beside(&transcript, peer, "/transcript").await);
            figures
        }
        "download" => measure("download", world, own("/telecharger")).await,
        "sign-in" => measure("sign-in", world, Arc::new(SignIn(Arc::clone(world)))).await,
        "results-day" => {
            world.has_redis_beside_the_service();
            let figures = measure("results-day", world, Arc::new(ResultsDay(Arc::clone(world)))).await;
            let (run, share) = results_day(world, figures.capacity).await;
            println!("the ramp: {:.0} % served at its top, p99 {:?}", share * 100.0, run.quantile(0.99));
            figures
        }
        "hand-off" => measure("hand-off", world, hand_off(world).await).await,
        other => {
            panic!("{other} is no scenario: landing, transcript, download, sign-in, results-day or hand-off")
        }
    };
    println!("{}", table(&[figures]));
}

async fn all() {
    let world = World::start().await;
    let candidates = signed_in(&world).await;
    eprintln!("{} candidates signed in", candidates.len());
    let landing = OnePage {
        host: Arc::clone(&world.service),
        path: "/".to_owned(),
        headers: AS_BROWSERS_DO.to_owned(),
    };
    let bytes = landing.host.get("/", AS_BROWSERS_DO).await.expect("an answer").body;
    let peer = Peer::start(&bytes);
    if let Some(wanted) = std::env::args().nth(1).filter(|argument| !argument.starts_with("--")) {
        return one(&world, &peer, landing, &candidates, &wanted).await;
    }
    let landing = Arc::new(landing);
    let own = |page| Arc::new(Own { world: Arc::clone(&world), candidates: candidates.clone(), page });
    let figures = [
        measure("landing page", &world, Arc::clone(&landing)).await,
        measure("transcript, signed in", &world, own("")).await,
        measure("download of the PDF", &world, own("/telecharger")).await,
        measure("sign-in to transcript", &world, Arc::new(SignIn(Arc::clone(&world)))).await,
        measure("hand-off and pick-up", &world, hand_off(&world).await).await,
    ];
    let bytes = beside(&landing, &peer, "/bytes").await;
    let transcript = beside(&own(""), &peer, "/transcript").await;
    drop(peer);

    world.has_redis_beside_the_service();
    let by_numbers = "landing page to transcript, by numbers, Redis beside";
    let by_numbers = measure(by_numbers, &world, Arc::new(ResultsDay(Arc::clone(&world)))).await;
    let (run, share) = results_day(&world, by_numbers.capacity).await;
    let (cpu, capacity) = (by_numbers.cpu, by_numbers.capacity);
    let figures: Vec<_> = figures.into_iter().chain([by_numbers]).collect();
    let mut text = include_str!("load.md").replace("{table}", &table(&figures));
    let cores = RESULTS_DAY * cpu.as_secs_f64();
    for (name, value) in [
        ("landing-share", format!("{:.0} %", bytes.share * 100.0)),
        ("bare-bytes", format!("{:.0}", bytes.rate)),
        ("transcript-share", format!("{:.0} %", transcript.share * 100.0)),
        ("bare-transcript", format!("{:.0}", transcript.rate)),
        ("goodput-share", format!("{:.0} %", share * 100.0)),
        ("served", run.served().to_string()),
        ("turned-away", run.turned_away().to_string()),
        ("failed", run.failed().to_string()),
        ("ramp-p99", format!("{:.0} ms", run.quantile(0.99).as_secs_f64() * 1000.0)),
        ("cpu", format!("{:.2} ms", cpu.as_secs_f64() * 1000.0)),
        ("cores", format!("{cores:.2}")),
        ("resident", format!("{} MiB", world.program.resident_kib() / 1024)),
    ] {
        text = text.replace(&format!("{{{name}}}"), &value);
    }
    println!("{text}");
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    std::fs::write(docs.join("load.md"), text).expect("docs/load.md");
    let plot = plot(&run, ramp(capacity), RAMP_LASTS);
    std::fs::write(docs.join("load.svg"), plot).expect("docs/load.svg");
}

fn main() {
    if peer::serve_if_asked() {
        return;
    }
    program::stay_on_the_other_core();
    // One thread: a core that two share is busy with changing between them.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(all());
}

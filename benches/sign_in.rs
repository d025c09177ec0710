//! What one sign-in costs our process, how long it makes the citizen wait beside FranceConnect's own answers,
//! and whether a hundred thousand of them leave anything behind.
//!
//! `cargo bench --bench sign_in` starts the program on loopback, on a real Redis, with a simulated FranceConnect
//! in this process, and reads the program's own CPU time and memory from `/proc`. CPU is that of a service with one
//! core to itself, everything else on another. `SIGN_INS=100000` for the long run; it takes some minutes.

mod program;
#[path = "../tests/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, UnparsedPublicKey,
};
use futures_util::{StreamExt, stream};
use mon_releve::adapters::franceconnect::KeySet;
use program::{Browser, Program, keep_time, stay_on_the_other_core};
use support::app::{App, Wish};
use support::redis_server::RedisServer;

const WARM_UP: usize = 200;
const DEFAULT_SIGN_INS: usize = 2_000;
const AT_ONCE: usize = 8;
const CHECKS: u32 = 4_000;

/// Time of one of `CHECKS` calls.
fn time(mut call: impl FnMut()) -> Duration {
    let begun = Instant::now();
    for _ in 0..CHECKS {
        call();
    }
    begun.elapsed() / CHECKS
}

/// One bare ES256 check: the library's own cost and nothing else.
fn floor() -> Duration {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key");
    let message = [7; 600];
    let signature = pair.sign(&SystemRandom::new(), &message).expect("a signature");
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref().to_vec());
    time(|| key.verify(&message, signature.as_ref()).expect("a good signature"))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn ratio(part: Duration, whole: Duration) -> f64 {
    part.as_secs_f64() / whole.as_secs_f64()
}

/// Our verification of both tokens of a sign-in, with keys parsed once.
async fn verification(browser: &Browser<'_>) -> Duration {
    let tokens = browser.tokens().await;
    let keys = KeySet::parse(&browser.keys().await).expect("a key set");
    let (id_token, userinfo) = (&tokens.id_token, &tokens.userinfo);
    time(|| assert!(keys.signed(id_token) && keys.signed(userinfo)))
}

/// The program, ready to be measured, and what it stands on.
struct World {
    _redis: RedisServer,
    app: App,
    program: Program,
    start: Duration,
}

impl World {
    async fn start(start: impl FnOnce(&App, &str, &[(&str, String)]) -> (Program, Duration)) -> Self {
        let redis = RedisServer::start();
        let app = App::start_with(Wish { is_not_served: true, ..Wish::default() }).await;
        keep_time(&app);
        let (program, start) = start(&app, &redis.url(), &[]);
        Self { _redis: redis, app, program, start }
    }
}

/// How long the callback takes, and how long FranceConnect's two answers in it take alone.
async fn latency() -> (Duration, Duration) {
    let world = World::start(Program::start).await;
    let browser = Browser::of(&world.app);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..WARM_UP + 300 {
        let (callback, cookie) = browser.agrees().await;
        let begun = Instant::now();
        browser.comes_back(&callback, &cookie).await;
        ours.push(begun.elapsed());
        theirs.push(browser.tokens().await.took);
    }
    (median(ours.split_off(WARM_UP)), median(theirs.split_off(WARM_UP)))
}

async fn costs() {
    let count =
        std::env::var("SIGN_INS").ok().and_then(|count| count.parse().ok()).unwrap_or(DEFAULT_SIGN_INS);
    let World { app, program, start, _redis } = World::start(Program::start_pinned).await;
    let idle = program.resident_kib();
    let browser = Browser::of(&app);
    let sign_ins = async |count: usize| {
        let sign_ins = stream::iter(0..count).map(|_| browser.signs_in()).buffer_unordered(AT_ONCE);
        sign_ins.for_each(|_| std::future::ready(())).await;
    };
    sign_ins(WARM_UP).await;
    println!("start to first answer             {start:?}");
    println!("resident, idle                    {idle} KiB");
    println!("resident, {WARM_UP} sign-ins later     {} KiB", program.resident_kib());
    let before = program.cpu();
    for part in 1..=4 {
        sign_ins(count / 4).await;
        println!("resident, {} sign-ins later    {} KiB", part * count / 4, program.resident_kib());
    }
    let per_sign_in = (program.cpu() - before) / u32::try_from(count).unwrap_or(u32::MAX);
    let (floor, verification) = (floor() * 2, verification(&browser).await);
    println!("CPU of ours a sign-in             {per_sign_in:?}");
    println!("  of which id_token and userinfo  {verification:?}");
    println!("two bare ES256 checks             {floor:?}");
    println!("verification / floor              {:.2}", ratio(verification, floor));
    println!("sign-in / floor                   {:.2}", ratio(per_sign_in, floor));
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    // As people wait for it: everything on every core.
    let (ours, theirs) = runtime.block_on(latency());
    stay_on_the_other_core();
    runtime.block_on(costs());
    println!("callback, median                  {ours:?}");
    println!("FranceConnect's answers, median   {theirs:?}");
    println!("added by us                       {:?}", ours.saturating_sub(theirs));
}

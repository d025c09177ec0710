//! What one sign-in costs our process, beside the bare signature checks it cannot do without.
//!
//! `cargo bench --bench sign_in` starts the program on loopback with a simulated FranceConnect in this
//! process, signs in some hundred times and reads the program's own CPU time from `/proc`.

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, UnparsedPublicKey,
};
use support::app::{self, App, Wish};
use support::visitor::Visitor;

const WARM_UP: u32 = 30;
const SIGN_INS: u32 = 500;
/// Of `/proc/PID/stat`, in hertz, on every Linux.
const CLOCK_TICKS: f64 = 100.0;

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Program {
    fn start(app: &App) -> (Self, Duration) {
        let path = |file: &str| app.folder.path().join(file).to_str().expect("a plain path").to_owned();
        let port = app.url.port().expect("a port");
        let begun = Instant::now();
        let process = Command::new(env!("CARGO_BIN_EXE_mon-releve"))
            .arg("serve")
            .env("MON_RELEVE__SERVER__ENVIRONMENT", "test")
            .env("MON_RELEVE__SERVER__LISTEN", format!("127.0.0.1:{port}"))
            .env("MON_RELEVE__SERVER__PUBLIC_URL", app.url.origin().ascii_serialization())
            .env("MON_RELEVE__FRANCECONNECT__ISSUER", &app.issuer)
            .env("MON_RELEVE__FRANCECONNECT__CLIENT_ID", app::CLIENT_ID)
            .env("MON_RELEVE__FRANCECONNECT__CLIENT_SECRET", app::CLIENT_SECRET)
            .env("MON_RELEVE__SESSIONS__STORE", "memory")
            .env("MON_RELEVE__RECORDS__URL", format!("sqlite:{}", path("records.sqlite")))
            .env("MON_RELEVE__SEAL__CURRENT__CERTIFICATE", path("chain.pem"))
            .env("MON_RELEVE__SEAL__CURRENT__KEY", path("key.pem"))
            .env("MON_RELEVE__TELEMETRY__LEVEL", "warn")
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let program = Self(process);
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(30), "the program does not answer");
            std::thread::yield_now();
        }
        (program, begun.elapsed())
    }

    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(Path::new("/proc").join(self.0.id().to_string()).join(name))
            .expect("our own child")
    }

    /// User and system time so far.
    fn cpu(&self) -> Duration {
        let stat = self.file("stat");
        let fields: Vec<&str> = stat.rsplit(')').next().expect("a name").split_whitespace().collect();
        let ticks: f64 =
            [fields[11], fields[12]].iter().map(|field| field.parse::<f64>().expect("ticks")).sum();
        Duration::from_secs_f64(ticks / CLOCK_TICKS)
    }

    fn resident_kib(&self) -> String {
        let status = self.file("status");
        let line = status.lines().find(|line| line.starts_with("VmRSS")).expect("a size");
        line.trim_start_matches("VmRSS:").trim().to_owned()
    }
}

/// Two ES256 checks, id_token and userinfo: the library's own cost and nothing else.
fn floor() -> Duration {
    let random = SystemRandom::new();
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key");
    let message = [7; 600];
    let signature = pair.sign(&random, &message).expect("a signature");
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref().to_vec());
    let begun = Instant::now();
    for _ in 0..2000 {
        key.verify(&message, signature.as_ref()).expect("a good signature");
    }
    begun.elapsed() / 1000
}

#[tokio::main]
async fn main() {
    let app = App::start_with(Wish { is_not_served: true, ..Wish::default() }).await;
    let (program, start) = Program::start(&app);
    let idle = program.resident_kib();
    let sign_in = async || {
        let visitor = Visitor::of(&app);
        assert_eq!(visitor.signs_in_as("btsa-ects").await, "/mes-releves");
    };
    for _ in 0..WARM_UP {
        sign_in().await;
    }
    let before = program.cpu();
    for _ in 0..SIGN_INS {
        sign_in().await;
    }
    let per_sign_in = (program.cpu() - before) / SIGN_INS;
    let floor = floor();
    println!("start to first answer          {start:?}");
    println!("resident, idle                 {idle}");
    println!("resident, {SIGN_INS} sessions later    {}", program.resident_kib());
    println!("CPU of ours a sign-in          {per_sign_in:?}");
    println!("two bare ES256 checks          {floor:?}");
    println!("ratio                          {:.1}", per_sign_in.as_secs_f64() / floor.as_secs_f64());
}

//! What one sealed transcript costs, split into layout, export and seal, beside the bare signature; what it costs
//! to verify one, to show one on screen, and to seal a whole session.
//!
//! `cargo bench --bench sealed_pdf` takes CPU time of its one thread, and of the program from `/proc`. Everybody
//! whose transcript is measured comes once, as on results day: only what transcripts have in common is known.
//! `cargo bench --bench sealed_pdf -- 100000` seals that many records in the batch; by default two thousand.
//! With `MON_RELEVE_PEER`, a Python that has what `benches/peer.py` needs, some of the same documents are done by
//! WeasyPrint and pyHanko too.

mod program;
#[path = "../tests/support/mod.rs"]
mod support;

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use mon_releve::adapters::exam_records::wire;
use mon_releve::adapters::render::pdf::{PdfSettings, Printer};
use mon_releve::adapters::seal::{Level, SealKey, Trust, examine, sign};
use mon_releve::domain::exam_record::ExamRecord;
use mon_releve::domain::public_url::PublicUrl;
use mon_releve::ports::seal_examiner::Examination;
use mon_releve::sandbox::generator::Generator;
use mon_releve::sandbox::seal_keys::{self, SealKeys};
use program::{Browser, Program, issuance};
use rustix::time::{ClockId, clock_gettime};
use support::app::{App, Wish};
use support::redis_server::RedisServer;

const NAME: &str = "Ministère chargé de l’agriculture";
/// People to warm up with, and people to measure.
const PEOPLE: [usize; 2] = [200, 500];
/// Of the people measured, every so manieth is done by the peer too.
const FOR_THE_PEER: usize = 20;
const PAGES: u32 = 4000;
/// Pages under way at once.
const AT_ONCE: usize = 8;

/// The program's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let count = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(2000);
    #[expect(clippy::disallowed_methods, reason = "certificates live in the present")]
    let now = Timestamp::now();
    documents(now);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        on_screen().await;
        batch(count).await;
    });
}

/// A key, its printer, and what a bare signature of its kind costs.
struct Sealer {
    name: &'static str,
    printer: Printer,
    keys: SealKeys,
    key: SealKey,
    trust: Trust,
    bare: Bare,
}

impl Sealer {
    fn new(name: &'static str, keys: SealKeys, bare: Bare, now: Timestamp) -> Self {
        Self {
            name,
            printer: printer(),
            key: SealKey::from_pem(keys.chain_pem.as_bytes(), keys.key_pem.as_bytes(), now).expect("a seal"),
            trust: Trust::in_roots(keys.root_pem.as_bytes()).expect("a root"),
            keys,
            bare,
        }
    }
}

/// What a document takes, from its record to its verified seal.
const STEPS: [&str; 3] = ["layout and export", "seal", "write and verify"];

/// CPU time of every step of every document. The steps of one document follow each other, so that the machine is as
/// fast for the one as for the other.
#[derive(Default)]
struct Steps(HashMap<(&'static str, &'static str), Vec<Duration>>);

impl Steps {
    fn take<T>(&mut self, of: &'static str, step: &'static str, work: impl FnOnce() -> T) -> T {
        let begun = cpu();
        let done = work();
        self.0.entry((of, step)).or_default().push(cpu() - begun);
        done
    }

    fn mean(&self, of: &'static str, step: &'static str) -> Duration {
        mean(self.0[&(of, step)].iter().copied())
    }

    fn median(&self, of: &'static str, step: &'static str) -> Duration {
        let mut all = self.0[&(of, step)].clone();
        all.sort_unstable();
        all[all.len() / 2]
    }

    /// Each document, whole.
    fn whole(&self, of: &'static str) -> impl Iterator<Item = Duration> {
        let steps = STEPS.map(|step| &self.0[&(of, step)]);
        (0..steps[0].len()).map(move |number| steps.iter().map(|step| step[number]).sum())
    }
}

fn mean(times: impl Iterator<Item = Duration>) -> Duration {
    let (mut whole, mut count) = (Duration::ZERO, 0);
    for time in times {
        (whole, count) = (whole + time, count + 1);
    }
    whole / count.max(1)
}

fn documents(now: Timestamp) {
    let records = Generator::new(1).expect("a generator");
    let records: Vec<_> = records
        .map(|line| wire::parse(line.as_bytes()).expect("a record").released())
        .take(PEOPLE[0] + PEOPLE[1])
        .collect();
    let (others, records) = records.split_at(PEOPLE[0]);
    let composer = printer();
    let mut sealers = [
        Sealer::new("P-256", seal_keys::throw_away(now).expect("keys"), bare_p256(), now),
        Sealer::new("RSA-2048", seal_keys::throw_away_rsa(now).expect("keys"), bare_rsa(), now),
    ];
    let (mut unmeasured, mut steps, mut bytes) = (Steps::default(), Steps::default(), 0);
    for record in others {
        document(record, &composer, &mut sealers, &mut unmeasured, now);
    }
    records.iter().for_each(|record| bytes += document(record, &composer, &mut sealers, &mut steps, now));
    let shown = |of, step| format!("{:>9.1?}  median {:>9.1?}", steps.mean(of, step), steps.median(of, step));
    println!("{} documents, {} bytes each", records.len(), bytes / records.len());
    println!("layout                      {}", shown(PDF, "layout"));
    for Sealer { name, .. } in &sealers {
        let [bare, seal] = ["bare signature", "seal"].map(|step| steps.mean(name, step));
        println!("{name}");
        println!("  bare signature            {}", shown(name, "bare signature"));
        STEPS.iter().for_each(|step| println!("  {step:<25} {}", shown(name, step)));
        println!("  seal / bare signature     {:.2}", seal.as_secs_f64() / bare.as_secs_f64());
        println!("  whole document            {:>9.1?}", mean(steps.whole(name)));
        println!("  verify an uploaded file   {}", shown(name, "verify an uploaded file"));
    }
    if let Some(python) = std::env::var_os("MON_RELEVE_PEER") {
        beside_the_peer(&python, records, &sealers, &steps, now);
    }
}

/// Has WeasyPrint and pyHanko do some of the documents that were measured.
fn beside_the_peer(
    python: &OsStr,
    records: &[ExamRecord],
    sealers: &[Sealer],
    steps: &Steps,
    now: Timestamp,
) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    let data = records.iter().step_by(FOR_THE_PEER).map(|record| printer().data(record, &issuance(now)));
    write("documents.ndjson", &data.collect::<Vec<_>>().join("\n"));
    for Sealer { name, keys, .. } in sealers {
        write(&format!("{name}.chain.pem"), &keys.chain_pem);
        write(&format!("{name}.key.pem"), &keys.key_pem);
    }
    let output = Command::new(python)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg("benches/peer.py")
        .arg(folder.path())
        .stderr(Stdio::inherit())
        .output()
        .expect("the Python of MON_RELEVE_PEER starts");
    assert!(output.status.success(), "benches/peer.py says above what it lacks");
    let said = String::from_utf8(output.stdout).expect("text");
    for Sealer { name, .. } in sealers {
        let times =
            said.lines().find_map(|line| line.strip_prefix(name)).expect("a line for each kind of key");
        let [draws, seals] = times
            .split_whitespace()
            .map(|time| time.parse().expect("milliseconds"))
            .collect::<Vec<f64>>()[..]
        else {
            panic!("two times, not {times}");
        };
        let ours = 1000.0 * mean(steps.whole(name).step_by(FOR_THE_PEER)).as_secs_f64();
        println!(
            "{name} by WeasyPrint and pyHanko  {draws:.1} + {seals:.1} ms, {:.0} times the {ours:.2} ms of ours",
            (draws + seals) / ours
        );
    }
}

const PDF: &str = "PDF";

/// One document from its record to the verification by somebody else; says how long it is in bytes.
fn document(
    record: &ExamRecord,
    composer: &Printer,
    sealers: &mut [Sealer],
    steps: &mut Steps,
    now: Timestamp,
) -> usize {
    let issuance = issuance(now);
    drop(steps.take(PDF, "layout", || composer.compose(record, &issuance)));
    let mut bytes = 0;
    for Sealer { name, printer, key, trust, bare, .. } in sealers {
        let drawn = steps.take(name, STEPS[0], || printer.draw(record, &issuance).expect("a drawing"));
        steps.take(name, "bare signature", bare);
        let signed =
            steps.take(name, STEPS[1], || sign(drawn, key, NAME, now, Level::Basic).expect("a signature"));
        let sealed = steps.take(name, STEPS[2], || signed.finish(key, None).expect("a seal")).0;
        let examined = steps.take(name, "verify an uploaded file", || examine(&sealed, trust, now));
        assert!(matches!(examined, Examination::Genuine(_)));
        bytes = sealed.len();
    }
    bytes
}

fn printer() -> Printer {
    Printer::new(PdfSettings {
        public_url: PublicUrl::parse("https://releves.example.org").expect("an origin"),
        issuer_name: NAME.to_owned(),
        is_sandbox: true,
        emblem: None,
    })
    .expect("a printer")
}

/// CPU time of this thread: others may use the machine as they like.
fn cpu() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().expect("a time after the beginning")
}

/// A bare signature, again and again.
type Bare = Box<dyn FnMut()>;

fn bare_p256() -> Bare {
    let random = SystemRandom::new();
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
    Box::new(move || {
        pair.sign(&random, &[7; 200]).expect("a signature");
    })
}

fn bare_rsa() -> Bare {
    let random = SystemRandom::new();
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key");
    let mut signature = vec![0; pair.public_modulus_len()];
    Box::new(move || {
        pair.sign(&RSA_PKCS1_SHA256, &random, &[7; 200], &mut signature).expect("a signature");
    })
}

/// A transcript that is looked at again and again: session, look-up, trail and page.
async fn on_screen() {
    let redis = RedisServer::start();
    let app = App::start_with(Wish { is_not_served: true, ..Wish::default() }).await;
    let (program, _) = Program::start(&app, &redis.url(), &[]);
    let browser = Browser::of(&app);
    let cookie = browser.signs_in().await;
    for (what, path) in [("a transcript on screen", ""), ("its PDF from the register", "/telecharger")] {
        let path = format!("{}{path}", browser.only_transcript(&cookie).await);
        for _ in 0..100 {
            browser.opens(&path, &cookie).await;
        }
        let begun = program.cpu();
        let opened = stream::iter(0..PAGES).map(|_| browser.opens(&path, &cookie));
        opened.buffer_unordered(AT_ONCE).for_each(|_| std::future::ready(())).await;
        println!("{what:<27} {:?} of the program's CPU", (program.cpu() - begun) / PAGES);
    }
}

/// The program seals a session; its highest resident memory, at a tenth of the work and at its end.
async fn batch(count: usize) {
    let app = App::start_with(Wish { is_not_served: true, ..Wish::default() }).await;
    let mut known = HashSet::new();
    let lines: Vec<String> = Generator::new(1)
        .expect("a generator")
        .filter_map(|line| {
            let mut record: serde_json::Value = serde_json::from_str(&line).expect("JSON");
            record["examen"]["session"] = 2025.into();
            known.insert(record["ina"].to_string()).then(|| record.to_string())
        })
        .take(count)
        .collect();
    for part in lines.chunks(20_000) {
        assert_eq!(app.import(&part.join("\n")).await.refused, 0);
    }
    let config = app.folder.path().join("config.toml");
    let path = |file: &str| app.folder.path().join(file).display().to_string();
    let settings = format!(
        "[server]\nenvironment = \"test\"\npublic_url = \"http://localhost:1\"\n[franceconnect]\nissuer = \"{}\"\n\
         client_id = \"{}\"\nclient_secret = \"{}\"\n[sessions]\nstore = \"memory\"\n[records]\nurl = \"sqlite:{}\"\n\
         [seal.current]\ncertificate = \"{}\"\nkey = \"{}\"\n",
        app.issuer,
        support::app::CLIENT_ID,
        support::app::CLIENT_SECRET,
        path("records.sqlite"),
        path("chain.pem"),
        path("key.pem"),
    );
    std::fs::write(&config, settings).expect("a file");
    let begun = Instant::now();
    let mut process = Command::new(env!("CARGO_BIN_EXE_mon-releve"))
        .args(["seal", "--session", "2025", "--json", "--config", &config.display().to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let (mut resident, mut early, mut used) = (0, 0, Duration::ZERO);
    while process.try_wait().expect("our own child").is_none() {
        if let Some((time, kib)) = seen(process.id()) {
            (used, resident) = (time, kib);
            if early == 0 && used > Duration::from_secs(2) {
                early = kib;
            }
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = process.wait_with_output().expect("our own child");
    assert!(output.status.success());
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let sealed = report["sealed"].as_u64().expect("a number");
    let each = used / u32::try_from(sealed.max(1)).expect("a number of records");
    let (early, resident) = (early / 1024, resident / 1024);
    println!(
        "batch of {sealed} PDFs: {:.1?}, {each:?} of CPU each, {early} MiB at most after 2 s of CPU, {resident} MiB at the end",
        begun.elapsed()
    );
    let size = Path::new(&path("records.sqlite")).metadata().expect("our own file").len();
    println!("register and directory      {} bytes a PDF on disk", size / sealed.max(1));
}

/// CPU time and highest resident memory in KiB of a process so far.
fn seen(process: u32) -> Option<(Duration, u64)> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib = line.trim().split(' ').next()?.parse().ok()?;
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks: u64 =
        [fields.get(11)?, fields.get(12)?].iter().filter_map(|field| field.parse::<u64>().ok()).sum();
    // In hundredths of a second, on every Linux.
    Some((Duration::from_millis(10 * ticks), kib))
}

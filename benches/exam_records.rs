//! What importing and looking up exam records costs, beside the floor of each database.
//!
//! `cargo bench --bench exam_records -- 1000000` imports that many invented records with the program itself,
//! into a SQLite file and into a PostgreSQL on loopback, then resolves the identities of some of these people; by
//! default a hundred thousand.

#[path = "../tests/support/mod.rs"]
mod support;

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use mon_releve::adapters::database;
use mon_releve::adapters::exam_records::{postgres::PostgresRecords, sqlite::SqliteRecords, wire};
use mon_releve::adapters::proven_links::{postgres::PostgresProvenLinks, sqlite::SqliteProvenLinks};
use mon_releve::adapters::system::SystemClock;
use mon_releve::domain::cog::CommuneHistory;
use mon_releve::domain::lookup_key::LookupKey;
use mon_releve::domain::matching::Resolution;
use mon_releve::domain::pivot_identity::{PivotClaims, PivotIdentity};
use mon_releve::ports::exam_records::ExamRecords;
use mon_releve::ports::proven_links::ProvenLinks;
use mon_releve::sandbox::generator::Generator;
use mon_releve::sandbox::people::Person;
use mon_releve::services::find_records::Directory;
use sqlx::{Connection, PgConnection};
use support::candidates::person;
use support::postgres_server::PostgresServer;

/// Look-ups measured.
const LOOK_UPS: usize = 5000;
/// Of `/proc/PID/stat`, in hertz, on every Linux.
const CLOCK_TICKS: f64 = 100.0;

/// Rows of the bare `COPY`, which stand in memory before it begins.
const MOST_COPIED: usize = 1_000_000;

/// One version by its primary key: what no directory can do without.
const BY_PRIMARY_KEY: &str = "SELECT content FROM record_versions WHERE reference = $1 AND version = 1";

fn main() {
    let count = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    let folder = tempfile::tempdir().expect("a folder");
    let file = generate(folder.path(), count);
    let sqlite = folder.path().join("records.sqlite");
    import(&file, count, "sqlite", &format!("sqlite:{}", sqlite.display()));
    let server = PostgresServer::start();
    import(&file, count, "postgres", &server.url());
    let people = people(&file, count);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        copy_floor(&server, count.min(MOST_COPIED)).await;

        let database = database::sqlite::open(&sqlite).await.expect("our own database");
        let directory = directory(
            Arc::new(SqliteRecords::new(database.clone())),
            Arc::new(SqliteProvenLinks::new(database.clone())),
        );
        timed("SQLite, bare primary key", &references(&directory, &people).await, async |reference| {
            sqlx::query(BY_PRIMARY_KEY).bind(reference).fetch_one(&database).await.expect("a row");
        })
        .await;
        resolutions("SQLite", &directory, &people).await;

        let pool = database::postgres::open(&server.url()).await.expect("our own database");
        let directory = self::directory(
            Arc::new(PostgresRecords::new(pool.clone())),
            Arc::new(PostgresProvenLinks::new(pool.clone())),
        );
        timed("PostgreSQL, bare primary key", &references(&directory, &people).await, async |reference| {
            sqlx::query(BY_PRIMARY_KEY).bind(reference).fetch_one(&pool).await.expect("a row");
        })
        .await;
        resolutions("PostgreSQL", &directory, &people).await;
    });
}

fn directory(records: Arc<dyn ExamRecords>, links: Arc<dyn ProvenLinks>) -> Directory {
    Directory { records, links, communes: Arc::new(CommuneHistory::built_in()), clock: Arc::new(SystemClock) }
}

fn generate(folder: &Path, count: usize) -> PathBuf {
    let path = folder.join("records.ndjson");
    let mut file = BufWriter::new(File::create(&path).expect("a file"));
    let begun = Instant::now();
    for line in Generator::new(1).expect("a generator").take(count) {
        writeln!(file, "{line}").expect("room on the disk");
    }
    file.flush().expect("room on the disk");
    let size = path.metadata().expect("our own file").len();
    println!("{count} records invented in {:.1?}, {} bytes each", begun.elapsed(), size / count as u64);
    path
}

/// Runs the program and tells its time, its own CPU time and the most memory it held.
fn import(file: &Path, count: usize, store: &str, url: &str) {
    write_out();
    let begun = Instant::now();
    let mut process = Command::new(env!("CARGO_BIN_EXE_mon-releve"))
        .arg("import")
        .arg(file)
        .env("MON_RELEVE__RECORDS__STORE", store)
        .env("MON_RELEVE__RECORDS__URL", url)
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let (mut cpu, mut resident) = (0.0, String::new());
    let status = loop {
        if let Some(seen) = seen(process.id()) {
            (cpu, resident) = seen;
        }
        if let Some(status) = process.try_wait().expect("our own child") {
            break status;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(status.success());
    let elapsed = begun.elapsed().as_secs_f64();
    println!(
        "import into {store:<9} {:>7.0} records/s, {elapsed:.1} s, {cpu:.1} s of CPU of ours, {resident} at most",
        count as f64 / elapsed
    );
}

/// Has the system write what the step before left in its memory: the next would wait for the disk on its account.
fn write_out() {
    assert!(Command::new("sync").status().is_ok_and(|status| status.success()));
}

/// CPU seconds and highest resident memory of a process so far.
fn seen(process: u32) -> Option<(f64, String)> {
    let read = |name: &str| std::fs::read_to_string(format!("/proc/{process}/{name}")).ok();
    let (stat, status) = (read("stat")?, read("status")?);
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks: f64 =
        [fields.get(11)?, fields.get(12)?].iter().filter_map(|field| field.parse::<f64>().ok()).sum();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().to_owned();
    Some((ticks / CLOCK_TICKS, resident))
}

/// A bare `COPY` of the same rows into a table of the same form, and nothing else: no check, no sorting, no
/// second index.
async fn copy_floor(server: &PostgresServer, count: usize) {
    let mut source = PgConnection::connect(&server.url()).await.expect("our own server");
    let mut rows = Vec::new();
    let first_rows = format!("COPY (SELECT * FROM record_versions LIMIT {count}) TO STDOUT (FORMAT binary)");
    {
        use futures_util::TryStreamExt;
        let mut copy = source.copy_out_raw(&first_rows).await.expect("a copy");
        while let Some(part) = copy.try_next().await.expect("a copy") {
            rows.extend_from_slice(&part);
        }
    }
    sqlx::query("CREATE TABLE floor (LIKE record_versions INCLUDING ALL)")
        .execute(&mut source)
        .await
        .expect("a table");
    write_out();
    let begun = Instant::now();
    let mut copy = source.copy_in_raw("COPY floor FROM STDIN (FORMAT binary)").await.expect("a copy");
    copy.send(rows).await.expect("a copy");
    copy.finish().await.expect("a copy");
    let elapsed = begun.elapsed().as_secs_f64();
    println!("bare COPY of the same rows {:>7.0} records/s, {elapsed:.1} s", count as f64 / elapsed);
    sqlx::query("DROP TABLE floor").execute(&mut source).await.expect("a table");
}

/// People from everywhere in the file, as FranceConnect would tell them.
fn people(file: &Path, count: usize) -> Vec<PivotIdentity> {
    let lines = BufReader::new(File::open(file).expect("our own file")).lines();
    let every = (count / LOOK_UPS).max(1);
    let mut people: Vec<PivotIdentity> = lines
        .step_by(every)
        .map(|line| wire::parse(line.expect("a line").as_bytes()).expect("a record").candidate)
        .map(|candidate| signed_in(&person(&candidate, 0)))
        .collect();
    // In no order of the file.
    fastrand::Rng::with_seed(2).shuffle(&mut people);
    people
}

fn signed_in(person: &Person) -> PivotIdentity {
    let claim = |name: &str| person.userinfo[name].as_str().expect("a text");
    let names = person.userinfo["given_name_array"].as_array().expect("a list");
    let names: Vec<_> = names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
    PivotIdentity::parse(PivotClaims {
        family_name: claim("family_name"),
        given_name: claim("given_name"),
        given_name_array: Some(&names),
        birthdate: claim("birthdate"),
        gender: claim("gender"),
        birthplace: Some(claim("birthplace")).filter(|place| !place.is_empty()),
        birthcountry: claim("birthcountry"),
    })
    .expect("what FranceConnect tells")
}

async fn references(directory: &Directory, people: &[PivotIdentity]) -> Vec<String> {
    let mut references = Vec::new();
    for person in people {
        let files = directory.records.under(&LookupKey::all_for(person)).await.expect("an answer");
        references.extend(files.first().map(|file| file.reference().as_str().to_owned()));
    }
    references
}

/// Whose the records are, from the identity to the verdict, and how often that was somebody.
async fn resolutions(store: &str, directory: &Directory, people: &[PivotIdentity]) {
    timed(&format!("{store}, resolution of a person"), people, async |person| {
        directory.resolve(person).await.expect("an answer");
    })
    .await;
    let (mut unique, mut ambiguous) = (0, 0);
    for person in people {
        match directory.resolve(person).await.expect("an answer") {
            Resolution::Unique(_) => unique += 1,
            Resolution::Ambiguous => ambiguous += 1,
            Resolution::NoMatch => {}
        }
    }
    let all = people.len();
    println!("{store}: {unique} of {all} found, {ambiguous} with a rival, {} not", all - unique - ambiguous);
}

/// Each twice, the first round unmeasured: a database that serves has its pages in memory.
async fn timed<T>(what: &str, all: &[T], look_up: impl AsyncFn(&T)) {
    let mut times = Vec::with_capacity(all.len());
    for round in 0..2 {
        for one in all {
            let begun = Instant::now();
            look_up(one).await;
            if round == 1 {
                times.push(begun.elapsed());
            }
        }
    }
    times.sort_unstable();
    let at = |share: usize| times[times.len() * share / 100];
    println!("{what:<35} p50 {:>8.1?}  p99 {:>8.1?}", at(50), at(99));
}

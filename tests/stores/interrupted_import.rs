//! The program killed in the middle of an import: nothing of it is left, and it can be run again.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use mon_releve::adapters::database::{self, sqlite::SqliteDatabase};
use mon_releve::sandbox::generator::Generator;
use sqlx::postgres::PgPool;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Executor};
use tempfile::TempDir;

use crate::support::postgres_server::PostgresServer;

const RECORDS: usize = 2000;
const COUNT: &str = "SELECT (SELECT count(*) FROM records) + (SELECT count(*) FROM record_versions) \
                     + (SELECT count(*) FROM record_lookups) + (SELECT count(*) FROM exams)";

/// Invented records in a file.
fn records(folder: &TempDir) -> String {
    records_in(folder, "records.ndjson", 5, RECORDS)
}

fn records_in(folder: &TempDir, name: &str, seed: u64, count: usize) -> String {
    let lines: Vec<String> = Generator::new(seed).unwrap().take(count).collect();
    let file = folder.path().join(name);
    std::fs::write(&file, lines.join("\n")).unwrap();
    file.to_str().unwrap().to_owned()
}

fn import(file: &str, (store, url): (&str, &str)) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mon-releve"));
    command.args(["import", "--json", file]).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env("MON_RELEVE__RECORDS__STORE", store).env("MON_RELEVE__RECORDS__URL", url);
    command
}

/// Begins an import of the first half of the records and kills it before it sees the end of its file.
fn is_killed_while_it_reads(records: &str, folder: &TempDir, database: (&str, &str)) {
    let pipe = folder.path().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.is_ok_and(|status| status.success()));
    let mut process = import(pipe.to_str().unwrap(), database).spawn().unwrap();
    let text = std::fs::read(records).unwrap();
    let mut writer = OpenOptions::new().write(true).open(&pipe).unwrap();
    // A pipe holds 64 KiB: once so much more is written, the program has read it.
    writer.write_all(&text[..text.len() / 2]).unwrap();
    kill(&mut process);
}

fn kill(process: &mut Child) {
    process.kill().unwrap();
    assert_eq!(process.wait().unwrap().code(), None, "it was killed and did not end by itself");
}

fn report(output: Output) -> serde_json::Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Begins an import and kills it as soon as it holds the lock of the database: it has it in its only
/// transaction, and for a moment while it looks at the schema.
async fn is_killed_in_its_transaction(records: &str, path: &Path, database: (&str, &str)) {
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(Duration::ZERO);
    let mut watcher = options.connect().await.unwrap();
    let mut process = import(records, database).spawn().unwrap();
    let patience = Instant::now() + Duration::from_secs(60);
    let mut refused = 0;
    while refused < 300 {
        assert!(Instant::now() < patience, "the import comes to its transaction");
        assert!(process.try_wait().unwrap().is_none(), "it is still at it");
        refused = match watcher.execute("BEGIN IMMEDIATE").await {
            Ok(_) => {
                watcher.execute("ROLLBACK").await.unwrap();
                0
            }
            Err(_) => refused + 1,
        };
    }
    kill(&mut process);
}

/// A second import brings everything in that is `new`, a third one nothing.
fn is_resumed(records: &str, database: (&str, &str), new: u64) {
    let first = report(import(records, database).output().unwrap());
    let sum = |report: &serde_json::Value, members: &[&str]| -> u64 {
        members.iter().map(|member| report[member].as_u64().unwrap()).sum()
    };
    assert_eq!(sum(&first, &["added", "corrected"]), new, "{first}");
    let second = report(import(records, database).output().unwrap());
    assert_eq!(sum(&second, &["unchanged"]), RECORDS as u64, "{second}");
}

async fn held(pool: &PgPool) -> i64 {
    sqlx::query_scalar(COUNT).fetch_one(pool).await.unwrap()
}

async fn held_in_sqlite(database: &SqliteDatabase) -> i64 {
    sqlx::query_scalar(COUNT).fetch_one(database).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_into_sqlite_that_was_killed_left_nothing_and_can_be_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let (records, path) = (records(&folder), folder.path().join("records.sqlite"));
    let url = format!("sqlite:{}", path.display());
    is_killed_while_it_reads(&records, &folder, ("sqlite", &url));
    let database = database::sqlite::open(&path).await.unwrap();
    assert_eq!(held_in_sqlite(&database).await, 0);
    is_resumed(&records, ("sqlite", &url), RECORDS as u64);

    let (another, url) =
        (records_in(&folder, "many.ndjson", 6, 20_000), format!("sqlite:{}", path.display()));
    let before = held_in_sqlite(&database).await;
    is_killed_in_its_transaction(&another, &path, ("sqlite", &url)).await;
    assert_eq!(held_in_sqlite(&database).await, before, "nothing of it is there");
    is_resumed(&records, ("sqlite", &url), 0);
    std::fs::remove_file(&another).unwrap();
    let leftovers = |name: &Path| std::fs::read_dir(name).unwrap().count();
    assert!(leftovers(folder.path()) <= 5, "no temporary file is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_into_postgresql_that_was_killed_left_nothing_and_can_be_run_again() {
    let (folder, server) = (tempfile::tempdir().unwrap(), PostgresServer::start());
    let (records, url) = (records(&folder), server.url());
    let database = ("postgres", url.as_str());
    is_killed_while_it_reads(&records, &folder, database);
    let pool = database::postgres::open(&url).await.unwrap();
    assert_eq!(held(&pool).await, 0);

    // Killed in its transaction: somebody holds the last table it fills, so that it cannot finish.
    let mut holder = pool.begin().await.unwrap();
    sqlx::query("LOCK TABLE record_lookups IN EXCLUSIVE MODE").execute(&mut *holder).await.unwrap();
    let mut process = import(&records, database).spawn().unwrap();
    let patience = Instant::now() + Duration::from_secs(60);
    let waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO record_lookups%'";
    while sqlx::query_scalar::<_, i64>(waits).fetch_one(&pool).await.unwrap() == 0 {
        assert!(Instant::now() < patience, "the import comes to its last table");
    }
    kill(&mut process);
    holder.rollback().await.unwrap();
    is_resumed(&records, database, RECORDS as u64);
    assert!(held(&pool).await > 2 * RECORDS as i64);
}

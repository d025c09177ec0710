//! The directory of exam records: loaded as a whole or not at all, found again by whom they name.

use std::io::Cursor;
use std::sync::Arc;

use futures_util::StreamExt;
use mon_releve::adapters::exam_records::{ndjson, wire};
use mon_releve::adapters::system::{SystemClock, SystemRandom};
use mon_releve::domain::candidate::Ina;
use mon_releve::domain::exam_file::{ExamFile, Publication, RecordRef};
use mon_releve::domain::lookup_key::LookupKey;
use mon_releve::ports::clock::Clock;
use mon_releve::ports::exam_records::{ExamRecords, LoadedRecord, RecordLoad, WrittenRecord};
use mon_releve::ports::random::Random;
use mon_releve::sandbox::people;
use mon_releve::services::import_records::{ImportRecordsService, ImportReport, Purpose};
use serde_json::{Value, json};

use super::database;
use crate::support::postgres_server::PostgresServer;

async fn imported(records: &Arc<dyn ExamRecords>, lines: String, purpose: Purpose) -> ImportReport {
    let service = ImportRecordsService {
        records: Arc::clone(records),
        random: Arc::new(SystemRandom),
        clock: Arc::new(SystemClock),
    };
    service.import(ndjson::batches(Cursor::new(lines)), purpose).await.unwrap()
}

fn counts(report: &ImportReport) -> [u64; 4] {
    [report.added, report.corrected, report.unchanged, report.refused]
}

/// The first record of the demo with some members changed.
fn line(changes: &[(&str, Value)]) -> String {
    let mut record: Value = serde_json::from_str(people::RECORDS.lines().next().unwrap()).unwrap();
    for (pointer, value) in changes {
        *record.pointer_mut(pointer).unwrap() = value.clone();
    }
    record.to_string()
}

fn key(line: &str) -> LookupKey {
    LookupKey::of(&wire::parse(line.as_bytes()).unwrap().candidate)
}

/// The versions of a file, as texts.
fn only(files: Vec<ExamFile>) -> (RecordRef, u32) {
    let [file] = files.try_into().unwrap_or_else(|files: Vec<_>| panic!("{} files", files.len()));
    let reference = file.reference().clone();
    match file.publication(SystemClock.now()) {
        Publication::Published(record) => (reference, record.version),
        Publication::Embargoed(_) => panic!("under embargo"),
    }
}

async fn keeps_the_contract(records: Arc<dyn ExamRecords>) {
    let import = async |lines: String| imported(&records, lines, Purpose::Import).await;
    let under = async |line: &str| records.under(&[key(line)]).await.unwrap();
    let [one, two, three] = [1, 2, 3].map(|version| line(&[("/version", json!(version))]));
    let other = line(&[
        ("/version", json!(1)),
        ("/ina", json!("ZZ000001")),
        ("/candidat/nomNaissance", json!("AUTRE-TEST")),
    ]);

    assert_eq!(counts(&import(String::new()).await), [0; 4], "an empty file");
    let dry = imported(&records, format!("{one}\n{other}"), Purpose::DryRun).await;
    assert_eq!(counts(&dry), [2, 0, 0, 0]);
    assert!(under(&one).await.is_empty(), "a dry run changes nothing");

    let first = import(format!("{one}\n{other}\n{one}\n")).await;
    assert_eq!(counts(&first), [2, 0, 1, 0], "a line twice is known the second time");
    let (reference, version) = only(under(&one).await);
    assert_eq!(version, 1);
    assert_eq!(only(vec![records.file(&reference).await.unwrap().unwrap()]), (reference.clone(), 1));
    assert!(records.file(&RecordRef::from_random([1; 16])).await.unwrap().is_none());
    let both = records.under(&[key(&one), key(&other), key(&one)]).await.unwrap();
    assert_eq!(both.len(), 2, "every file once");

    let married = line(&[("/version", json!(2)), ("/candidat/nomNaissance", json!("CHANGE-TEST"))]);
    assert_eq!(counts(&import(format!("{married}\n{three}\n{one}")).await), [0, 2, 1, 0], "corrections");
    assert_eq!(only(under(&one).await), (reference.clone(), 3));
    assert_eq!(only(under(&married).await), (reference.clone(), 3), "found under the name of any version");

    let late = import(format!(
        "{other}\n{two}\n{{}}\n{three}\n{}",
        line(&[("/version", json!(3)), ("/ects", json!(7))])
    ))
    .await;
    assert_eq!(late.rejects.iter().map(|reject| reject.line).collect::<Vec<_>>(), [2, 3, 5]);
    assert!(late.rejects[0].reason.contains("known in version 3"), "{}", late.rejects[0].reason);
    assert_eq!(late.refused, 3);
    let backwards = ["9", "8"].map(|version| {
        line(&[("/ina", json!("ZZ000009")), ("/version", json!(version.parse::<u32>().unwrap()))])
    });
    assert_eq!(import(backwards.join("\n")).await.rejects[0].line, 2, "a lower version after a higher one");
    assert_eq!(counts(&import(people::RECORDS.to_owned()).await)[3], 0);
}

/// So many records of nobody else that a store which places some while it reads has placed them, more than once.
const MANY: u32 = 250_000;

async fn parsed(line: &str) -> WrittenRecord {
    let lines = ndjson::batches(Cursor::new(line.to_owned())).collect::<Vec<_>>().await;
    let (_, parsed) = lines.into_iter().flatten().next().unwrap();
    parsed.unwrap()
}

/// The first lines, many that have nothing to do with them, and the last lines.
async fn far_apart(records: &dyn ExamRecords, first: &[&str], last: &[&str]) -> Box<dyn RecordLoad> {
    let mut load = records.begin_load().await.unwrap();
    let mut line = 0;
    let mut numbered = |written| {
        line += 1;
        LoadedRecord {
            line,
            written,
            fresh: RecordRef::fresh(SystemClock.now(), (&SystemRandom as &dyn Random).bytes()),
        }
    };
    let mut batch = Vec::new();
    for text in first {
        batch.push(numbered(parsed(text).await));
    }
    let somebody = parsed(&line_of("ZZ000000")).await;
    for number in 0..MANY {
        let ina = Ina::parse(&format!("ZY{number:06}")).unwrap();
        batch.push(numbered(WrittenRecord { ina, ..somebody.clone() }));
        if batch.len() == 1000 {
            load.add(std::mem::take(&mut batch)).await.unwrap();
        }
    }
    for text in last {
        batch.push(numbered(parsed(text).await));
    }
    load.add(batch).await.unwrap();
    load
}

fn line_of(ina: &str) -> String {
    line(&[("/ina", json!(ina)), ("/candidat/nomNaissance", json!("LOIN-TEST"))])
}

async fn compares_lines_however_far_apart(records: Arc<dyn ExamRecords>) {
    let [one, two, three] = [1, 2, 3].map(|version| line(&[("/version", json!(version))]));
    let [ten, eleven] =
        [10, 11].map(|version| line(&[("/ina", json!("ZZ000009")), ("/version", json!(version))]));
    let changed = line(&[("/version", json!(2)), ("/ects", json!(7))]);

    let mut load = far_apart(&*records, &[&two, &eleven], &[&one, &changed, &ten, &two]).await;
    let conflicts = load.settle().await.unwrap().conflicts;
    let beyond = |index| u64::from(MANY) + index;
    assert_eq!(conflicts.count, 3);
    assert_eq!(
        conflicts.first.iter().map(|conflict| (conflict.line, conflict.latest)).collect::<Vec<_>>(),
        [(beyond(3), 2), (beyond(4), 2), (beyond(5), 11)]
    );
    drop(load);
    assert!(records.under(&[key(&one)]).await.unwrap().is_empty(), "what was placed before is gone with it");

    let mut load = far_apart(&*records, &[&one, &ten], &[&two, &one, &three, &eleven]).await;
    let settlement = load.settle().await.unwrap();
    assert_eq!(settlement.conflicts.count, 0);
    let counted = [settlement.added, settlement.corrected, settlement.unchanged];
    assert_eq!(counted, [u64::from(MANY) + 2, 3, 1]);
    load.commit().await.unwrap();
    let files = records.files_of(&parsed(&one).await.ina).await.unwrap();
    assert_eq!(only(files).1, 3);
    let last = Ina::parse(&format!("ZY{:06}", MANY - 1)).unwrap();
    assert_eq!(records.files_of(&last).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_load_into_sqlite_compares_its_last_line_with_its_first() {
    let folder = tempfile::tempdir().unwrap();
    compares_lines_however_far_apart(database::sqlite(&folder).await.records).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_load_into_postgresql_compares_its_last_line_with_its_first() {
    let server = PostgresServer::start();
    compares_lines_however_far_apart(database::postgres(&server).await.records).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_in_sqlite_keep_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    keeps_the_contract(database::sqlite(&folder).await.records).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_in_postgresql_keep_the_contract() {
    let server = PostgresServer::start();
    keeps_the_contract(database::postgres(&server).await.records).await;
}

//! A SQLite file from before records were held by the million: nothing in it is lost.

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use mon_releve::adapters::database;
use mon_releve::adapters::exam_records::{ndjson, sqlite::SqliteRecords, wire};
use mon_releve::adapters::system::{SystemClock, SystemRandom};
use mon_releve::domain::exam_file::RecordRef;
use mon_releve::domain::lookup_key::LookupKey;
use mon_releve::ports::exam_records::ExamRecords;
use mon_releve::sandbox::people;
use mon_releve::services::import_records::{ImportRecordsService, Purpose};
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

const OLD_MIGRATIONS: [&str; 2] = ["0001_records_and_register.sql", "0002_audit_trail.sql"];

/// A database as the first version left it, with one record.
async fn old_database(folder: &Path, reference: &RecordRef, line: &str) {
    let migrations = folder.join("migrations");
    std::fs::create_dir(&migrations).unwrap();
    for file in OLD_MIGRATIONS {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite").join(file);
        std::fs::copy(source, migrations.join(file)).unwrap();
    }
    let options = SqliteConnectOptions::new().filename(folder.join("old.sqlite")).create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.unwrap();
    Migrator::new(migrations).await.unwrap().run(&pool).await.unwrap();
    let record = wire::parse(line.as_bytes()).unwrap();
    sqlx::query("INSERT INTO records VALUES (7, $1, $2, $3, $4, $5, $6, $7)")
        .bind(reference.as_str())
        .bind(record.candidate.ina.as_str())
        .bind(record.exam.diploma.code())
        .bind(record.exam.speciality.as_deref().unwrap_or_default())
        .bind(record.exam.option.as_deref().unwrap_or_default())
        .bind(record.exam.session)
        .bind(record.exam.session_kind.code())
        .execute(&pool)
        .await
        .unwrap();
    sqlx::query("INSERT INTO record_versions VALUES (7, $1, $2, $3)")
        .bind(record.version)
        .bind(LookupKey::of(&record.candidate).as_str())
        .bind(line)
        .execute(&pool)
        .await
        .unwrap();
    pool.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_of_the_first_schema_are_kept_found_and_known() {
    let folder = tempfile::tempdir().unwrap();
    let (reference, line) = (RecordRef::from_random([5; 16]), people::RECORDS.lines().next().unwrap());
    old_database(folder.path(), &reference, line).await;

    let pool = database::sqlite::open(&folder.path().join("old.sqlite")).await.unwrap();
    let published: i64 =
        sqlx::query_scalar("SELECT published_at FROM record_versions").fetch_one(&pool).await.unwrap();
    let record = wire::parse(line.as_bytes()).unwrap();
    assert_eq!(published, record.published_at.as_millisecond());
    let records: Arc<dyn ExamRecords> = Arc::new(SqliteRecords::new(pool));
    let found = records.under(&[LookupKey::of(&record.candidate)]).await.unwrap();
    assert_eq!(found.iter().map(|file| file.reference()).collect::<Vec<_>>(), [&reference]);
    assert_eq!(records.files_of(&record.candidate.ina).await.unwrap().len(), 1);

    let service =
        ImportRecordsService { records, random: Arc::new(SystemRandom), clock: Arc::new(SystemClock) };
    let lines = ndjson::batches(Cursor::new(line.to_owned()));
    let report = service.import(lines, Purpose::Import).await.unwrap();
    assert_eq!((report.added, report.unchanged, report.refused), (0, 1, 0), "known, though its bytes differ");
}

//! The directory of exam records in SQLite.

use std::collections::BTreeMap;

use sqlx::sqlite::{Sqlite, SqliteConnection, SqlitePool};
use sqlx::{FromRow, Transaction};

use super::wire;
use crate::domain::candidate::Ina;
use crate::domain::exam_file::{ExamFile, RecordRef};
use crate::domain::exam_record::{ExamRecord, RecordKey};
use crate::domain::lookup_key::LookupKey;
use crate::ports::Unavailable;
use crate::ports::exam_records::{ExamRecords, RecordLoad};

/// The directory in one SQLite database.
pub struct SqliteRecords {
    pool: SqlitePool,
}

impl SqliteRecords {
    /// The directory in this database.
    pub fn new(pool: SqlitePool) -> Self {
        Self { pool }
    }
}

#[derive(FromRow)]
struct VersionRow {
    reference: String,
    content: String,
}

fn unavailable(error: impl Into<anyhow::Error>) -> Unavailable {
    Unavailable::because("the directory of exam records", error)
}

/// Rows of one file or several, put together. What stands in the store was parsed before it was
/// written, so a row that cannot be read is damage and stops the answer.
fn files(rows: Vec<VersionRow>) -> Result<Vec<ExamFile>, Unavailable> {
    let mut versions: BTreeMap<String, Vec<ExamRecord>> = BTreeMap::new();
    for row in rows {
        let record = wire::parse(row.content.as_bytes()).map_err(unavailable)?;
        versions.entry(row.reference).or_default().push(record);
    }
    versions
        .into_iter()
        .filter_map(|(reference, versions)| match RecordRef::parse(&reference) {
            Ok(reference) => ExamFile::new(reference, versions).map(Ok),
            Err(error) => Some(Err(unavailable(error))),
        })
        .collect()
}

#[async_trait::async_trait]
impl ExamRecords for SqliteRecords {
    async fn under(&self, keys: &[LookupKey]) -> Result<Vec<ExamFile>, Unavailable> {
        let keys: Vec<&str> = keys.iter().map(LookupKey::as_str).collect();
        let rows = sqlx::query_as(
            "SELECT r.reference, v.content FROM record_versions v JOIN records r ON r.id = v.record \
             WHERE v.record IN (SELECT record FROM record_versions WHERE born_as IN (SELECT value FROM json_each(?)))",
        )
        .bind(serde_json::to_string(&keys).map_err(unavailable)?)
        .fetch_all(&self.pool)
        .await
        .map_err(unavailable)?;
        files(rows)
    }

    async fn files_of(&self, ina: &Ina) -> Result<Vec<ExamFile>, Unavailable> {
        let rows = sqlx::query_as(
            "SELECT r.reference, v.content FROM record_versions v JOIN records r ON r.id = v.record \
             WHERE r.ina = ?",
        )
        .bind(ina.as_str())
        .fetch_all(&self.pool)
        .await
        .map_err(unavailable)?;
        files(rows)
    }

    async fn file(&self, reference: &RecordRef) -> Result<Option<ExamFile>, Unavailable> {
        let rows = sqlx::query_as(
            "SELECT r.reference, v.content FROM record_versions v JOIN records r ON r.id = v.record \
             WHERE r.reference = ?",
        )
        .bind(reference.as_str())
        .fetch_all(&self.pool)
        .await
        .map_err(unavailable)?;
        Ok(files(rows)?.pop())
    }

    async fn begin_load(&self) -> Result<Box<dyn RecordLoad>, Unavailable> {
        let transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(unavailable)?;
        Ok(Box::new(SqliteLoad { transaction }))
    }
}

struct SqliteLoad {
    transaction: Transaction<'static, Sqlite>,
}

async fn record_id(connection: &mut SqliteConnection, key: &RecordKey) -> Result<Option<i64>, Unavailable> {
    sqlx::query_scalar(
        "SELECT id FROM records WHERE ina = ? AND diploma = ? AND speciality = ? AND option = ? \
         AND session = ? AND session_kind = ?",
    )
    .bind(key.ina.as_str())
    .bind(key.diploma.code())
    .bind(key.speciality.as_deref().unwrap_or_default())
    .bind(key.option.as_deref().unwrap_or_default())
    .bind(key.session)
    .bind(key.session_kind.code())
    .fetch_optional(connection)
    .await
    .map_err(unavailable)
}

#[async_trait::async_trait]
impl RecordLoad for SqliteLoad {
    async fn versions(&mut self, key: &RecordKey) -> Result<Vec<ExamRecord>, Unavailable> {
        let Some(id) = record_id(&mut self.transaction, key).await? else {
            return Ok(Vec::new());
        };
        let contents: Vec<String> =
            sqlx::query_scalar("SELECT content FROM record_versions WHERE record = ?")
                .bind(id)
                .fetch_all(&mut *self.transaction)
                .await
                .map_err(unavailable)?;
        contents.iter().map(|content| wire::parse(content.as_bytes()).map_err(unavailable)).collect()
    }

    async fn add(&mut self, record: &ExamRecord, fresh: RecordRef) -> Result<(), Unavailable> {
        let key = record.key();
        let id = match record_id(&mut self.transaction, &key).await? {
            Some(id) => id,
            None => sqlx::query(
                "INSERT INTO records (reference, ina, diploma, speciality, option, session, session_kind) \
                 VALUES (?, ?, ?, ?, ?, ?, ?)",
            )
            .bind(fresh.as_str())
            .bind(key.ina.as_str())
            .bind(key.diploma.code())
            .bind(key.speciality.unwrap_or_default())
            .bind(key.option.unwrap_or_default())
            .bind(key.session)
            .bind(key.session_kind.code())
            .execute(&mut *self.transaction)
            .await
            .map_err(unavailable)?
            .last_insert_rowid(),
        };
        sqlx::query("INSERT INTO record_versions (record, version, born_as, content) VALUES (?, ?, ?, ?)")
            .bind(id)
            .bind(record.version)
            .bind(LookupKey::of(&record.candidate).as_str())
            .bind(wire::write(record))
            .execute(&mut *self.transaction)
            .await
            .map_err(unavailable)?;
        Ok(())
    }

    async fn commit(self: Box<Self>) -> Result<(), Unavailable> {
        self.transaction.commit().await.map_err(unavailable)
    }
}

//! The directory of exam records in SQLite.

use std::collections::HashMap;
use std::sync::LazyLock;

use futures_util::stream::BoxStream;
use jiff::Timestamp;
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, SqlSafeStr};

use super::load::{Load, LoadConnection, Portion, StagedRow, Suspect};
use super::{OF_CANDIDATE, OF_ONE, VersionRow, WITHDRAWN_AT, files, instant, unavailable, versions_where};
use crate::adapters::database::sqlite::{SqliteDatabase, row};
use crate::domain::candidate::Ina;
use crate::domain::exam_file::{ExamFile, RecordRef};
use crate::domain::exam_record::ExamKey;
use crate::domain::lookup_key::LookupKey;
use crate::ports::Unavailable;
use crate::ports::exam_records::{ExamRecords, RecordLoad};

/// The directory in one SQLite database.
pub struct SqliteRecords {
    pub(super) pool: SqliteDatabase,
}

impl SqliteRecords {
    /// The directory in this database.
    pub fn new(pool: SqliteDatabase) -> Self {
        Self { pool }
    }

    /// The files that a question finds.
    fn files(&self, question: &str, value: &str) -> Result<Vec<ExamFile>, Unavailable> {
        let version = row!(VersionRow { reference, content, decided_at, public_from });
        files(self.pool.ask(question, [value], version).map_err(unavailable)?)
    }
}

const UNDER: &str = versions_where!(
    "v.reference IN (SELECT reference FROM record_lookups WHERE born_as IN (SELECT value FROM json_each($1)))"
);

#[async_trait::async_trait]
impl ExamRecords for SqliteRecords {
    async fn under(&self, keys: &[LookupKey]) -> Result<Vec<ExamFile>, Unavailable> {
        let keys: Vec<&str> = keys.iter().map(LookupKey::as_str).collect();
        self.files(UNDER, &serde_json::to_string(&keys).map_err(unavailable)?)
    }

    async fn files_of(&self, ina: &Ina) -> Result<Vec<ExamFile>, Unavailable> {
        self.files(OF_CANDIDATE, ina.as_str())
    }

    async fn file(&self, reference: &RecordRef) -> Result<Option<ExamFile>, Unavailable> {
        Ok(self.files(OF_ONE, reference.as_str())?.pop())
    }

    async fn withdrawn_at(
        &self,
        reference: &RecordRef,
        version: u32,
    ) -> Result<Option<Timestamp>, Unavailable> {
        let decided = self.pool.ask(WITHDRAWN_AT, (reference.as_str(), version), |row| row.get(0));
        decided.map_err(unavailable)?.pop().map(instant).transpose()
    }

    async fn begin_load(&self) -> Result<Box<dyn RecordLoad>, Unavailable> {
        let mut connection = self.pool.connect_options().connect().await.map_err(unavailable)?;
        connection.execute(PREPARE).await.map_err(unavailable)?;
        Ok(Box::new(Load::on(connection)))
    }
}

/// Temporary tables lie in a file that ends with the connection. Sizes of caches are in KiB, negative as
/// SQLite wants it: together they bound the memory of a load, whatever its size. What a sort keeps in memory is as
/// large as the first, once for each of its threads and again while they merge.
const PREPARE: &str = "\
PRAGMA temp_store = FILE;
PRAGMA cache_size = -20480;
PRAGMA temp.cache_size = -16384;
PRAGMA threads = 2;
PRAGMA journal_size_limit = 67108864;
CREATE TEMP TABLE staged (
    line         INTEGER PRIMARY KEY,
    ina          TEXT NOT NULL,
    exam         INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    born_as      TEXT NOT NULL,
    reference    TEXT NOT NULL,
    content      BLOB NOT NULL
) STRICT;
CREATE TEMP TABLE staged_exams (
    number       INTEGER PRIMARY KEY,
    id           INTEGER,
    diploma      TEXT NOT NULL,
    speciality   TEXT NOT NULL,
    option       TEXT NOT NULL,
    session      INTEGER NOT NULL,
    session_kind TEXT NOT NULL
) STRICT;
CREATE TEMP TABLE late (line INTEGER PRIMARY KEY, reference TEXT NOT NULL) STRICT;
BEGIN";

const ADD_RECORDS: &str = "\
    INSERT INTO records (ina, exam, reference) SELECT s.ina, e.id, s.reference \
    FROM staged s JOIN staged_exams e ON e.number = s.exam WHERE true \
    ORDER BY s.ina, e.id, s.line ON CONFLICT DO NOTHING";
const FIND_LATE: &str = "\
    INSERT INTO late (line, reference) SELECT s.line, r.reference FROM staged s \
    JOIN staged_exams e ON e.number = s.exam JOIN records r ON r.ina = s.ina AND r.exam = e.id \
    WHERE r.reference <> s.reference ORDER BY s.line";

/// Rows of one statement; its eight parameters a row are far from SQLite's limit of 32,766.
const AT_ONCE: usize = 200;

/// The statement for so many rows, prepared once.
static STAGE: LazyLock<String> = LazyLock::new(|| stage(AT_ONCE));

fn stage(rows: usize) -> String {
    format!("INSERT INTO staged VALUES {}", vec!["(?,?,?,?,?,?,?,?)"; rows].join(","))
}

#[async_trait::async_trait]
impl LoadConnection for SqliteConnection {
    /// Everybody else's writes would wait for as long as the file is read.
    const PORTION: Option<Portion> = None;

    async fn stage(&mut self, rows: Vec<StagedRow>) -> Result<(), sqlx::Error> {
        let mut rows = rows.into_iter();
        while rows.len() > 0 {
            let some: Vec<StagedRow> = rows.by_ref().take(AT_ONCE).collect();
            let text = match some.len() {
                AT_ONCE => AssertSqlSafe(STAGE.as_str()).into_sql_str(),
                few => AssertSqlSafe(stage(few)).into_sql_str(),
            };
            let mut insert = sqlx::query(text);
            for row in some {
                insert = insert
                    .bind(row.line)
                    .bind(row.ina)
                    .bind(row.exam)
                    .bind(row.version)
                    .bind(row.published_at)
                    .bind(row.born_as)
                    .bind(row.reference)
                    .bind(row.content);
            }
            insert.execute(&mut *self).await?;
        }
        Ok(())
    }

    async fn name_exams(&mut self, exams: &HashMap<ExamKey, i64>) -> Result<(), sqlx::Error> {
        for (exam, number) in exams {
            sqlx::query("INSERT INTO staged_exams VALUES ($1, NULL, $2, $3, $4, $5, $6)")
                .bind(number)
                .bind(exam.diploma.code())
                .bind(exam.speciality.as_deref().unwrap_or_default())
                .bind(exam.option.as_deref().unwrap_or_default())
                .bind(exam.session)
                .bind(exam.session_kind.code())
                .execute(&mut *self)
                .await?;
        }
        Ok(())
    }

    async fn begin(&mut self) -> Result<(), sqlx::Error> {
        self.execute("COMMIT; BEGIN IMMEDIATE").await.map(drop)
    }

    async fn add_records(&mut self) -> Result<u64, sqlx::Error> {
        let added = self.run(ADD_RECORDS).await?;
        self.run(FIND_LATE).await?;
        Ok(added)
    }

    async fn commit(&mut self) -> Result<(), sqlx::Error> {
        self.execute("COMMIT").await.map(drop)
    }

    async fn run(&mut self, statement: &'static str) -> Result<u64, sqlx::Error> {
        Ok(sqlx::query(statement).execute(self).await?.rows_affected())
    }

    fn suspects<'a>(&'a mut self, query: &'static str) -> BoxStream<'a, Result<Suspect, sqlx::Error>> {
        sqlx::query_as(query).fetch(self)
    }
}

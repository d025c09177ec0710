//! The directory of exam records in PostgreSQL.

use std::collections::HashMap;

use futures_util::stream::BoxStream;
use jiff::Timestamp;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{ConnectOptions, Executor};

use super::load::{Load, LoadConnection, StagedRow, Suspect};
use super::{OF_CANDIDATE, OF_ONE, WITHDRAWN_AT, files, instant, unavailable, versions_where};
use crate::adapters::database::postgres::bounded;
use crate::domain::candidate::Ina;
use crate::domain::exam_file::{ExamFile, RecordRef};
use crate::domain::exam_record::ExamKey;
use crate::domain::lookup_key::LookupKey;
use crate::ports::Unavailable;
use crate::ports::exam_records::{ExamRecords, RecordLoad};

/// The directory in one PostgreSQL database.
pub struct PostgresRecords {
    pub(super) pool: PgPool,
}

impl PostgresRecords {
    /// The directory in this database.
    pub fn new(pool: PgPool) -> Self {
        Self { pool }
    }
}

const UNDER: &str =
    versions_where!("v.reference IN (SELECT reference FROM record_lookups WHERE born_as = ANY($1))");

#[async_trait::async_trait]
impl ExamRecords for PostgresRecords {
    async fn under(&self, keys: &[LookupKey]) -> Result<Vec<ExamFile>, Unavailable> {
        let keys: Vec<&str> = keys.iter().map(LookupKey::as_str).collect();
        let rows = sqlx::query_as(UNDER).bind(keys).fetch_all(&self.pool);
        files(bounded(rows).await.map_err(unavailable)?)
    }

    async fn files_of(&self, ina: &Ina) -> Result<Vec<ExamFile>, Unavailable> {
        let rows = sqlx::query_as(OF_CANDIDATE).bind(ina.as_str()).fetch_all(&self.pool);
        files(bounded(rows).await.map_err(unavailable)?)
    }

    async fn file(&self, reference: &RecordRef) -> Result<Option<ExamFile>, Unavailable> {
        let rows = sqlx::query_as(OF_ONE).bind(reference.as_str()).fetch_all(&self.pool);
        Ok(files(bounded(rows).await.map_err(unavailable)?)?.pop())
    }

    async fn withdrawn_at(
        &self,
        reference: &RecordRef,
        version: u32,
    ) -> Result<Option<Timestamp>, Unavailable> {
        let decided_at = sqlx::query_scalar(WITHDRAWN_AT)
            .bind(reference.as_str())
            .bind(i64::from(version))
            .fetch_optional(&self.pool);
        let decided_at: Option<i64> = bounded(decided_at).await.map_err(unavailable)?;
        decided_at.map(instant).transpose()
    }

    async fn begin_load(&self) -> Result<Box<dyn RecordLoad>, Unavailable> {
        let mut connection = self.pool.connect_options().connect().await.map_err(unavailable)?;
        connection.execute(PREPARE).await.map_err(unavailable)?;
        Ok(Box::new(Load::on(connection)))
    }
}

/// Temporary tables are written to no log and end with the connection. Hardly two keys are the same, so plans need
/// the size of each table and little more: a small sample tells that as well as a large one.
const PREPARE: &str = "\
SET temp_buffers = '64MB';
SET work_mem = '128MB';
SET default_statistics_target = 10;
CREATE TEMP TABLE staged (
    line         BIGINT PRIMARY KEY,
    ina          TEXT COLLATE \"C\" NOT NULL,
    exam         BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    published_at BIGINT NOT NULL,
    born_as      TEXT COLLATE \"C\" NOT NULL,
    reference    TEXT COLLATE \"C\" NOT NULL,
    content      BYTEA NOT NULL
);
ALTER TABLE staged ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE TEMP TABLE staged_exams (
    number       BIGINT PRIMARY KEY,
    id           BIGINT,
    diploma      TEXT COLLATE \"C\" NOT NULL,
    speciality   TEXT COLLATE \"C\" NOT NULL,
    option       TEXT COLLATE \"C\" NOT NULL,
    session      BIGINT NOT NULL,
    session_kind TEXT COLLATE \"C\" NOT NULL
);
CREATE TEMP TABLE late (line BIGINT NOT NULL, reference TEXT COLLATE \"C\" NOT NULL)";

/// One load at a time settles; the others wait for it. The number is nobody else's in this database.
const BEGIN: &str = "ANALYZE staged; BEGIN; SELECT pg_advisory_xact_lock(4701)";

/// Plans of before the load fit the directory of before it.
const COMMIT: &str = "COMMIT; ANALYZE exams, records, record_versions, record_lookups";

/// Form of `COPY … (FORMAT binary)`: signature, flags, no extension.
const COPY_HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const COPY_TRAILER: [u8; 2] = (-1_i16).to_be_bytes();

/// One row in that form: each value after its length.
fn copy_row(buffer: &mut Vec<u8>, row: &StagedRow) {
    let numbers = |number: i64| number.to_be_bytes();
    let values: [&[u8]; 8] = [
        &numbers(row.line),
        row.ina.as_bytes(),
        &numbers(row.exam),
        &numbers(row.version),
        &numbers(row.published_at),
        row.born_as.as_bytes(),
        row.reference.as_bytes(),
        &row.content,
    ];
    buffer.extend_from_slice(&8_i16.to_be_bytes());
    for value in values {
        // No value is longer than a record can be: a mebibyte.
        buffer.extend_from_slice(&(value.len() as i32).to_be_bytes());
        buffer.extend_from_slice(value);
    }
}

#[async_trait::async_trait]
impl LoadConnection for PgConnection {
    /// `ON CONFLICT` would insert every row twice over, once to see whether it may; nobody else adds records
    /// meanwhile, so it is enough to have looked.
    const ADD_RECORDS: &'static str = "\
        INSERT INTO records (ina, exam, reference) SELECT DISTINCT ON (s.ina, e.id) s.ina, e.id, s.reference \
        FROM staged s JOIN staged_exams e ON e.number = s.exam \
        WHERE NOT EXISTS (SELECT 1 FROM records r WHERE r.ina = s.ina AND r.exam = e.id) \
        ORDER BY s.ina, e.id, s.line";

    async fn stage(&mut self, rows: Vec<StagedRow>) -> Result<(), sqlx::Error> {
        let mut buffer = COPY_HEADER.to_vec();
        for row in &rows {
            copy_row(&mut buffer, row);
        }
        buffer.extend_from_slice(&COPY_TRAILER);
        let mut copy = self.copy_in_raw("COPY staged FROM STDIN (FORMAT binary)").await?;
        copy.send(buffer).await?;
        copy.finish().await.map(drop)
    }

    async fn name_exams(&mut self, exams: &HashMap<ExamKey, i64>) -> Result<(), sqlx::Error> {
        for (exam, number) in exams {
            sqlx::query("INSERT INTO staged_exams VALUES ($1, NULL, $2, $3, $4, $5, $6)")
                .bind(number)
                .bind(exam.diploma.code())
                .bind(exam.speciality.as_deref().unwrap_or_default())
                .bind(exam.option.as_deref().unwrap_or_default())
                .bind(i64::from(exam.session))
                .bind(exam.session_kind.code())
                .execute(&mut *self)
                .await?;
        }
        Ok(())
    }

    async fn begin(&mut self) -> Result<(), sqlx::Error> {
        self.execute(BEGIN).await.map(drop)
    }

    async fn commit(&mut self) -> Result<(), sqlx::Error> {
        self.execute(COMMIT).await.map(drop)
    }

    async fn run(&mut self, statement: &'static str) -> Result<u64, sqlx::Error> {
        Ok(sqlx::query(statement).execute(self).await?.rows_affected())
    }

    fn suspects<'a>(&'a mut self, query: &'static str) -> BoxStream<'a, Result<Suspect, sqlx::Error>> {
        sqlx::query_as(query).fetch(self)
    }
}

//! The directory of exam records in PostgreSQL.

use std::collections::HashMap;

use futures_util::stream::BoxStream;
use jiff::Timestamp;
use sqlx::postgres::{PgConnection, PgPool};
use sqlx::{ConnectOptions, Executor};

use super::load::{Load, LoadConnection, Portion, StagedRow, Suspect};
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

/// Temporary tables are written to no log and end with the connection; emptied in the transaction that made them,
/// they give their room back at once. Hardly two keys are the same, so plans need the size of each table and little
/// more: a small sample tells that as well as a large one. To compile a statement takes longer than what it then does
/// to so few rows. A file may come slowly, through a pipe, while the transaction waits.
const PREPARE: &str = "\
SET temp_buffers = '64MB';
SET work_mem = '128MB';
SET default_statistics_target = 10;
SET jit = off;
SET idle_in_transaction_session_timeout = 0;
BEGIN;
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

/// One load at a time places records; the others wait for it. The number is nobody else's in this database.
const BEGIN: &str = "ANALYZE staged; SELECT pg_advisory_xact_lock(4701)";

/// Nobody else adds records meanwhile, so it is enough to have looked: `ON CONFLICT` would insert each twice over, once
/// to see whether it may. Held records are asked for one by one and in their order: however many there are, what is
/// set aside concerns a few.
const ADD_RECORDS: &str = "\
WITH placed AS MATERIALIZED (
    SELECT line, ina, exam, reference AS fresh, coalesce(
        (SELECT r.reference FROM records r WHERE r.ina = s.ina AND r.exam = s.exam),
        first_value(reference) OVER (PARTITION BY ina, exam ORDER BY line)) AS reference
    FROM (SELECT s.line, s.ina, e.id AS exam, s.reference
        FROM staged s JOIN staged_exams e ON e.number = s.exam) AS s
), others AS (
    INSERT INTO late (line, reference) SELECT line, reference FROM placed WHERE reference <> fresh
)
INSERT INTO records (ina, exam, reference) SELECT ina, exam, reference FROM placed WHERE reference = fresh";

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
    /// What a core reads and parses while the server places as many.
    const PORTION: Option<Portion> =
        Some(Portion { records: 50_000, clear: "TRUNCATE staged, staged_exams, late" });

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
        let texts = |of: fn(&ExamKey) -> &str| exams.keys().map(of).collect::<Vec<_>>();
        sqlx::query(
            "INSERT INTO staged_exams SELECT n, NULL, d, s, o, y, k \
             FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[]) \
             AS named (n, d, s, o, y, k)",
        )
        .bind(exams.values().copied().collect::<Vec<_>>())
        .bind(texts(|exam| exam.diploma.code()))
        .bind(texts(|exam| exam.speciality.as_deref().unwrap_or_default()))
        .bind(texts(|exam| exam.option.as_deref().unwrap_or_default()))
        .bind(exams.keys().map(|exam| i64::from(exam.session)).collect::<Vec<_>>())
        .bind(texts(|exam| exam.session_kind.code()))
        .execute(self)
        .await
        .map(drop)
    }

    async fn begin(&mut self) -> Result<(), sqlx::Error> {
        self.execute(BEGIN).await.map(drop)
    }

    async fn add_records(&mut self) -> Result<u64, sqlx::Error> {
        self.run(ADD_RECORDS).await
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

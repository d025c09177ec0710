//! A load of records, the same in every database.
//!
//! Records are set aside in temporary tables: they cost nobody else a lock, outlive no connection, and can
//! be sorted. One transaction then places them beside what is held, each table in its own order. Where readers and
//! other writers do not wait for such a transaction, every so many are placed while the next are still read, by the
//! server on its core; where they do, all at the end. Nearly all statements are written for SQLite and PostgreSQL
//! alike.

use std::collections::HashMap;

use futures_util::TryStreamExt;
use futures_util::stream::BoxStream;
use sqlx::FromRow;

use super::unavailable;
use crate::domain::exam_record::ExamKey;
use crate::ports::Unavailable;
use crate::ports::exam_records::{Conflict, LoadedRecord, RecordLoad, Settlement};

/// One record set aside.
pub(super) struct StagedRow {
    pub(super) line: i64,
    pub(super) ina: String,
    /// Number of the exam in this load.
    pub(super) exam: i64,
    pub(super) version: i64,
    pub(super) published_at: i64,
    pub(super) born_as: String,
    pub(super) reference: String,
    pub(super) content: Vec<u8>,
}

/// A line that is not above the latest version, with what is known under its own version.
#[derive(FromRow)]
pub(super) struct Suspect {
    pub(super) line: i64,
    pub(super) latest: i64,
    pub(super) content: Vec<u8>,
    pub(super) known: Option<Vec<u8>>,
}

/// A part of a load that is placed before the next is set aside.
pub(super) struct Portion {
    /// So many records, or a batch more.
    pub(super) records: u64,
    /// Empties the temporary tables.
    pub(super) clear: &'static str,
}

/// A connection of its own, with its temporary tables. Closed when dropped, which undoes everything.
#[async_trait::async_trait]
pub(super) trait LoadConnection: Send {
    /// How a load is placed while it is read; none, when only the end places it.
    const PORTION: Option<Portion>;

    /// Appends to the temporary table `staged`.
    async fn stage(&mut self, rows: Vec<StagedRow>) -> Result<(), sqlx::Error>;
    /// Fills the temporary table `staged_exams` with exams and their numbers.
    async fn name_exams(&mut self, exams: &HashMap<ExamKey, i64>) -> Result<(), sqlx::Error>;
    /// Makes sure that this connection has the transaction that only one load at a time can have.
    async fn begin(&mut self) -> Result<(), sqlx::Error>;
    /// Adds the records that are new and says how many; of several lines of one the first gives the reference. Fills
    /// the temporary table `late` with the other lines, and the record each is a version of. Each database has a way
    /// of its own that costs it little.
    async fn add_records(&mut self) -> Result<u64, sqlx::Error>;
    /// Ends that transaction: the load is visible.
    async fn commit(&mut self) -> Result<(), sqlx::Error>;
    /// Runs a statement and says how many rows it touched.
    async fn run(&mut self, statement: &'static str) -> Result<u64, sqlx::Error>;
    /// Runs a query for suspects.
    fn suspects<'a>(&'a mut self, query: &'static str) -> BoxStream<'a, Result<Suspect, sqlx::Error>>;
}

/// Exams that are new, then the number of each in the store.
const NAME_EXAMS: [&str; 2] = [
    "INSERT INTO exams (diploma, speciality, option, session, session_kind) \
     SELECT diploma, speciality, option, session, session_kind FROM staged_exams WHERE true ON CONFLICT DO NOTHING",
    "UPDATE staged_exams SET id = (SELECT e.id FROM exams e WHERE e.session = staged_exams.session \
     AND e.diploma = staged_exams.diploma AND e.speciality = staged_exams.speciality \
     AND e.option = staged_exams.option AND e.session_kind = staged_exams.session_kind)",
];

/// Late lines that are not above the latest version held or set aside before them, unless the bytes under the
/// same version are the same. Run before versions are added.
const SUSPECTS: &str = "\
WITH known AS (
    SELECT line, version, reference FROM staged WHERE reference IN (SELECT reference FROM late)
    UNION ALL
    SELECT s.line, s.version, l.reference FROM late l JOIN staged s ON s.line = l.line
), placed AS (
    SELECT line, version, reference,
        min(line) OVER (PARTITION BY reference, version) AS first_line,
        coalesce(max(version) OVER (PARTITION BY reference ORDER BY line
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before,
        coalesce((SELECT max(v.version) FROM record_versions v WHERE v.reference = known.reference), 0) AS held
    FROM known
), compared AS (
    SELECT p.line, CASE WHEN p.held > p.before THEN p.held ELSE p.before END AS latest,
        own.content, coalesce(held.content, earlier.content) AS known
    FROM placed p JOIN staged own ON own.line = p.line
    LEFT JOIN record_versions held ON held.reference = p.reference AND held.version = p.version
    LEFT JOIN staged earlier ON earlier.line = p.first_line AND p.first_line < p.line
    WHERE p.version <= p.held OR p.version <= p.before
)
SELECT line, latest, content, known FROM compared WHERE known IS NULL OR known <> content ORDER BY line";

/// Rows lie as they were set aside, by their line, and so do fresh references by the time: nothing is to be sorted.
const ADD_VERSIONS: [&str; 2] = [
    "INSERT INTO record_versions (reference, version, published_at, content) \
     SELECT reference, version, published_at, content FROM staged s \
     WHERE NOT EXISTS (SELECT 1 FROM late l WHERE l.line = s.line)",
    "INSERT INTO record_versions (reference, version, published_at, content) \
     SELECT l.reference, s.version, s.published_at, s.content FROM late l JOIN staged s ON s.line = l.line \
     WHERE true ORDER BY l.line ON CONFLICT DO NOTHING",
];
const ADD_LOOKUPS: [&str; 2] = [
    "INSERT INTO record_lookups (born_as, reference) SELECT born_as, reference FROM staged s \
     WHERE NOT EXISTS (SELECT 1 FROM late l WHERE l.line = s.line) ORDER BY born_as, reference",
    "INSERT INTO record_lookups (born_as, reference) \
     SELECT s.born_as, l.reference FROM late l JOIN staged s ON s.line = l.line \
     WHERE true ORDER BY s.born_as, l.reference ON CONFLICT DO NOTHING",
];

/// A load on one connection.
pub(super) struct Load<C> {
    connection: C,
    /// Exams of what is set aside, with their numbers.
    exams: HashMap<ExamKey, i64>,
    /// How many are set aside.
    staged: u64,
    /// What was placed before.
    settlement: Settlement,
}

impl<C: LoadConnection> Load<C> {
    /// A load on a connection that has its temporary tables.
    pub(super) fn on(connection: C) -> Self {
        Self { connection, exams: HashMap::new(), staged: 0, settlement: Settlement::default() }
    }

    fn number(&mut self, exam: ExamKey) -> i64 {
        let next = i64::try_from(self.exams.len()).unwrap_or(i64::MAX);
        *self.exams.entry(exam).or_insert(next)
    }

    fn row(&mut self, LoadedRecord { line, written, fresh }: LoadedRecord) -> StagedRow {
        StagedRow {
            line: i64::try_from(line).unwrap_or(i64::MAX),
            ina: written.ina.as_str().to_owned(),
            exam: self.number(written.exam),
            version: i64::from(written.version),
            published_at: written.published_at.as_millisecond(),
            born_as: written.born_as.as_str().to_owned(),
            reference: fresh.as_str().to_owned(),
            content: written.content,
        }
    }

    async fn run(&mut self, statement: &'static str) -> Result<u64, Unavailable> {
        self.connection.run(statement).await.map_err(unavailable)
    }

    /// Places what is set aside, and counts it. What contradicts is placed too: later lines are compared with it, and
    /// nothing of such a load is ever committed.
    async fn place(&mut self) -> Result<(), Unavailable> {
        self.connection.name_exams(&self.exams).await.map_err(unavailable)?;
        self.connection.begin().await.map_err(unavailable)?;
        for statement in NAME_EXAMS {
            self.run(statement).await?;
        }
        let added = self.connection.add_records().await.map_err(unavailable)?;
        if added < self.staged {
            self.compare().await?;
        }
        let versions = self.run(ADD_VERSIONS[0]).await? + self.run(ADD_VERSIONS[1]).await?;
        for statement in ADD_LOOKUPS {
            self.run(statement).await?;
        }
        self.settlement.added += added;
        self.settlement.corrected += versions - added;
        self.settlement.unchanged += self.staged - versions;
        Ok(())
    }

    /// Notes late lines that say something else than is known.
    async fn compare(&mut self) -> Result<(), Unavailable> {
        let mut suspects = self.connection.suspects(SUSPECTS);
        while let Some(suspect) = suspects.try_next().await.map_err(unavailable)? {
            if !is_the_same(&suspect)? {
                self.settlement.conflicts.note(Conflict {
                    line: suspect.line.unsigned_abs(),
                    latest: u32::try_from(suspect.latest).unwrap_or(u32::MAX),
                });
            }
        }
        Ok(())
    }
}

/// Whether other bytes say the same, as those of an earlier version of this program may.
fn is_the_same(suspect: &Suspect) -> Result<bool, Unavailable> {
    Ok(match &suspect.known {
        Some(known) => super::read(known)? == super::read(&suspect.content)?,
        None => false,
    })
}

#[async_trait::async_trait]
impl<C: LoadConnection> RecordLoad for Load<C> {
    async fn add(&mut self, records: Vec<LoadedRecord>) -> Result<(), Unavailable> {
        self.staged += records.len() as u64;
        let rows = records.into_iter().map(|loaded| self.row(loaded)).collect();
        self.connection.stage(rows).await.map_err(unavailable)?;
        if let Some(portion) = C::PORTION
            && self.staged >= portion.records
        {
            self.place().await?;
            self.run(portion.clear).await?;
            self.exams.clear();
            self.staged = 0;
        }
        Ok(())
    }

    async fn settle(&mut self) -> Result<Settlement, Unavailable> {
        self.place().await?;
        Ok(std::mem::take(&mut self.settlement))
    }

    async fn commit(mut self: Box<Self>) -> Result<(), Unavailable> {
        self.connection.commit().await.map_err(unavailable)
    }
}

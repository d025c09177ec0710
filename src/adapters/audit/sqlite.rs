//! The trail in SQLite.

use sqlx::{Connection, Executor, QueryBuilder, SqliteConnection};
use tokio::sync::Mutex;

use super::content;
use super::trail::{Chain, ChainedTrail, Traced};
use crate::adapters::database::sqlite::SqliteDatabase;
use crate::adapters::grouped::{Grouped, Keeper};
use crate::adapters::hand_offs;
use crate::domain::exam_file::RecordRef;

/// The chain in one SQLite database.
pub struct SqliteChain {
    database: SqliteDatabase,
    /// The hash of the last entry known.
    last: Mutex<Option<Vec<u8>>>,
}

/// The trail in one SQLite database.
pub type SqliteTrail = ChainedTrail<SqliteChain>;

impl SqliteTrail {
    /// The trail in this database.
    pub fn new(database: SqliteDatabase) -> Self {
        Self(Grouped::over(SqliteChain { database, last: Mutex::default() }))
    }
}

/// Around statements that are a transaction of their own, in one turn of the database.
const ALONE: [&str; 2] = ["BEGIN IMMEDIATE; ", "; COMMIT"];
/// Around statements of a transaction that was begun.
const WITHIN: [&str; 2] = ["", ""];

/// Follows the entry known to be the last. When another process added one meanwhile, `UNIQUE (before)` refuses that:
/// then the last one is read first, under the writer's lock. The hash of the last of the entries.
async fn extend(
    connection: &mut SqliteConnection,
    last: Option<Vec<u8>>,
    traced: &[Traced],
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    if last.is_some() {
        match insert(connection, last, traced, ALONE).await {
            Err(sqlx::Error::Database(refusal)) if refusal.is_unique_violation() => {
                connection.execute("ROLLBACK").await?;
            }
            done => return done,
        }
    }
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let last = sqlx::query_scalar("SELECT hash FROM audit_entries ORDER BY id DESC LIMIT 1")
        .fetch_optional(&mut *transaction)
        .await?;
    let last = insert(&mut transaction, last, traced, WITHIN).await?;
    transaction.commit().await?;
    Ok(last)
}

/// Adds the entries after `last`, and the hand-offs that they tell of; the hash of the last one of them.
async fn insert(
    connection: &mut SqliteConnection,
    mut last: Option<Vec<u8>>,
    traced: &[Traced],
    [before, after]: [&str; 2],
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    let mut insert = QueryBuilder::new(before);
    insert.push("INSERT INTO audit_entries (at, record, content, before, hash) ");
    let entries = traced.iter().flat_map(|traced| &traced.entries);
    insert.push_values(content::chain(last.take(), entries), |mut row, link| {
        last = Some(link.hash.clone());
        row.push_bind(link.entry.at.as_millisecond())
            .push_bind(&link.entry.record)
            .push_bind(&link.entry.content)
            .push_bind(link.before)
            .push_bind(link.hash);
    });
    let hand_offs: Vec<_> = traced.iter().filter_map(|traced| traced.hand_off.as_ref()).collect();
    if !hand_offs.is_empty() {
        insert.push("; ");
        hand_offs::insert(&mut insert, &hand_offs, "; ");
    }
    insert.push(after).build().execute(connection).await?;
    Ok(last)
}

#[async_trait::async_trait]
impl Keeper<Traced> for SqliteChain {
    async fn keep(&self, traced: &[Traced]) -> anyhow::Result<()> {
        let mut known = self.last.lock().await;
        // Unknown until a success: whatever failed, the next one begins afresh.
        let last = known.take();
        let write = self.database.write(async |connection| extend(connection, last, traced).await);
        *known = write.await?;
        Ok(())
    }
}

#[async_trait::async_trait]
impl Chain for SqliteChain {
    async fn about(&self, record: &RecordRef) -> anyhow::Result<Vec<String>> {
        const ABOUT: &str = "SELECT content FROM audit_entries WHERE record = ? ORDER BY id";
        Ok(self.database.ask(ABOUT, [record.as_str()], |row| row.get(0))?)
    }
}

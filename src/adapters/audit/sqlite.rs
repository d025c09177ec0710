//! The trail in SQLite.

use sqlx::{Connection, QueryBuilder, SqliteConnection};
use tokio::sync::Mutex;

use super::content;
use super::trail::{Chain, ChainedTrail, Written};
use crate::adapters::database::sqlite::SqliteDatabase;
use crate::adapters::grouped::{Grouped, Keeper};
use crate::domain::exam_file::RecordRef;
use crate::ports::audit_trail::AuditTrail;

struct SqliteChain {
    database: SqliteDatabase,
    /// The hash of the last entry known.
    last: Mutex<Option<Vec<u8>>>,
}

/// The trail in this database.
pub fn audit_trail(database: SqliteDatabase) -> impl AuditTrail {
    ChainedTrail(Grouped::over(SqliteChain { database, last: Mutex::default() }))
}

/// Follows the entry known to be the last, in one statement. When another process added one meanwhile,
/// `UNIQUE (before)` refuses that: then the last one is read first, under the writer's lock. The hash of the last
/// of the entries.
async fn extend(
    connection: &mut SqliteConnection,
    last: Option<Vec<u8>>,
    entries: &[Written],
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    if last.is_some() {
        match insert(connection, last, entries).await {
            Err(sqlx::Error::Database(refusal)) if refusal.is_unique_violation() => {}
            done => return done,
        }
    }
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let last = sqlx::query_scalar("SELECT hash FROM audit_entries ORDER BY id DESC LIMIT 1")
        .fetch_optional(&mut *transaction)
        .await?;
    let last = insert(&mut transaction, last, entries).await?;
    transaction.commit().await?;
    Ok(last)
}

/// Adds the entries after `last`; the hash of the last one of them.
async fn insert(
    connection: &mut SqliteConnection,
    mut last: Option<Vec<u8>>,
    entries: &[Written],
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    let mut insert = QueryBuilder::new("INSERT INTO audit_entries (at, record, content, before, hash) ");
    insert.push_values(content::chain(last.take(), entries), |mut row, link| {
        last = Some(link.hash.clone());
        row.push_bind(link.entry.at.as_millisecond())
            .push_bind(&link.entry.record)
            .push_bind(&link.entry.content)
            .push_bind(link.before)
            .push_bind(link.hash);
    });
    insert.build().execute(connection).await?;
    Ok(last)
}

#[async_trait::async_trait]
impl Keeper<Written> for SqliteChain {
    async fn keep(&self, entries: &[Written]) -> anyhow::Result<()> {
        let mut known = self.last.lock().await;
        // Unknown until a success: whatever failed, the next one begins afresh.
        let last = known.take();
        let write = self.database.write(async |connection| extend(connection, last, entries).await);
        *known = write.await?;
        Ok(())
    }
}

#[async_trait::async_trait]
impl Chain for SqliteChain {
    async fn about(&self, record: &RecordRef) -> anyhow::Result<Vec<String>> {
        let contents = sqlx::query_scalar("SELECT content FROM audit_entries WHERE record = ? ORDER BY id")
            .bind(record.as_str())
            .fetch_all(&self.database);
        Ok(contents.await?)
    }
}

//! The trail in SQLite.

use sqlx::pool::PoolConnection;
use sqlx::{Connection, QueryBuilder, Sqlite, SqliteConnection};
use tokio::sync::Mutex;

use super::content;
use super::grouped::{Chain, GroupedAuditTrail, Written};
use crate::adapters::database::sqlite::SqliteDatabase;
use crate::domain::exam_file::RecordRef;

struct SqliteChain {
    database: SqliteDatabase,
    writer: Mutex<Option<Writer>>,
}

/// A connection of its own, and the hash of the last entry it knows of.
struct Writer {
    connection: PoolConnection<Sqlite>,
    last: Option<Vec<u8>>,
}

/// The trail in this database.
pub fn audit_trail(database: SqliteDatabase) -> GroupedAuditTrail {
    GroupedAuditTrail::over(SqliteChain { database, writer: Mutex::default() })
}

impl Writer {
    /// Follows the entry known to be the last, in one statement. When another process added one meanwhile,
    /// `UNIQUE (before)` refuses that: then the last one is read first, under the writer's lock.
    async fn extend(&mut self, entries: &[Written]) -> Result<(), sqlx::Error> {
        if let Some(last) = self.last.take() {
            match insert(&mut self.connection, Some(last), entries).await {
                Ok(last) => {
                    self.last = last;
                    return Ok(());
                }
                Err(sqlx::Error::Database(refusal)) if refusal.is_unique_violation() => {}
                Err(error) => return Err(error),
            }
        }
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let last = sqlx::query_scalar("SELECT hash FROM audit_entries ORDER BY id DESC LIMIT 1")
            .fetch_optional(&mut *transaction)
            .await?;
        let last = insert(&mut transaction, last, entries).await?;
        transaction.commit().await?;
        self.last = last;
        Ok(())
    }
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
impl Chain for SqliteChain {
    async fn extend(&self, entries: &[Written]) -> anyhow::Result<()> {
        let mut held = self.writer.lock().await;
        let mut writer = match held.take() {
            Some(writer) => writer,
            None => Writer { connection: self.database.pool().acquire().await?, last: None },
        };
        writer.extend(entries).await?;
        // Only after a success: whatever failed, the next one begins afresh.
        *held = Some(writer);
        Ok(())
    }

    async fn about(&self, record: &RecordRef) -> anyhow::Result<Vec<String>> {
        let contents = sqlx::query_scalar("SELECT content FROM audit_entries WHERE record = ? ORDER BY id")
            .bind(record.as_str())
            .fetch_all(&self.database);
        Ok(contents.await?)
    }
}

//! The trail in SQLite.

use sqlx::QueryBuilder;
use sqlx::sqlite::SqlitePool;

use super::content;
use super::grouped::{Chain, GroupedAuditTrail, Written};
use crate::domain::exam_file::RecordRef;

struct SqliteChain {
    pool: SqlitePool,
}

/// The trail in this database.
pub fn audit_trail(pool: SqlitePool) -> GroupedAuditTrail {
    GroupedAuditTrail::over(SqliteChain { pool })
}

#[async_trait::async_trait]
impl Chain for SqliteChain {
    async fn extend(&self, entries: &[Written]) -> anyhow::Result<()> {
        // The writer's lock from the start: two entries never follow the same one.
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let before = sqlx::query_scalar("SELECT hash FROM audit_entries ORDER BY id DESC LIMIT 1")
            .fetch_optional(&mut *transaction)
            .await?;
        let mut insert = QueryBuilder::new("INSERT INTO audit_entries (at, record, content, before, hash) ");
        insert.push_values(content::chain(before, entries), |mut row, link| {
            row.push_bind(link.entry.at.as_millisecond())
                .push_bind(&link.entry.record)
                .push_bind(&link.entry.content)
                .push_bind(link.before)
                .push_bind(link.hash);
        });
        insert.build().execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }

    async fn about(&self, record: &RecordRef) -> anyhow::Result<Vec<String>> {
        let contents = sqlx::query_scalar("SELECT content FROM audit_entries WHERE record = ? ORDER BY id")
            .bind(record.as_str())
            .fetch_all(&self.pool);
        Ok(contents.await?)
    }
}

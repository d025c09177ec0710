//! The trail in SQLite.

use sqlx::sqlite::SqlitePool;

use super::content;
use crate::domain::audit::AuditEntry;
use crate::domain::exam_file::RecordRef;
use crate::ports::Unavailable;
use crate::ports::audit_trail::AuditTrail;

/// The trail in one SQLite database.
pub struct SqliteAuditTrail {
    pool: SqlitePool,
}

impl SqliteAuditTrail {
    /// The trail in this database.
    pub fn new(pool: SqlitePool) -> Self {
        Self { pool }
    }
}

fn unavailable(error: impl Into<anyhow::Error>) -> Unavailable {
    Unavailable::because("the audit trail", error)
}

#[async_trait::async_trait]
impl AuditTrail for SqliteAuditTrail {
    async fn append(&self, entry: &AuditEntry) -> Result<(), Unavailable> {
        // The writer's lock from the start: two entries never follow the same one.
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(unavailable)?;
        let before: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT hash FROM audit_entries ORDER BY id DESC LIMIT 1")
                .fetch_optional(&mut *transaction)
                .await
                .map_err(unavailable)?;
        let before = before.unwrap_or_else(|| content::BEGINNING.to_vec());
        let kept = content::write(entry);
        sqlx::query("INSERT INTO audit_entries (at, record, content, before, hash) VALUES (?, ?, ?, ?, ?)")
            .bind(entry.at.as_millisecond())
            .bind(entry.record.as_ref().map(RecordRef::as_str))
            .bind(&kept)
            .bind(&before)
            .bind(content::chained(&before, &kept).as_slice())
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
        transaction.commit().await.map_err(unavailable)
    }

    async fn about(&self, record: &RecordRef) -> Result<Vec<AuditEntry>, Unavailable> {
        let contents: Vec<String> =
            sqlx::query_scalar("SELECT content FROM audit_entries WHERE record = ? ORDER BY id")
                .bind(record.as_str())
                .fetch_all(&self.pool)
                .await
                .map_err(unavailable)?;
        contents.iter().map(|kept| content::read(kept).map_err(unavailable)).collect()
    }
}

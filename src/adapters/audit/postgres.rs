//! The trail in PostgreSQL.

use sqlx::postgres::PgPool;

use super::content;
use crate::adapters::database::postgres::bounded;
use crate::domain::audit::AuditEntry;
use crate::domain::exam_file::RecordRef;
use crate::ports::Unavailable;
use crate::ports::audit_trail::AuditTrail;

/// The trail in one PostgreSQL database.
pub struct PostgresAuditTrail {
    pool: PgPool,
}

impl PostgresAuditTrail {
    /// The trail in this database.
    pub fn new(pool: PgPool) -> Self {
        Self { pool }
    }
}

fn unavailable(error: impl Into<anyhow::Error>) -> Unavailable {
    Unavailable::because("the audit trail", error)
}

#[async_trait::async_trait]
impl AuditTrail for PostgresAuditTrail {
    async fn append(&self, entry: &AuditEntry) -> Result<(), Unavailable> {
        let kept = content::write(entry);
        let append = async {
            let mut transaction = self.pool.begin().await?;
            // One replica at a time, until its transaction ends: two entries never follow the same one. The
            // number is nobody else's in this database.
            sqlx::query("SELECT pg_advisory_xact_lock(4702)").execute(&mut *transaction).await?;
            let before: Option<Vec<u8>> =
                sqlx::query_scalar("SELECT hash FROM audit_entries ORDER BY id DESC LIMIT 1")
                    .fetch_optional(&mut *transaction)
                    .await?;
            let before = before.unwrap_or_else(|| content::BEGINNING.to_vec());
            sqlx::query(
                "INSERT INTO audit_entries (at, record, content, before, hash) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(entry.at.as_millisecond())
            .bind(entry.record.as_ref().map(RecordRef::as_str))
            .bind(&kept)
            .bind(&before)
            .bind(content::chained(&before, &kept).as_slice())
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await
        };
        bounded(append).await.map_err(unavailable)
    }

    async fn about(&self, record: &RecordRef) -> Result<Vec<AuditEntry>, Unavailable> {
        let contents = sqlx::query_scalar("SELECT content FROM audit_entries WHERE record = $1 ORDER BY id")
            .bind(record.as_str())
            .fetch_all(&self.pool);
        let contents: Vec<String> = bounded(contents).await.map_err(unavailable)?;
        contents.iter().map(|kept| content::read(kept).map_err(unavailable)).collect()
    }
}

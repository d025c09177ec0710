//! The trail as a whole, in both databases: the same statements but for how a parameter is written.

use jiff::Timestamp;
use sqlx::postgres::PgPool;

use crate::adapters::database::sqlite::SqliteDatabase;
use crate::ports::Unavailable;
use crate::ports::audit_archive::{AuditArchive, KeptEntry};

/// The archive in one SQLite database.
pub struct SqliteArchive(pub SqliteDatabase);

/// The archive in one PostgreSQL database.
pub struct PostgresArchive(pub PgPool);

type Row = (i64, i64, String, Vec<u8>, Vec<u8>);

fn unavailable(error: impl Into<anyhow::Error>) -> Unavailable {
    Unavailable::because("the audit trail", error)
}

fn kept((id, at, content, before, hash): Row) -> Result<KeptEntry, Unavailable> {
    let at = Timestamp::from_millisecond(at).map_err(unavailable)?;
    Ok(KeptEntry { id, at, content, before, hash })
}

/// Implements the port for one pool. No statement is bounded in time: whoever audits has it.
macro_rules! archive {
    ($archive:ty, $parameter:literal) => {
        #[async_trait::async_trait]
        impl AuditArchive for $archive {
            async fn after(&self, after: i64) -> Result<Vec<KeptEntry>, Unavailable> {
                const PAGE: &str = concat!(
                    "SELECT id, at, content, before, hash FROM audit_entries WHERE id > ",
                    $parameter,
                    " ORDER BY id LIMIT 4096"
                );
                let rows: Vec<Row> =
                    sqlx::query_as(PAGE).bind(after).fetch_all(&self.0).await.map_err(unavailable)?;
                rows.into_iter().map(kept).collect()
            }

            async fn older_than(&self, instant: Timestamp) -> Result<u64, Unavailable> {
                const COUNT: &str =
                    concat!("SELECT COUNT(*) FROM audit_entries WHERE id < ", first_kept!($parameter));
                let count: i64 = sqlx::query_scalar(COUNT)
                    .bind(instant.as_millisecond())
                    .fetch_one(&self.0)
                    .await
                    .map_err(unavailable)?;
                Ok(count.unsigned_abs())
            }

            async fn purge(&self, instant: Timestamp) -> Result<u64, Unavailable> {
                const PURGE: &str = concat!("DELETE FROM audit_entries WHERE id < ", first_kept!($parameter));
                let done = sqlx::query(PURGE).bind(instant.as_millisecond()).execute(&self.0).await;
                Ok(done.map_err(unavailable)?.rows_affected())
            }
        }
    };
}

/// The first entry that stays: the first one of the instant or later, or else the last of all.
macro_rules! first_kept {
    ($parameter:literal) => {
        concat!(
            "(SELECT COALESCE(MIN(CASE WHEN at >= ",
            $parameter,
            " THEN id END), MAX(id), 0) FROM audit_entries)"
        )
    };
}

archive!(SqliteArchive, "?");
archive!(PostgresArchive, "$1");

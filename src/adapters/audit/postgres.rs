//! The trail in PostgreSQL.

use sqlx::QueryBuilder;
use sqlx::postgres::PgPool;

use super::content;
use super::trail::{Chain, ChainedTrail, Traced};
use crate::adapters::database::postgres::bounded;
use crate::adapters::grouped::{Grouped, Keeper};
use crate::adapters::hand_offs;
use crate::domain::exam_file::RecordRef;

/// The chain in one PostgreSQL database.
pub struct PostgresChain {
    pool: PgPool,
}

/// The trail in one PostgreSQL database.
pub type PostgresTrail = ChainedTrail<PostgresChain>;

impl PostgresTrail {
    /// The trail in this database.
    pub fn new(pool: PgPool) -> Self {
        Self(Grouped::over(PostgresChain { pool }))
    }
}

/// One statement whatever the number of entries: it is planned once.
const INSERT: &str = "INSERT INTO audit_entries (at, record, content, before, hash) \
     SELECT at, record, content, before, hash \
     FROM UNNEST($1::bigint[], $2::text[], $3::text[], $4::bytea[], $5::bytea[]) \
     WITH ORDINALITY AS entry (at, record, content, before, hash, place) ORDER BY place";

#[async_trait::async_trait]
impl Keeper<Traced> for PostgresChain {
    async fn keep(&self, traced: &[Traced]) -> anyhow::Result<()> {
        let entries = || traced.iter().flat_map(|traced| &traced.entries);
        let hand_offs: Vec<_> = traced.iter().filter_map(|traced| traced.hand_off.as_ref()).collect();
        let extend = async {
            let mut transaction = self.pool.begin().await?;
            // One replica at a time, until its transaction ends: two entries never follow the same one. The
            // number is nobody else's in this database.
            sqlx::query("SELECT pg_advisory_xact_lock(4702)").execute(&mut *transaction).await?;
            let before = sqlx::query_scalar("SELECT hash FROM audit_entries ORDER BY id DESC LIMIT 1")
                .fetch_optional(&mut *transaction)
                .await?;
            let (befores, hashes): (Vec<_>, Vec<_>) =
                content::chain(before, entries()).map(|link| (link.before, link.hash)).unzip();
            sqlx::query(INSERT)
                .bind(entries().map(|entry| entry.at.as_millisecond()).collect::<Vec<_>>())
                .bind(entries().map(|entry| entry.record.as_deref()).collect::<Vec<_>>())
                .bind(entries().map(|entry| entry.content.as_str()).collect::<Vec<_>>())
                .bind(befores)
                .bind(hashes)
                .execute(&mut *transaction)
                .await?;
            if !hand_offs.is_empty() {
                let mut insert = QueryBuilder::new("WITH hand_off AS (");
                hand_offs::insert(&mut insert, &hand_offs, ") ");
                insert.build().execute(&mut *transaction).await?;
            }
            transaction.commit().await
        };
        bounded(extend).await
    }
}

#[async_trait::async_trait]
impl Chain for PostgresChain {
    async fn about(&self, record: &RecordRef) -> anyhow::Result<Vec<String>> {
        let contents = sqlx::query_scalar("SELECT content FROM audit_entries WHERE record = $1 ORDER BY id")
            .bind(record.as_str())
            .fetch_all(&self.pool);
        bounded(contents).await
    }
}

//! Shares in PostgreSQL.

use jiff::Timestamp;
use sqlx::postgres::PgPool;

use super::{
    BY_CODE, ENDED_BEFORE, FORGET, FORGET_ADDRESSES, KEEP, OF, ShareRow, TURN_OFF, TURN_OFF_ALL, unavailable,
};
use crate::adapters::database::columns;
use crate::adapters::database::postgres::bounded;
use crate::domain::exam_file::RecordRef;
use crate::domain::share::{CodeHash, PinHash, Share, ShareId};
use crate::domain::subject::Subject;
use crate::ports::Unavailable;
use crate::ports::shares::Shares;

/// Shares in one PostgreSQL database.
pub struct PostgresShares {
    pool: PgPool,
}

impl PostgresShares {
    /// The shares in this database.
    pub fn new(pool: PgPool) -> Self {
        Self { pool }
    }

    async fn turned_off(
        &self,
        statement: &'static str,
        key: &str,
        subject: &Subject,
        now: Timestamp,
    ) -> Result<u64, Unavailable> {
        let done = sqlx::query(statement).bind(key).bind(subject.as_str()).bind(now.as_millisecond());
        Ok(bounded(done.execute(&self.pool)).await.map_err(unavailable)?.rows_affected())
    }
}

#[async_trait::async_trait]
impl Shares for PostgresShares {
    async fn keep(&self, share: &Share, code: &CodeHash) -> Result<(), Unavailable> {
        let (address, language) = columns(share.notice.as_ref());
        let kept = sqlx::query(KEEP)
            .bind(share.id.as_str())
            .bind(code.as_str())
            .bind(share.subject.as_str())
            .bind(share.record.as_str())
            .bind(share.transcript.compact())
            .bind(share.label.as_str())
            .bind(share.content.code())
            .bind(share.pin.as_ref().map(PinHash::as_str))
            .bind(share.made_at.as_millisecond())
            .bind(share.ends_at.as_millisecond())
            .bind(address)
            .bind(language)
            .execute(&self.pool);
        bounded(kept).await.map(|_| ()).map_err(unavailable)
    }

    async fn by_code(&self, code: &CodeHash) -> Result<Option<Share>, Unavailable> {
        let row = sqlx::query_as(BY_CODE).bind(code.as_str()).fetch_optional(&self.pool);
        let row: Option<ShareRow> = bounded(row).await.map_err(unavailable)?;
        row.map(Share::try_from).transpose()
    }

    async fn of(&self, subject: &Subject) -> Result<Vec<Share>, Unavailable> {
        let rows = sqlx::query_as(OF).bind(subject.as_str()).fetch_all(&self.pool);
        let rows: Vec<ShareRow> = bounded(rows).await.map_err(unavailable)?;
        rows.into_iter().map(Share::try_from).collect()
    }

    async fn turn_off(&self, id: &ShareId, subject: &Subject, now: Timestamp) -> Result<bool, Unavailable> {
        Ok(self.turned_off(TURN_OFF, id.as_str(), subject, now).await? > 0)
    }

    async fn turn_off_all(
        &self,
        record: &RecordRef,
        subject: &Subject,
        now: Timestamp,
    ) -> Result<(), Unavailable> {
        self.turned_off(TURN_OFF_ALL, record.as_str(), subject, now).await.map(|_| ())
    }

    async fn forget_addresses(&self, now: Timestamp) -> Result<(), Unavailable> {
        let forgotten = sqlx::query(FORGET_ADDRESSES).bind(now.as_millisecond()).execute(&self.pool);
        bounded(forgotten).await.map(|_| ()).map_err(unavailable)
    }

    async fn ended_before(&self, instant: Timestamp) -> Result<u64, Unavailable> {
        let count = sqlx::query_scalar(ENDED_BEFORE).bind(instant.as_millisecond()).fetch_one(&self.pool);
        let count: i64 = bounded(count).await.map_err(unavailable)?;
        u64::try_from(count).map_err(unavailable)
    }

    async fn forget(&self, instant: Timestamp) -> Result<u64, Unavailable> {
        let done = sqlx::query(FORGET).bind(instant.as_millisecond()).execute(&self.pool);
        Ok(bounded(done).await.map_err(unavailable)?.rows_affected())
    }
}

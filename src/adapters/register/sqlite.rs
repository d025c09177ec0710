//! The register of issuances in SQLite.

use aws_lc_rs::digest;
use jiff::Timestamp;
use rusqlite::Params;
use sqlx::Connection;

use super::packed::{pack, unpack};
use super::{
    BY_CODE, ENTER, HOLDS_RENDERING, ISSUED, ISSUED_AFTER, ISSUED_BEFORE, IssuanceRow, KEEP_HASH,
    KEEP_RENDERING, PURGE_RENDERINGS, RENDERED_IN, RENDERING, RENDERINGS_BEFORE, gone, unavailable,
};
use crate::adapters::database::sqlite::{SqliteDatabase, row};
use crate::domain::exam_file::RecordRef;
use crate::domain::issuance::{Issuance, IssuanceId};
use crate::domain::verification_code::VerificationCode;
use crate::ports::Unavailable;
use crate::ports::register::{Register, RenderingKind};

/// The register in one SQLite database.
pub struct SqliteRegister {
    database: SqliteDatabase,
}

impl SqliteRegister {
    /// The register in this database.
    pub fn new(database: SqliteDatabase) -> Self {
        Self { database }
    }

    /// The issuance that a question finds.
    fn issuance(&self, question: &str, values: impl Params) -> Result<Option<Issuance>, Unavailable> {
        let issuance = row!(IssuanceRow { id, code, record_reference, record_version, issued_at });
        let mut rows = self.database.ask(question, values, issuance).map_err(unavailable)?;
        rows.pop().map(Issuance::try_from).transpose()
    }
}

#[async_trait::async_trait]
impl Register for SqliteRegister {
    async fn enter(&self, proposed: Issuance) -> Result<Issuance, Unavailable> {
        sqlx::query(ENTER)
            .bind(proposed.id.as_str())
            .bind(proposed.code.compact())
            .bind(proposed.record.as_str())
            .bind(i64::from(proposed.version))
            .bind(proposed.issued_at.as_millisecond())
            .execute(&self.database)
            .await
            .map_err(unavailable)?;
        self.issued(&proposed.record, proposed.version).await?.ok_or_else(gone)
    }

    async fn issued(&self, record: &RecordRef, version: u32) -> Result<Option<Issuance>, Unavailable> {
        self.issuance(ISSUED, (record.as_str(), version))
    }

    async fn issued_before(&self, record: &RecordRef, version: u32) -> Result<Option<Issuance>, Unavailable> {
        self.issuance(ISSUED_BEFORE, (record.as_str(), version))
    }

    async fn issued_after(&self, record: &RecordRef, version: u32) -> Result<Option<Issuance>, Unavailable> {
        self.issuance(ISSUED_AFTER, (record.as_str(), version))
    }

    async fn by_code(&self, code: &VerificationCode) -> Result<Option<Issuance>, Unavailable> {
        self.issuance(BY_CODE, [code.compact()])
    }

    async fn rendering(
        &self,
        issuance: &IssuanceId,
        kind: RenderingKind,
    ) -> Result<Option<Vec<u8>>, Unavailable> {
        let packed = self.database.ask(RENDERING, (issuance.as_str(), kind.code()), |row| row.get(0));
        packed.map_err(unavailable)?.pop().map(unpack).transpose().map_err(unavailable)
    }

    async fn holds_rendering(&self, issuance: &IssuanceId, kind: RenderingKind) -> Result<bool, Unavailable> {
        sqlx::query_scalar(HOLDS_RENDERING)
            .bind(issuance.as_str())
            .bind(kind.code())
            .fetch_one(&self.database)
            .await
            .map_err(unavailable)
    }

    async fn rendered_in(
        &self,
        kind: RenderingKind,
        sha256: &[u8; 32],
    ) -> Result<Vec<Issuance>, Unavailable> {
        let rows =
            sqlx::query_as(RENDERED_IN).bind(kind.code()).bind(sha256.as_slice()).fetch_all(&self.database);
        let rows: Vec<IssuanceRow> = rows.await.map_err(unavailable)?;
        rows.into_iter().map(Issuance::try_from).collect()
    }

    async fn keep_hash(
        &self,
        issuances: &[&IssuanceId],
        kind: RenderingKind,
        sha256: &[u8; 32],
        now: Timestamp,
    ) -> Result<(), Unavailable> {
        let write = self.database.write(async |connection| {
            let mut transaction = connection.begin().await?;
            for issuance in issuances {
                sqlx::query(KEEP_HASH)
                    .bind(issuance.as_str())
                    .bind(kind.code())
                    .bind(sha256.as_slice())
                    .bind(now.as_millisecond())
                    .execute(&mut *transaction)
                    .await?;
            }
            transaction.commit().await
        });
        write.await.map_err(unavailable)
    }

    async fn keep_rendering(
        &self,
        issuance: &IssuanceId,
        kind: RenderingKind,
        bytes: Vec<u8>,
        now: Timestamp,
    ) -> Result<Vec<u8>, Unavailable> {
        let kept = sqlx::query(KEEP_RENDERING)
            .bind(issuance.as_str())
            .bind(kind.code())
            .bind(digest::digest(&digest::SHA256, &bytes).as_ref())
            .bind(now.as_millisecond())
            .bind(pack(&bytes).map_err(unavailable)?)
            .execute(&self.database)
            .await
            .map_err(unavailable)?;
        if kept.rows_affected() == 1 {
            return Ok(bytes);
        }
        self.rendering(issuance, kind).await?.ok_or_else(gone)
    }

    async fn purge_some_renderings(&self, before: Timestamp) -> Result<u64, Unavailable> {
        let purge = sqlx::query(PURGE_RENDERINGS).bind(before.as_millisecond()).execute(&self.database);
        Ok(purge.await.map_err(unavailable)?.rows_affected())
    }

    async fn count_renderings(&self, before: Timestamp) -> Result<u64, Unavailable> {
        let count =
            sqlx::query_scalar(RENDERINGS_BEFORE).bind(before.as_millisecond()).fetch_one(&self.database);
        let count: i64 = count.await.map_err(unavailable)?;
        u64::try_from(count).map_err(unavailable)
    }
}

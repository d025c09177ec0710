//! The register of issuances in PostgreSQL.

use aws_lc_rs::digest;
use sqlx::postgres::PgPool;

use super::{
    BY_CODE, ENTER, ISSUED, ISSUED_AFTER, ISSUED_BEFORE, IssuanceRow, KEEP_RENDERING, RENDERING,
    RENDERING_HASH, gone, sha256, unavailable,
};
use crate::adapters::database::postgres::bounded;
use crate::domain::exam_file::RecordRef;
use crate::domain::issuance::{Issuance, IssuanceId};
use crate::domain::verification_code::VerificationCode;
use crate::ports::Unavailable;
use crate::ports::register::{Register, RenderingKind};

/// The register in one PostgreSQL database.
pub struct PostgresRegister {
    pool: PgPool,
}

impl PostgresRegister {
    /// The register in this database.
    pub fn new(pool: PgPool) -> Self {
        Self { pool }
    }

    async fn issuance(
        &self,
        query: &'static str,
        record: &RecordRef,
        version: u32,
    ) -> Result<Option<Issuance>, Unavailable> {
        let row =
            sqlx::query_as(query).bind(record.as_str()).bind(i64::from(version)).fetch_optional(&self.pool);
        let row: Option<IssuanceRow> = bounded(row).await.map_err(unavailable)?;
        row.map(Issuance::try_from).transpose()
    }
}

#[async_trait::async_trait]
impl Register for PostgresRegister {
    async fn enter(&self, proposed: Issuance) -> Result<Issuance, Unavailable> {
        let entry = sqlx::query(ENTER)
            .bind(proposed.id.as_str())
            .bind(proposed.code.compact())
            .bind(proposed.record.as_str())
            .bind(i64::from(proposed.version))
            .bind(proposed.issued_at.as_millisecond())
            .execute(&self.pool);
        bounded(entry).await.map_err(unavailable)?;
        self.issued(&proposed.record, proposed.version).await?.ok_or_else(gone)
    }

    async fn issued(&self, record: &RecordRef, version: u32) -> Result<Option<Issuance>, Unavailable> {
        self.issuance(ISSUED, record, version).await
    }

    async fn issued_before(&self, record: &RecordRef, version: u32) -> Result<Option<Issuance>, Unavailable> {
        self.issuance(ISSUED_BEFORE, record, version).await
    }

    async fn issued_after(&self, record: &RecordRef, version: u32) -> Result<Option<Issuance>, Unavailable> {
        self.issuance(ISSUED_AFTER, record, version).await
    }

    async fn by_code(&self, code: &VerificationCode) -> Result<Option<Issuance>, Unavailable> {
        let row = sqlx::query_as(BY_CODE).bind(code.compact()).fetch_optional(&self.pool);
        let row: Option<IssuanceRow> = bounded(row).await.map_err(unavailable)?;
        row.map(Issuance::try_from).transpose()
    }

    async fn rendering(
        &self,
        issuance: &IssuanceId,
        kind: RenderingKind,
    ) -> Result<Option<Vec<u8>>, Unavailable> {
        let bytes = sqlx::query_scalar(RENDERING)
            .bind(issuance.as_str())
            .bind(kind.code())
            .fetch_optional(&self.pool);
        bounded(bytes).await.map_err(unavailable)
    }

    async fn rendering_hash(
        &self,
        issuance: &IssuanceId,
        kind: RenderingKind,
    ) -> Result<Option<[u8; 32]>, Unavailable> {
        let hash = sqlx::query_scalar(RENDERING_HASH)
            .bind(issuance.as_str())
            .bind(kind.code())
            .fetch_optional(&self.pool);
        let hash: Option<Vec<u8>> = bounded(hash).await.map_err(unavailable)?;
        hash.map(sha256).transpose()
    }

    async fn keep_rendering(
        &self,
        issuance: &IssuanceId,
        kind: RenderingKind,
        bytes: Vec<u8>,
    ) -> Result<Vec<u8>, Unavailable> {
        let kept = sqlx::query(KEEP_RENDERING)
            .bind(issuance.as_str())
            .bind(kind.code())
            .bind(digest::digest(&digest::SHA256, &bytes).as_ref())
            .bind(&bytes)
            .execute(&self.pool);
        bounded(kept).await.map_err(unavailable)?;
        Ok(self.rendering(issuance, kind).await?.unwrap_or(bytes))
    }
}

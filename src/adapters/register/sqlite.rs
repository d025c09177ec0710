//! The register of issuances in SQLite.

use aws_lc_rs::digest;
use jiff::Timestamp;
use sqlx::FromRow;
use sqlx::sqlite::SqlitePool;

use crate::domain::exam_file::RecordRef;
use crate::domain::issuance::{Issuance, IssuanceId};
use crate::domain::verification_code::VerificationCode;
use crate::ports::Unavailable;
use crate::ports::register::{Register, RenderingKind};

/// The register in one SQLite database.
pub struct SqliteRegister {
    pool: SqlitePool,
}

impl SqliteRegister {
    /// The register in this database.
    pub fn new(pool: SqlitePool) -> Self {
        Self { pool }
    }
}

#[derive(FromRow)]
struct IssuanceRow {
    id: String,
    code: String,
    record_reference: String,
    record_version: u32,
    issued_at: i64,
}

fn unavailable(error: impl Into<anyhow::Error>) -> Unavailable {
    Unavailable::because("the register", error)
}

impl TryFrom<IssuanceRow> for Issuance {
    type Error = Unavailable;

    fn try_from(row: IssuanceRow) -> Result<Self, Unavailable> {
        Ok(Self {
            id: IssuanceId::from_register(row.id),
            code: VerificationCode::parse(&row.code).map_err(unavailable)?,
            record: RecordRef::parse(&row.record_reference).map_err(unavailable)?,
            version: row.record_version,
            issued_at: Timestamp::from_millisecond(row.issued_at).map_err(unavailable)?,
        })
    }
}

#[async_trait::async_trait]
impl Register for SqliteRegister {
    async fn enter(&self, proposed: Issuance) -> Result<Issuance, Unavailable> {
        // The unique pair of record and version decides between two replicas that propose at once.
        sqlx::query(
            "INSERT INTO issuances (id, code, record_reference, record_version, issued_at) VALUES (?, ?, ?, ?, ?) \
             ON CONFLICT (record_reference, record_version) DO NOTHING",
        )
        .bind(proposed.id.as_str())
        .bind(proposed.code.compact())
        .bind(proposed.record.as_str())
        .bind(proposed.version)
        .bind(proposed.issued_at.as_millisecond())
        .execute(&self.pool)
        .await
        .map_err(unavailable)?;
        self.issued(&proposed.record, proposed.version)
            .await?
            .ok_or_else(|| unavailable(anyhow::anyhow!("an entry is gone as soon as it was made")))
    }

    async fn issued(&self, record: &RecordRef, version: u32) -> Result<Option<Issuance>, Unavailable> {
        let row: Option<IssuanceRow> =
            sqlx::query_as("SELECT * FROM issuances WHERE record_reference = ? AND record_version = ?")
                .bind(record.as_str())
                .bind(version)
                .fetch_optional(&self.pool)
                .await
                .map_err(unavailable)?;
        row.map(Issuance::try_from).transpose()
    }

    async fn issued_before(&self, record: &RecordRef, version: u32) -> Result<Option<Issuance>, Unavailable> {
        let row: Option<IssuanceRow> = sqlx::query_as(
            "SELECT * FROM issuances WHERE record_reference = ? AND record_version < ? \
             ORDER BY record_version DESC LIMIT 1",
        )
        .bind(record.as_str())
        .bind(version)
        .fetch_optional(&self.pool)
        .await
        .map_err(unavailable)?;
        row.map(Issuance::try_from).transpose()
    }

    async fn by_code(&self, code: &VerificationCode) -> Result<Option<Issuance>, Unavailable> {
        let row: Option<IssuanceRow> = sqlx::query_as("SELECT * FROM issuances WHERE code = ?")
            .bind(code.compact())
            .fetch_optional(&self.pool)
            .await
            .map_err(unavailable)?;
        row.map(Issuance::try_from).transpose()
    }

    async fn rendering(
        &self,
        issuance: &IssuanceId,
        kind: RenderingKind,
    ) -> Result<Option<Vec<u8>>, Unavailable> {
        sqlx::query_scalar("SELECT content FROM renderings WHERE issuance = ? AND kind = ?")
            .bind(issuance.as_str())
            .bind(kind.code())
            .fetch_optional(&self.pool)
            .await
            .map_err(unavailable)
    }

    async fn rendering_hash(
        &self,
        issuance: &IssuanceId,
        kind: RenderingKind,
    ) -> Result<Option<[u8; 32]>, Unavailable> {
        let hash: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT sha256 FROM renderings WHERE issuance = ? AND kind = ?")
                .bind(issuance.as_str())
                .bind(kind.code())
                .fetch_optional(&self.pool)
                .await
                .map_err(unavailable)?;
        let whole = |hash: Vec<u8>| {
            hash.try_into()
                .map_err(|_| unavailable(anyhow::anyhow!("a hash of another length than SHA-256's")))
        };
        hash.map(whole).transpose()
    }

    async fn keep_rendering(
        &self,
        issuance: &IssuanceId,
        kind: RenderingKind,
        bytes: Vec<u8>,
    ) -> Result<Vec<u8>, Unavailable> {
        sqlx::query(
            "INSERT INTO renderings (issuance, kind, sha256, content) VALUES (?, ?, ?, ?) \
             ON CONFLICT (issuance, kind) DO NOTHING",
        )
        .bind(issuance.as_str())
        .bind(kind.code())
        .bind(digest::digest(&digest::SHA256, &bytes).as_ref())
        .bind(&bytes)
        .execute(&self.pool)
        .await
        .map_err(unavailable)?;
        Ok(self.rendering(issuance, kind).await?.unwrap_or(bytes))
    }
}

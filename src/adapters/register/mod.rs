//! The register of issuances.

pub mod postgres;
pub mod sqlite;

use jiff::Timestamp;
use sqlx::FromRow;

use crate::domain::exam_file::RecordRef;
use crate::domain::issuance::{Issuance, IssuanceId};
use crate::domain::verification_code::VerificationCode;
use crate::ports::Unavailable;

/// Statements, the same for every store. The unique pair of record and version decides between two replicas
/// that propose at once.
const ENTER: &str = "INSERT INTO issuances (id, code, record_reference, record_version, issued_at) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (record_reference, record_version) DO NOTHING";
const ISSUED: &str = "SELECT * FROM issuances WHERE record_reference = $1 AND record_version = $2";
const ISSUED_BEFORE: &str = "SELECT * FROM issuances WHERE record_reference = $1 AND record_version < $2 \
     ORDER BY record_version DESC LIMIT 1";
const ISSUED_AFTER: &str = "SELECT * FROM issuances WHERE record_reference = $1 AND record_version > $2 \
     ORDER BY record_version LIMIT 1";
const BY_CODE: &str = "SELECT * FROM issuances WHERE code = $1";
const RENDERING: &str = "SELECT content FROM renderings WHERE issuance = $1 AND kind = $2";
const RENDERING_HASH: &str = "SELECT sha256 FROM renderings WHERE issuance = $1 AND kind = $2";
const KEEP_RENDERING: &str = "INSERT INTO renderings (issuance, kind, sha256, content) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (issuance, kind) DO NOTHING";

/// One issuance, as every store holds it.
#[derive(FromRow)]
struct IssuanceRow {
    id: String,
    code: String,
    record_reference: String,
    record_version: i64,
    issued_at: i64,
}

fn sha256(hash: Vec<u8>) -> Result<[u8; 32], Unavailable> {
    hash.try_into().map_err(|_| unavailable(anyhow::anyhow!("a hash of another length than SHA-256's")))
}

fn gone() -> Unavailable {
    unavailable(anyhow::anyhow!("an entry is gone as soon as it was made"))
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
            version: u32::try_from(row.record_version).map_err(unavailable)?,
            issued_at: Timestamp::from_millisecond(row.issued_at).map_err(unavailable)?,
        })
    }
}

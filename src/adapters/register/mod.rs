//! The register of issuances.

mod packed;
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
const RENDERING: &str =
    "SELECT content FROM renderings WHERE issuance = $1 AND kind = $2 AND content IS NOT NULL";
const HOLDS_RENDERING: &str = "SELECT EXISTS (SELECT 1 FROM renderings \
     WHERE issuance = $1 AND kind = $2 AND content IS NOT NULL)";
const RENDERED_IN: &str = "SELECT issuances.* FROM renderings JOIN issuances ON id = issuance \
     WHERE kind = $1 AND sha256 = $2 ORDER BY id";
const KEEP_HASH: &str = "INSERT INTO renderings (issuance, kind, sha256, kept_at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (issuance, kind, sha256) DO NOTHING";
const KEEP_RENDERING: &str = "INSERT INTO renderings (issuance, kind, sha256, kept_at, content) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (issuance, kind) WHERE content IS NOT NULL DO NOTHING";
/// A bounded number: nobody else waits long for these rows. Sealed data stay: a code is answered from them where
/// the records are somebody else's.
const PURGE_RENDERINGS: &str = "UPDATE renderings SET content = NULL WHERE (issuance, kind, sha256) IN \
     (SELECT issuance, kind, sha256 FROM renderings WHERE content IS NOT NULL AND kind <> 'json' AND kept_at < $1 LIMIT 500)";
const RENDERINGS_BEFORE: &str =
    "SELECT count(*) FROM renderings WHERE content IS NOT NULL AND kind <> 'json' AND kept_at < $1";

/// One issuance, as every store holds it.
#[derive(FromRow)]
struct IssuanceRow {
    id: String,
    code: String,
    record_reference: String,
    record_version: i64,
    issued_at: i64,
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
            id: IssuanceId::parse(&row.id).map_err(unavailable)?,
            code: VerificationCode::parse(&row.code).map_err(unavailable)?,
            record: RecordRef::parse(&row.record_reference).map_err(unavailable)?,
            version: u32::try_from(row.record_version).map_err(unavailable)?,
            issued_at: Timestamp::from_millisecond(row.issued_at).map_err(unavailable)?,
        })
    }
}

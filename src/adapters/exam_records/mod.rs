//! The directory of exam records: the import contract and the stores that hold it.

mod load;
pub mod ndjson;
mod packed;
pub mod postgres;
mod publications;
mod sessions;
pub mod sqlite;
pub mod wire;

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::FromRow;

use crate::domain::exam_file::{ExamFile, RecordRef};
use crate::domain::exam_record::FiledRecord;
use crate::ports::Unavailable;

/// Versions of records, with the latest decision about each. The condition is to follow.
macro_rules! versions_where {
    ($condition:literal) => {
        concat!(
            "SELECT v.reference, v.content, p.decided_at, p.public_from FROM record_versions v \
             LEFT JOIN publications p ON p.id = (SELECT max(d.id) FROM publications d \
             WHERE d.reference = v.reference AND d.version = v.version) WHERE ",
            $condition
        )
    };
}

use versions_where;

const OF_ONE: &str = versions_where!("v.reference = $1");
const OF_CANDIDATE: &str = versions_where!("v.reference IN (SELECT reference FROM records WHERE ina = $1)");
/// The latest decision about a version, when it is to withdraw it.
const WITHDRAWN_AT: &str = "SELECT decided_at FROM publications WHERE public_from IS NULL AND id = \
     (SELECT max(id) FROM publications WHERE reference = $1 AND version = $2)";

/// One version of a record, as every store holds it, with the latest decision about it.
#[derive(FromRow)]
struct VersionRow {
    reference: String,
    content: Vec<u8>,
    decided_at: Option<i64>,
    public_from: Option<i64>,
}

fn instant(millisecond: i64) -> Result<Timestamp, Unavailable> {
    Timestamp::from_millisecond(millisecond).map_err(unavailable)
}

fn unavailable(error: impl Into<anyhow::Error>) -> Unavailable {
    Unavailable::because("the directory of exam records", error)
}

/// What stands in a store was parsed before it was written, so content that cannot be read is damage.
fn read(content: &[u8]) -> Result<FiledRecord, Unavailable> {
    let json = packed::unpack(content).map_err(unavailable)?;
    wire::parse(&json).map_err(unavailable)
}

impl VersionRow {
    /// The version as it stands: public when the latest decision says so; none when it was withdrawn.
    fn standing(&self) -> Result<Option<FiledRecord>, Unavailable> {
        let mut record = read(&self.content)?;
        match (self.decided_at, self.public_from) {
            (None, _) => {}
            (Some(_), None) => return Ok(None),
            (Some(_), Some(from)) => record.published_at = instant(from)?,
        }
        Ok(Some(record))
    }
}

/// Rows of one file or several, put together. A record of which every version was withdrawn is no file.
fn files(rows: Vec<VersionRow>) -> Result<Vec<ExamFile>, Unavailable> {
    let mut versions: BTreeMap<String, Vec<FiledRecord>> = BTreeMap::new();
    for row in rows {
        if let Some(record) = row.standing()? {
            versions.entry(row.reference).or_default().push(record);
        }
    }
    versions
        .into_iter()
        .filter_map(|(reference, versions)| match RecordRef::parse(&reference) {
            Ok(reference) => ExamFile::new(reference, versions).map(Ok),
            Err(error) => Some(Err(unavailable(error))),
        })
        .collect()
}

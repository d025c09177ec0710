//! Which records citizens proved to be theirs.

pub mod postgres;
pub mod sqlite;

use jiff::Timestamp;
use sqlx::FromRow;

use crate::domain::candidate::Ina;
use crate::domain::exam_file::RecordRef;
use crate::domain::proven_link::{Likeness, ProvenLink};
use crate::domain::subject::Subject;
use crate::ports::Unavailable;

/// Statements, the same for every store.
const OF: &str = "SELECT * FROM proven_links WHERE subject = $1 ORDER BY proven_at, record";
const TO: &str = "SELECT * FROM proven_links WHERE ina = $1 ORDER BY proven_at, record";
const IS_HELD: &str = "SELECT EXISTS (SELECT 1 FROM proven_links WHERE ina = $1 AND subject <> $2)";
const KEEP: &str = "INSERT INTO proven_links (record, ina, subject, likeness, proven_at) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (record) DO UPDATE SET ina = excluded.ina, \
     subject = excluded.subject, likeness = excluded.likeness, proven_at = excluded.proven_at";
const REMOVE: &str = "DELETE FROM proven_links WHERE subject = $1 AND ina = $2";

/// One link, as every store holds it.
#[derive(FromRow)]
struct LinkRow {
    record: String,
    ina: String,
    subject: String,
    likeness: String,
    proven_at: i64,
}

fn unavailable(error: impl Into<anyhow::Error>) -> Unavailable {
    Unavailable::because("the store of proven links", error)
}

fn links(rows: Vec<LinkRow>) -> Result<Vec<ProvenLink>, Unavailable> {
    rows.into_iter().map(ProvenLink::try_from).collect()
}

impl TryFrom<LinkRow> for ProvenLink {
    type Error = Unavailable;

    fn try_from(row: LinkRow) -> Result<Self, Unavailable> {
        Ok(Self {
            subject: Subject::parse(&row.subject).map_err(unavailable)?,
            ina: Ina::parse(&row.ina).map_err(unavailable)?,
            record: RecordRef::parse(&row.record).map_err(unavailable)?,
            likeness: Likeness::from_store(row.likeness),
            proven_at: Timestamp::from_millisecond(row.proven_at).map_err(unavailable)?,
        })
    }
}

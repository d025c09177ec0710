//! What candidates share by a code.

pub mod postgres;
pub mod sqlite;

use jiff::Timestamp;
use sqlx::FromRow;

use crate::adapters::database::notice;
use crate::domain::exam_file::RecordRef;
use crate::domain::share::{Label, PinHash, Share, ShareContent, ShareId};
use crate::domain::subject::Subject;
use crate::domain::verification_code::VerificationCode;
use crate::ports::Unavailable;

/// Statements, the same for every store.
const KEEP: &str = "INSERT INTO shares \
     (id, code_hash, subject, record, transcript, label, content, pin_hash, made_at, ends_at, \
     notice_address, notice_language) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
const BY_CODE: &str = "SELECT * FROM shares WHERE code_hash = $1";
const OF: &str = "SELECT * FROM shares WHERE subject = $1 ORDER BY made_at DESC, id";
const TURN_OFF: &str = "UPDATE shares SET turned_off_at = $3, notice_address = NULL \
     WHERE id = $1 AND subject = $2 AND turned_off_at IS NULL AND ends_at > $3";
const TURN_OFF_ALL: &str = "UPDATE shares SET turned_off_at = $3, notice_address = NULL \
     WHERE record = $1 AND subject = $2 AND turned_off_at IS NULL AND ends_at > $3";
const FORGET_ADDRESSES: &str =
    "UPDATE shares SET notice_address = NULL WHERE notice_address IS NOT NULL AND ends_at <= $1";
const ENDED_BEFORE: &str = "SELECT COUNT(*) FROM shares WHERE COALESCE(turned_off_at, ends_at) < $1";
const FORGET: &str = "DELETE FROM shares WHERE COALESCE(turned_off_at, ends_at) < $1";

/// One share, as every store holds it.
#[derive(FromRow)]
struct ShareRow {
    id: String,
    subject: String,
    record: String,
    transcript: String,
    label: String,
    content: String,
    pin_hash: Option<String>,
    made_at: i64,
    ends_at: i64,
    turned_off_at: Option<i64>,
    notice_address: Option<String>,
    notice_language: Option<String>,
}

fn unavailable(error: impl Into<anyhow::Error>) -> Unavailable {
    Unavailable::because("the store of shares", error)
}

impl TryFrom<ShareRow> for Share {
    type Error = Unavailable;

    fn try_from(row: ShareRow) -> Result<Self, Unavailable> {
        let instant = |milliseconds| Timestamp::from_millisecond(milliseconds).map_err(unavailable);
        Ok(Self {
            id: ShareId::parse(&row.id).map_err(unavailable)?,
            subject: Subject::parse(&row.subject).map_err(unavailable)?,
            record: RecordRef::parse(&row.record).map_err(unavailable)?,
            transcript: VerificationCode::parse(&row.transcript).map_err(unavailable)?,
            label: Label::parse(&row.label).map_err(unavailable)?,
            content: ShareContent::from_code(&row.content)
                .ok_or_else(|| unavailable(anyhow::anyhow!("an unknown content")))?,
            pin: row.pin_hash.map(PinHash::from_store),
            made_at: instant(row.made_at)?,
            ends_at: instant(row.ends_at)?,
            turned_off_at: row.turned_off_at.map(instant).transpose()?,
            notice: notice(row.notice_address, row.notice_language).map_err(unavailable)?,
        })
    }
}

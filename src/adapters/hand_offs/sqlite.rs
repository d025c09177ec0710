//! Hand-offs in SQLite.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::Params;

use super::{BY_ID, FORGET_ADDRESS, HandedRow, OF, SENT, TO_BE_TOLD, hand_offs, sent, unavailable};
use crate::adapters::audit::sqlite::SqliteTrail;
use crate::adapters::database::sqlite::{SqliteDatabase, row};
use crate::domain::audit::AuditEntry;
use crate::domain::enrolment_site::ClientId;
use crate::domain::exam_file::RecordRef;
use crate::domain::giver::Giver;
use crate::domain::hand_off::{HandOff, HandOffId};
use crate::ports::Unavailable;
use crate::ports::hand_offs::HandOffs;

/// Hand-offs in one SQLite database.
pub struct SqliteHandOffs {
    database: SqliteDatabase,
    trail: Arc<SqliteTrail>,
}

impl SqliteHandOffs {
    /// The hand-offs in this database, of which this trail tells.
    pub fn new(database: SqliteDatabase, trail: Arc<SqliteTrail>) -> Self {
        Self { database, trail }
    }

    /// The hand-offs that a question finds.
    fn hand_offs(&self, question: &str, values: impl Params) -> Result<Vec<HandOff>, Unavailable> {
        let transcript = row!(HandedRow {
            id,
            known_by,
            subject,
            site,
            protocol,
            scopes,
            agreed_at,
            notice_address,
            notice_language,
            issuance,
            record,
            version,
            evidence,
        });
        hand_offs(self.database.ask(question, values, transcript).map_err(unavailable)?)
    }
}

#[async_trait::async_trait]
impl HandOffs for SqliteHandOffs {
    async fn keep(&self, hand_off: &HandOff, traces: &[AuditEntry]) -> Result<(), Unavailable> {
        self.trail.keep(hand_off, traces).await.map_err(unavailable)
    }

    async fn by_id(&self, id: &HandOffId) -> Result<Option<HandOff>, Unavailable> {
        Ok(self.hand_offs(BY_ID, [id.as_str()])?.pop())
    }

    async fn of(&self, giver: &Giver) -> Result<Vec<HandOff>, Unavailable> {
        self.hand_offs(OF, [giver.known_by().code(), giver.name()])
    }

    async fn to_be_told(&self, after: Option<&HandOffId>, most: u32) -> Result<Vec<HandOff>, Unavailable> {
        let after = after.map_or("", HandOffId::as_str);
        self.hand_offs(TO_BE_TOLD, (after, most))
    }

    async fn forget_address(&self, id: &HandOffId) -> Result<bool, Unavailable> {
        let forgotten = sqlx::query(FORGET_ADDRESS).bind(id.as_str()).execute(&self.database);
        Ok(forgotten.await.map_err(unavailable)?.rows_affected() > 0)
    }

    async fn sent(&self, giver: &Giver, site: &ClientId) -> Result<Vec<(RecordRef, Timestamp)>, Unavailable> {
        let values = [giver.known_by().code(), giver.name(), site.as_str()];
        sent(self.database.ask(SENT, values, |row| row.try_into()).map_err(unavailable)?)
    }
}

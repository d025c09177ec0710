//! Hand-offs in SQLite.

use std::sync::Arc;

use jiff::Timestamp;

use super::{BY_ID, FORGET_ADDRESS, HandedRow, OF, SENT, TO_BE_TOLD, hand_offs, sent, unavailable};
use crate::adapters::audit::sqlite::SqliteTrail;
use crate::adapters::database::sqlite::SqliteDatabase;
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
}

#[async_trait::async_trait]
impl HandOffs for SqliteHandOffs {
    async fn keep(&self, hand_off: &HandOff, traces: &[AuditEntry]) -> Result<(), Unavailable> {
        self.trail.keep(hand_off, traces).await.map_err(unavailable)
    }

    async fn by_id(&self, id: &HandOffId) -> Result<Option<HandOff>, Unavailable> {
        let rows = sqlx::query_as(BY_ID).bind(id.as_str()).fetch_all(&self.database);
        let rows: Vec<HandedRow> = rows.await.map_err(unavailable)?;
        Ok(hand_offs(rows)?.pop())
    }

    async fn of(&self, giver: &Giver) -> Result<Vec<HandOff>, Unavailable> {
        let rows =
            sqlx::query_as(OF).bind(giver.known_by().code()).bind(giver.name()).fetch_all(&self.database);
        hand_offs(rows.await.map_err(unavailable)?)
    }

    async fn to_be_told(&self, after: Option<&HandOffId>, most: u32) -> Result<Vec<HandOff>, Unavailable> {
        let after = after.map_or("", HandOffId::as_str);
        let rows = sqlx::query_as(TO_BE_TOLD).bind(after).bind(i64::from(most)).fetch_all(&self.database);
        hand_offs(rows.await.map_err(unavailable)?)
    }

    async fn forget_address(&self, id: &HandOffId) -> Result<bool, Unavailable> {
        let forgotten = sqlx::query(FORGET_ADDRESS).bind(id.as_str()).execute(&self.database);
        Ok(forgotten.await.map_err(unavailable)?.rows_affected() > 0)
    }

    async fn sent(&self, giver: &Giver, site: &ClientId) -> Result<Vec<(RecordRef, Timestamp)>, Unavailable> {
        let rows = sqlx::query_as(SENT)
            .bind(giver.known_by().code())
            .bind(giver.name())
            .bind(site.as_str())
            .fetch_all(&self.database);
        sent(rows.await.map_err(unavailable)?)
    }
}

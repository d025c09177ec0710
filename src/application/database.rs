//! Which database stands behind records, register and audit trail.

use std::sync::Arc;

use anyhow::Context;
use secrecy::ExposeSecret;
use sqlx::postgres::PgPool;

use crate::adapters::audit::archive::{PostgresArchive, SqliteArchive};
use crate::adapters::audit::postgres::PostgresTrail;
use crate::adapters::audit::sqlite::SqliteTrail;
use crate::adapters::database::postgres;
use crate::adapters::database::sqlite::{self, SqliteDatabase};
use crate::adapters::exam_records::postgres::PostgresRecords;
use crate::adapters::exam_records::sqlite::SqliteRecords;
use crate::adapters::hand_offs::postgres::PostgresHandOffs;
use crate::adapters::hand_offs::sqlite::SqliteHandOffs;
use crate::adapters::proven_links::postgres::PostgresProvenLinks;
use crate::adapters::proven_links::sqlite::SqliteProvenLinks;
use crate::adapters::register::postgres::PostgresRegister;
use crate::adapters::register::sqlite::SqliteRegister;
use crate::adapters::shares::postgres::PostgresShares;
use crate::adapters::shares::sqlite::SqliteShares;
use crate::config::RecordsSettings;
use crate::ports::audit_archive::AuditArchive;
use crate::ports::audit_trail::AuditTrail;
use crate::ports::exam_records::ExamRecords;
use crate::ports::hand_offs::HandOffs;
use crate::ports::proven_links::ProvenLinks;
use crate::ports::publications::Publications;
use crate::ports::register::Register;
use crate::ports::session_records::SessionRecords;
use crate::ports::shares::Shares;

/// An open database.
#[derive(Clone)]
pub(super) enum Database {
    Sqlite(SqliteDatabase),
    Postgres(PgPool),
}

impl Database {
    /// Opens it and brings its schema up to date.
    pub(super) async fn open(settings: &RecordsSettings) -> anyhow::Result<Self> {
        Ok(match settings {
            RecordsSettings::Sqlite(path) => Self::Sqlite(sqlite::open(path).await.with_context(|| {
                format!(
                    "cannot open {}: check that its folder exists and may be written by this account",
                    path.display()
                )
            })?),
            RecordsSettings::Postgres(url) => {
                Self::Postgres(postgres::open(url.expose_secret()).await.context(
                    "cannot open the PostgreSQL database: check that the server of [records] url runs, \
                     and that its account may create tables there",
                )?)
            }
            RecordsSettings::Arpent(_) => anyhow::bail!("an ARPENT API is asked, and no database to open"),
        })
    }

    /// The database of the register: this one, of the records, when both sections name the same.
    pub(super) async fn or_another(
        &self,
        records: &RecordsSettings,
        register: &RecordsSettings,
    ) -> anyhow::Result<Self> {
        if register == records { Ok(self.clone()) } else { Self::open(register).await }
    }

    /// Connections that are open, and how many of them lie idle.
    pub(super) fn connections(&self) -> (u32, usize) {
        match self {
            Self::Sqlite(database) => database.connections(),
            Self::Postgres(pool) => (pool.size(), pool.num_idle()),
        }
    }

    /// The same for work that can be done again.
    pub(super) async fn open_for_batches(settings: &RecordsSettings) -> anyhow::Result<Self> {
        match settings {
            RecordsSettings::Sqlite(path) => Ok(Self::Sqlite(sqlite::open_for_batches(path).await?)),
            _ => Self::open(settings).await,
        }
    }

    /// The directory of exam records.
    pub(super) fn exam_records(&self) -> Arc<dyn ExamRecords> {
        match self.clone() {
            Self::Sqlite(database) => Arc::new(SqliteRecords::new(database)),
            Self::Postgres(pool) => Arc::new(PostgresRecords::new(pool)),
        }
    }

    /// What is decided about them after their import.
    pub(super) fn publications(&self) -> Arc<dyn Publications> {
        match self.clone() {
            Self::Sqlite(database) => Arc::new(SqliteRecords::new(database)),
            Self::Postgres(pool) => Arc::new(PostgresRecords::new(pool)),
        }
    }

    /// The records of whole sessions.
    pub(super) fn session_records(&self) -> Arc<dyn SessionRecords> {
        match self.clone() {
            Self::Sqlite(database) => Arc::new(SqliteRecords::new(database)),
            Self::Postgres(pool) => Arc::new(PostgresRecords::new(pool)),
        }
    }

    /// The register of issuances.
    pub(super) fn register(&self) -> Arc<dyn Register> {
        match self.clone() {
            Self::Sqlite(database) => Arc::new(SqliteRegister::new(database)),
            Self::Postgres(pool) => Arc::new(PostgresRegister::new(pool)),
        }
    }

    /// What citizens proved to be theirs.
    pub(super) fn proven_links(&self) -> Arc<dyn ProvenLinks> {
        match self.clone() {
            Self::Sqlite(database) => Arc::new(SqliteProvenLinks::new(database)),
            Self::Postgres(pool) => Arc::new(PostgresProvenLinks::new(pool)),
        }
    }

    /// What citizens share by a code.
    pub(super) fn shares(&self) -> Arc<dyn Shares> {
        match self.clone() {
            Self::Sqlite(database) => Arc::new(SqliteShares::new(database)),
            Self::Postgres(pool) => Arc::new(PostgresShares::new(pool)),
        }
    }

    /// The trail of who saw what, and what citizens agreed to hand over: one is kept with the other.
    pub(super) fn trail_and_hand_offs(&self) -> (Arc<dyn AuditTrail>, Arc<dyn HandOffs>) {
        match self.clone() {
            Self::Sqlite(database) => {
                let trail = Arc::new(SqliteTrail::new(database.clone()));
                (trail.clone(), Arc::new(SqliteHandOffs::new(database, trail)))
            }
            Self::Postgres(pool) => {
                let trail = Arc::new(PostgresTrail::new(pool.clone()));
                (trail.clone(), Arc::new(PostgresHandOffs::new(pool, trail)))
            }
        }
    }

    /// The trail as a whole.
    pub(super) fn audit_archive(&self) -> Arc<dyn AuditArchive> {
        match self.clone() {
            Self::Sqlite(database) => Arc::new(SqliteArchive(database)),
            Self::Postgres(pool) => Arc::new(PostgresArchive(pool)),
        }
    }
}

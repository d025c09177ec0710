//! The two databases as the contracts see them, and what only a server can do: be away.

use std::sync::Arc;
use std::time::{Duration, Instant};

use mon_releve::adapters::audit::{postgres::PostgresTrail, sqlite::SqliteTrail};
use mon_releve::adapters::database;
use mon_releve::adapters::exam_records::{postgres::PostgresRecords, sqlite::SqliteRecords};
use mon_releve::adapters::hand_offs::{postgres::PostgresHandOffs, sqlite::SqliteHandOffs};
use mon_releve::adapters::proven_links::{postgres::PostgresProvenLinks, sqlite::SqliteProvenLinks};
use mon_releve::adapters::register::{postgres::PostgresRegister, sqlite::SqliteRegister};
use mon_releve::adapters::shares::{postgres::PostgresShares, sqlite::SqliteShares};
use mon_releve::domain::exam_file::RecordRef;
use mon_releve::ports::audit_trail::AuditTrail;
use mon_releve::ports::exam_records::ExamRecords;
use mon_releve::ports::hand_offs::HandOffs;
use mon_releve::ports::proven_links::ProvenLinks;
use mon_releve::ports::register::Register;
use mon_releve::ports::shares::Shares;
use tempfile::TempDir;

use crate::support::postgres_server::PostgresServer;

/// Everything that stands on one database.
pub struct Stores {
    pub records: Arc<dyn ExamRecords>,
    pub register: Arc<dyn Register>,
    pub links: Arc<dyn ProvenLinks>,
    pub hand_offs: Arc<dyn HandOffs>,
    pub trail: Arc<dyn AuditTrail>,
    pub shares: Arc<dyn Shares>,
}

pub async fn sqlite(folder: &TempDir) -> Stores {
    let pool = database::sqlite::open(&folder.path().join("stores.sqlite")).await.unwrap();
    let trail = Arc::new(SqliteTrail::new(pool.clone()));
    Stores {
        records: Arc::new(SqliteRecords::new(pool.clone())),
        register: Arc::new(SqliteRegister::new(pool.clone())),
        links: Arc::new(SqliteProvenLinks::new(pool.clone())),
        hand_offs: Arc::new(SqliteHandOffs::new(pool.clone(), Arc::clone(&trail))),
        trail,
        shares: Arc::new(SqliteShares::new(pool)),
    }
}

pub async fn postgres(server: &PostgresServer) -> Stores {
    let pool = database::postgres::open(&server.url()).await.unwrap();
    let trail = Arc::new(PostgresTrail::new(pool.clone()));
    Stores {
        records: Arc::new(PostgresRecords::new(pool.clone())),
        register: Arc::new(PostgresRegister::new(pool.clone())),
        links: Arc::new(PostgresProvenLinks::new(pool.clone())),
        hand_offs: Arc::new(PostgresHandOffs::new(pool.clone(), Arc::clone(&trail))),
        trail,
        shares: Arc::new(PostgresShares::new(pool)),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgresql_that_is_down_frozen_or_back_never_keeps_anybody_waiting() {
    let mut server = PostgresServer::start();
    let stores = postgres(&server).await;
    let nobody = RecordRef::from_random([1; 16]);
    assert!(stores.records.file(&nobody).await.unwrap().is_none());

    let bounded = async |what: &str| {
        let begun = Instant::now();
        assert!(stores.records.file(&nobody).await.is_err(), "{what}: says so");
        assert!(begun.elapsed() < Duration::from_secs(10), "{what}: within a bound");
    };
    server.freeze(true);
    bounded("frozen").await;
    server.freeze(false);
    server.stop();
    bounded("stopped").await;
    server.restart();
    let patience = Instant::now() + Duration::from_secs(30);
    while stores.records.file(&nobody).await.is_err() {
        assert!(Instant::now() < patience, "found again without restart");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_that_start_at_once_share_one_schema() {
    let server = PostgresServer::start();
    let url = server.url();
    let starts = (0..4).map(|_| database::postgres::open(&url));
    for started in futures_util::future::join_all(starts).await {
        started.unwrap();
    }
}

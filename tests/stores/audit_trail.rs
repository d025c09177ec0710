//! The trail of who saw what: complete, in order, and a change shows.

use std::sync::Arc;

use futures_util::future::join_all;
use jiff::Timestamp;
use mon_releve::adapters::audit::{postgres::PostgresTrail, sqlite::SqliteTrail};
use mon_releve::adapters::database;
use mon_releve::domain::audit::{Action, Actor, AuditEntry};
use mon_releve::domain::exam_file::RecordRef;
use mon_releve::domain::subject::Subject;
use mon_releve::ports::audit_trail::AuditTrail;

use crate::support::postgres_server::PostgresServer;

const CHAIN: &str = "SELECT before, hash FROM audit_entries ORDER BY id";
const CHANGE: &str = "UPDATE audit_entries SET content = '{}'";

fn viewed(record: &RecordRef, second: i64) -> AuditEntry {
    AuditEntry {
        at: Timestamp::from_second(1_780_000_000 + second).unwrap(),
        actor: Actor::Candidate(Subject::parse("0123456789abcdefv1").unwrap()),
        action: Action::Viewed,
        record: Some(record.clone()),
        evidence: Some("L1".to_owned()),
        context: None,
    }
}

/// Two replicas append at once; what was appended is read back by record.
async fn keeps_the_contract(replicas: [Arc<dyn AuditTrail>; 2]) {
    let (mine, other) = (RecordRef::from_random([1; 16]), RecordRef::from_random([2; 16]));
    let appends = (0..40).map(|n| {
        let (trail, record) = (&replicas[n % 2], if n % 4 == 0 { &other } else { &mine });
        async move { trail.append(&viewed(record, n as i64)).await }
    });
    for done in join_all(appends).await {
        done.unwrap();
    }
    for trail in &replicas {
        assert_eq!(trail.about(&mine).await.unwrap().len(), 30);
        assert!(trail.about(&other).await.unwrap().contains(&viewed(&other, 8)));
    }
}

/// Hashes before and after each entry, in order.
fn is_one_chain(entries: &[(Vec<u8>, Vec<u8>)]) {
    assert_eq!(entries.len(), 40);
    assert_eq!(entries[0].0, [0; 32]);
    assert!(entries.windows(2).all(|pair| pair[0].1 == pair[1].0), "no gap and no fork");
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_made_at_once_form_one_chain_in_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("register.sqlite");
    let pool = database::sqlite::open(&file).await.unwrap();
    let replica = database::sqlite::open(&file).await.unwrap();
    let trails: [Arc<dyn AuditTrail>; 2] =
        [Arc::new(SqliteTrail::new(pool.clone())), Arc::new(SqliteTrail::new(replica))];
    keeps_the_contract(trails).await;
    is_one_chain(&sqlx::query_as(CHAIN).fetch_all(&pool).await.unwrap());
    assert!(sqlx::query(CHANGE).execute(&pool).await.is_err(), "entries never change");
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_made_at_once_form_one_chain_in_postgresql() {
    let server = PostgresServer::start();
    let pool = database::postgres::open(&server.url()).await.unwrap();
    let replica = database::postgres::open(&server.url()).await.unwrap();
    let trails: [Arc<dyn AuditTrail>; 2] =
        [Arc::new(PostgresTrail::new(pool.clone())), Arc::new(PostgresTrail::new(replica))];
    keeps_the_contract(trails).await;
    is_one_chain(&sqlx::query_as(CHAIN).fetch_all(&pool).await.unwrap());
    assert!(sqlx::query(CHANGE).execute(&pool).await.is_err(), "entries never change");
}

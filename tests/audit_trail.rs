//! The trail of who saw what: complete, in order, and a change shows.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use jiff::Timestamp;
use mon_releve::adapters::audit::sqlite::SqliteAuditTrail;
use mon_releve::adapters::database;
use mon_releve::domain::audit::{Action, Actor, AuditEntry};
use mon_releve::domain::exam_file::RecordRef;
use mon_releve::domain::subject::Subject;
use mon_releve::ports::audit_trail::AuditTrail;

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

#[tokio::test(flavor = "multi_thread")]
async fn entries_made_at_once_form_one_chain_and_are_read_back_by_record() {
    let folder = tempfile::tempdir().unwrap();
    let pool = database::open(&folder.path().join("register.sqlite")).await.unwrap();
    let trail = SqliteAuditTrail::new(pool.clone());
    let (mine, other) = (RecordRef::from_random([1; 16]), RecordRef::from_random([2; 16]));
    let appends = (0..40).map(|n| {
        let (trail, record) = (&trail, if n % 4 == 0 { &other } else { &mine });
        async move { trail.append(&viewed(record, n)).await }
    });
    for done in futures_util::future::join_all(appends).await {
        done.unwrap();
    }
    assert_eq!(trail.about(&mine).await.unwrap().len(), 30);
    assert!(trail.about(&other).await.unwrap().contains(&viewed(&other, 8)));

    let chain: Vec<(Vec<u8>, Vec<u8>)> =
        sqlx::query_as("SELECT before, hash FROM audit_entries ORDER BY id").fetch_all(&pool).await.unwrap();
    assert_eq!(chain[0].0, [0; 32]);
    assert!(chain.windows(2).all(|pair| pair[0].1 == pair[1].0), "no gap and no fork");
    let change = sqlx::query("UPDATE audit_entries SET content = '{}'").execute(&pool).await;
    assert!(change.is_err(), "entries never change");
}

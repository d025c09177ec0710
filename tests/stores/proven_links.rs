//! Proven links: one INA, one person, whatever happens at once.

use std::sync::Arc;

use jiff::Timestamp;
use mon_releve::domain::candidate::Ina;
use mon_releve::domain::exam_file::RecordRef;
use mon_releve::domain::proven_link::{Likeness, ProvenLink};
use mon_releve::domain::subject::Subject;
use mon_releve::ports::proven_links::ProvenLinks;

use super::database;
use crate::support::postgres_server::PostgresServer;

fn subject(name: &str) -> Subject {
    Subject::parse(name).unwrap()
}

fn link(name: &str, ina: &str, record: u8) -> ProvenLink {
    ProvenLink {
        subject: subject(name),
        ina: Ina::parse(ina).unwrap(),
        record: RecordRef::from_random([record; 16]),
        likeness: Likeness::from_store("a likeness".to_owned()),
        proven_at: Timestamp::from_millisecond(1_780_000_000_000 + i64::from(record)).unwrap(),
    }
}

async fn keeps_the_contract(links: Arc<dyn ProvenLinks>) {
    let (one, second) = (link("one", "12345678", 1), link("one", "12345678", 2));
    assert_eq!(links.of(&one.subject).await.unwrap(), []);
    assert!(links.keep(&one, None).await.unwrap());
    assert!(links.keep(&one, None).await.unwrap(), "the same link again changes nothing");
    assert!(links.keep(&second, None).await.unwrap());
    assert_eq!(links.of(&one.subject).await.unwrap(), [one.clone(), second.clone()]);
    assert_eq!(links.to(&one.ina).await.unwrap(), [one.clone(), second.clone()]);
    assert_eq!(links.of(&subject("other")).await.unwrap(), []);

    let others = link("other", "12345678", 3);
    assert!(!links.keep(&others, None).await.unwrap(), "one INA is linked to one person");
    assert!(!links.keep(&others, Some(&subject("somebody"))).await.unwrap(), "the holder is another by now");
    assert_eq!(links.to(&one.ina).await.unwrap(), [one.clone(), second]);
    assert!(links.keep(&others, Some(&one.subject)).await.unwrap(), "in place of all of the holder's");
    assert_eq!(links.to(&one.ina).await.unwrap(), std::slice::from_ref(&others));
    assert!(!links.remove(&one.subject, &one.ina).await.unwrap(), "nobody removes another's link");
    assert!(links.remove(&others.subject, &one.ina).await.unwrap());
    assert!(!links.remove(&others.subject, &one.ina).await.unwrap());
    assert_eq!(links.to(&one.ina).await.unwrap(), []);

    let at_once = (0..8u8).map(|n| {
        let links = Arc::clone(&links);
        tokio::spawn(
            async move { links.keep(&link(&format!("person {n}"), "87654321", n), None).await.unwrap() },
        )
    });
    let mut kept = 0;
    for done in at_once.collect::<Vec<_>>() {
        kept += usize::from(done.await.unwrap());
    }
    assert_eq!(kept, 1, "of several people at once exactly one gets the link");
}

#[tokio::test(flavor = "multi_thread")]
async fn links_in_sqlite_keep_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    keeps_the_contract(database::sqlite(&folder).await.links).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_in_postgresql_keep_the_contract() {
    let server = PostgresServer::start();
    keeps_the_contract(database::postgres(&server).await.links).await;
}

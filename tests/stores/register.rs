//! The register of issuances: entered once, the same for everybody.

use futures_util::future::join_all;
use jiff::Timestamp;
use mon_releve::domain::exam_file::RecordRef;
use mon_releve::domain::issuance::{Issuance, IssuanceId};
use mon_releve::domain::verification_code::VerificationCode;
use mon_releve::ports::register::{Register, RenderingKind};

use super::database;
use crate::support::postgres_server::PostgresServer;

fn issuance(seed: u8, record: &RecordRef, version: u32) -> Issuance {
    let mut byte = seed;
    Issuance {
        id: IssuanceId::from_random([seed; 16]),
        code: VerificationCode::draw(|| {
            byte = byte.wrapping_add(41);
            byte
        }),
        record: record.clone(),
        version,
        issued_at: Timestamp::from_millisecond(1_780_000_000_123).unwrap(),
    }
}

async fn keeps_the_contract(register: &dyn Register) {
    let record = RecordRef::from_random([1; 16]);
    assert_eq!(register.issued(&record, 1).await.unwrap(), None);
    let proposals = (1..=6).map(|seed| register.enter(issuance(seed, &record, 1)));
    let entered: Vec<_> = join_all(proposals).await.into_iter().map(|entry| entry.unwrap()).collect();
    assert!(entered.iter().all(|entry| entry == &entered[0]), "of several proposals one counts, for all");
    let first = &entered[0];
    assert_eq!(register.issued(&record, 1).await.unwrap().as_ref(), Some(first));
    assert_eq!(register.by_code(&first.code).await.unwrap().as_ref(), Some(first));
    let third = register.enter(issuance(9, &record, 3)).await.unwrap();
    assert_eq!(register.issued_before(&record, 3).await.unwrap().as_ref(), Some(first));
    assert_eq!(register.issued_before(&record, 1).await.unwrap(), None);
    assert_eq!(register.by_code(&issuance(7, &record, 7).code).await.unwrap(), None);

    let (pdf, now) = (RenderingKind::Pdf, first.issued_at);
    assert_eq!(register.rendering(&third.id, pdf).await.unwrap(), None);
    assert!(!register.holds_rendering(&third.id, pdf).await.unwrap());
    let kept =
        join_all((0..4).map(|copy| register.keep_rendering(&third.id, pdf, vec![copy; 70_000], now))).await;
    let kept: Vec<_> = kept.into_iter().map(|bytes| bytes.unwrap()).collect();
    assert!(kept.iter().all(|bytes| bytes == &kept[0]), "the first bytes count, for all");
    assert_eq!(register.rendering(&third.id, pdf).await.unwrap().as_ref(), Some(&kept[0]));
    assert_eq!(register.rendered_in(pdf, &sha256(&kept[0])).await.unwrap().first(), Some(&third));
    assert_eq!(register.rendered_in(pdf, &sha256(b"something else")).await.unwrap(), []);
    assert_eq!(register.rendered_in(RenderingKind::Json, &sha256(&kept[0])).await.unwrap(), []);
    let (elmo, both) = (RenderingKind::Elmo, sha256(b"an ELMO of both"));
    for _ in 0..2 {
        register.keep_hash(&[&third.id, &first.id], elmo, &both, now).await.unwrap();
    }
    let mut rendered: Vec<_> = register.rendered_in(elmo, &both).await.unwrap();
    rendered.sort_by_key(|issuance| issuance.version);
    assert_eq!(rendered, [first.clone(), third.clone()]);
    assert_eq!(register.rendering(&third.id, elmo).await.unwrap(), None, "the hash alone");
    is_purged(register, &third.id, &kept[0], now).await;
}

/// The bytes go, and whoever holds the file is told that it is genuine all the same, as is the next one.
async fn is_purged(register: &dyn Register, id: &IssuanceId, first: &[u8], now: Timestamp) {
    let pdf = RenderingKind::Pdf;
    assert_eq!(register.count_renderings(now).await.unwrap(), 0, "kept now, not before");
    assert_eq!(register.purge_some_renderings(now).await.unwrap(), 0);
    let later = now + jiff::SignedDuration::from_secs(1);
    assert_eq!(register.count_renderings(later).await.unwrap(), 1);
    assert_eq!(register.purge_some_renderings(later).await.unwrap(), 1);
    assert_eq!(register.purge_some_renderings(later).await.unwrap(), 0);
    assert_eq!(register.rendering(id, pdf).await.unwrap(), None);
    let is_known = async |bytes: &[u8]| {
        let rendered = register.rendered_in(pdf, &sha256(bytes)).await.unwrap();
        rendered.iter().any(|issuance| issuance.id == *id)
    };
    assert!(is_known(first).await);
    let second = register.keep_rendering(id, pdf, b"sealed anew".to_vec(), later).await.unwrap();
    assert_eq!(second, b"sealed anew");
    assert_eq!(register.rendering(id, pdf).await.unwrap().as_ref(), Some(&second));
    for bytes in [first, &second] {
        assert!(is_known(bytes).await);
    }
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes).as_ref());
    hash
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_in_sqlite_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    keeps_the_contract(&*database::sqlite(&folder).await.register).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_in_postgresql_keeps_the_contract() {
    let server = PostgresServer::start();
    keeps_the_contract(&*database::postgres(&server).await.register).await;
}

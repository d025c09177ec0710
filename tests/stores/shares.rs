//! Shares: found by the hash of their code, turned off by their own person, forgotten when they are old.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use mon_releve::domain::email_address::EmailAddress;
use mon_releve::domain::exam_file::RecordRef;
use mon_releve::domain::language::Language;
use mon_releve::domain::letter::Notice;
use mon_releve::domain::share::{CodeHash, Label, Pin, PinHash, Share, ShareContent, ShareId};
use mon_releve::domain::subject::Subject;
use mon_releve::domain::verification_code::VerificationCode;
use mon_releve::ports::shares::Shares;

use super::database;
use crate::support::postgres_server::PostgresServer;

fn now() -> Timestamp {
    Timestamp::from_millisecond(1_780_000_000_000).unwrap()
}

fn share(number: u8, person: &str, code: &VerificationCode) -> Share {
    Share {
        id: ShareId::from_random([number; 16]),
        subject: Subject::parse(person).unwrap(),
        record: RecordRef::from_random([200 - number % 2; 16]),
        transcript: VerificationCode::draw(|| 9),
        label: Label::parse("École « d’été »").unwrap(),
        content: ShareContent::ALL[usize::from(number % 3)],
        pin: (number.is_multiple_of(2)).then(|| PinHash::of(&Pin::parse("481516").unwrap(), code)),
        made_at: now() + SignedDuration::from_secs(number.into()),
        ends_at: now() + SignedDuration::from_hours(24),
        turned_off_at: None,
        notice: (number > 2).then(|| Notice {
            to: EmailAddress::parse("prenom@example.org").unwrap(),
            language: Language::French,
        }),
    }
}

async fn keeps_the_contract(shares: Arc<dyn Shares>) {
    let codes: Vec<_> = (1..=4).map(|seed| VerificationCode::draw(|| seed)).collect();
    let people = ["one", "one", "other", "one"];
    let kept: Vec<_> =
        (1..).zip(people).zip(&codes).map(|((number, person), code)| share(number, person, code)).collect();
    for (share, code) in kept.iter().zip(&codes) {
        let hash = CodeHash::of(code);
        assert_eq!(shares.by_code(&hash).await.unwrap(), None);
        shares.keep(share, &hash).await.unwrap();
        assert_eq!(shares.by_code(&hash).await.unwrap().as_ref(), Some(share));
    }
    let (one, other) = (&kept[0].subject, &kept[2].subject);
    let own = [kept[3].clone(), kept[1].clone(), kept[0].clone()];
    assert_eq!(shares.of(one).await.unwrap(), own, "latest first");
    assert!(shares.keep(&kept[0], &CodeHash::of(&codes[0])).await.is_err(), "one code, one share");

    let later = now() + SignedDuration::from_hours(1);
    assert!(!shares.turn_off(&kept[0].id, other, later).await.unwrap(), "somebody else's");
    assert!(shares.turn_off(&kept[0].id, one, later).await.unwrap());
    assert!(!shares.turn_off(&kept[0].id, one, later).await.unwrap(), "once is enough");
    let off = shares.by_code(&CodeHash::of(&codes[0])).await.unwrap().unwrap();
    assert_eq!(off.turned_off_at, Some(later));
    shares.turn_off_all(&kept[1].record, one, later).await.unwrap();
    let open = async |person| {
        let of = shares.of(person).await.unwrap();
        of.iter().filter(|share| share.is_open(later)).count()
    };
    assert_eq!((open(one).await, open(other).await), (0, 1), "both of that record, and nobody else's");

    let address_of = async |code| shares.by_code(&CodeHash::of(code)).await.unwrap().unwrap().notice;
    assert_eq!(address_of(&codes[3]).await, None, "turned off, nobody is told any more");
    shares.forget_addresses(later).await.unwrap();
    assert_eq!(address_of(&codes[2]).await, kept[2].notice, "it still opens");
    shares.forget_addresses(kept[2].ends_at).await.unwrap();
    assert_eq!(address_of(&codes[2]).await, None, "it has ended by itself");

    let after_all = now() + SignedDuration::from_hours(25);
    assert_eq!(shares.ended_before(later).await.unwrap(), 0);
    assert_eq!(shares.ended_before(after_all).await.unwrap(), 4);
    assert_eq!(shares.forget(after_all).await.unwrap(), 4);
    assert_eq!(shares.of(one).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn shares_in_sqlite_keep_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    keeps_the_contract(database::sqlite(&folder).await.shares).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shares_in_postgresql_keep_the_contract() {
    let server = PostgresServer::start();
    keeps_the_contract(database::postgres(&server).await.shares).await;
}

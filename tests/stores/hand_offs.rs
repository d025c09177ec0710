//! Hand-offs: kept whole, found by identifier and by person.

use jiff::Timestamp;
use mon_releve::domain::audit::{Action, Actor, AuditEntry};
use mon_releve::domain::candidate::Ina;
use mon_releve::domain::email_address::EmailAddress;
use mon_releve::domain::enrolment_site::{ClientId, Scope};
use mon_releve::domain::exam_file::RecordRef;
use mon_releve::domain::giver::Giver;
use mon_releve::domain::hand_off::{HandOff, HandOffId, HandedTranscript, Protocol, Scopes};
use mon_releve::domain::issuance::IssuanceId;
use mon_releve::domain::language::Language;
use mon_releve::domain::letter::Notice;
use mon_releve::domain::subject::Subject;

use super::database::{self, Stores};
use crate::support::postgres_server::PostgresServer;

/// An INA names somebody known by their numbers, anything else is a `sub`.
fn giver(person: &str) -> Giver {
    match Ina::parse(person) {
        Ok(ina) => Giver::Numbers(ina),
        Err(_) => Giver::Candidate(Subject::parse(person).unwrap()),
    }
}

fn hand_off(number: u8, person: &str, transcripts: u8) -> HandOff {
    let transcript = |place: u8| HandedTranscript {
        issuance: IssuanceId::from_random([number.wrapping_add(place); 16]),
        record: RecordRef::from_random([200 - place; 16]),
        version: 1 + u32::from(place),
        evidence: "L2 R-COG".to_owned(),
    };
    HandOff {
        id: HandOffId::from_random([number; 16]),
        giver: giver(person),
        site: ClientId::parse("lycee-exemple").unwrap(),
        protocol: Protocol::ALL[usize::from(number % 2)],
        scopes: Scopes::of(&[Scope::Result, Scope::Marks]).unwrap(),
        transcripts: (0..transcripts).map(transcript).collect(),
        agreed_at: Timestamp::from_millisecond(1_780_000_000_000 + i64::from(number)).unwrap(),
        notice: number.is_multiple_of(2).then(|| Notice {
            to: EmailAddress::parse("prenom@example.org").unwrap(),
            language: Language::English,
        }),
    }
}

/// The traces of a hand-off: one for each of its transcripts.
fn traces(hand_off: &HandOff) -> Vec<AuditEntry> {
    let trace = |transcript: &HandedTranscript| AuditEntry {
        at: hand_off.agreed_at,
        actor: Actor::Credentials,
        action: Action::HandedOver,
        record: Some(transcript.record.clone()),
        evidence: Some(transcript.evidence.clone()),
        context: Some(hand_off.id.number()),
    };
    hand_off.transcripts.iter().map(trace).collect()
}

async fn keeps_the_contract(Stores { hand_offs, trail, .. }: Stores) {
    let keep = async |hand_off: &HandOff| hand_offs.keep(hand_off, &traces(hand_off)).await;
    let (first, second, others) = (hand_off(1, "one", 1), hand_off(2, "one", 12), hand_off(3, "other", 2));
    assert_eq!(hand_offs.of(&first.giver).await.unwrap(), []);
    for kept in [&first, &second, &others] {
        keep(kept).await.unwrap();
        assert_eq!(hand_offs.by_id(&kept.id).await.unwrap().as_ref(), Some(kept), "in its order");
    }
    let sent = hand_offs.sent(&first.giver, &first.site).await.unwrap();
    assert_eq!(sent.len(), 12, "each record once");
    let shared = &first.transcripts[0].record;
    assert!(sent.iter().any(|(record, at)| record == shared && *at == second.agreed_at), "when it last went");
    assert_eq!(hand_offs.sent(&first.giver, &ClientId::parse("autre").unwrap()).await.unwrap(), []);
    assert_eq!(hand_offs.of(&first.giver).await.unwrap(), [second, first.clone()], "latest first");
    assert_eq!(hand_offs.of(&others.giver).await.unwrap(), [others]);

    let (by_numbers, by_name) =
        (hand_off(4, "12345678", 1), Giver::Candidate(Subject::parse("12345678").unwrap()));
    keep(&by_numbers).await.unwrap();
    assert_eq!(hand_offs.of(&by_name).await.unwrap(), [], "a sub that looks like an INA is somebody else");
    assert_eq!(hand_offs.sent(&by_name, &by_numbers.site).await.unwrap(), []);
    assert_eq!(hand_offs.sent(&by_numbers.giver, &by_numbers.site).await.unwrap().len(), 1);
    assert_eq!(hand_offs.of(&by_numbers.giver).await.unwrap(), [by_numbers]);
    // Once, whole; who comes after a failure is kept as ever.
    let again = HandOff { transcripts: hand_off(1, "one", 13).transcripts, ..first.clone() };
    assert!(keep(&again).await.is_err());
    assert_eq!(
        trail.about(&again.transcripts[12].record).await.unwrap(),
        [],
        "no trace of what did not happen"
    );
    assert_eq!(trail.about(shared).await.unwrap().len(), 4, "one of each that did");
    assert_eq!(hand_offs.by_id(&first.id).await.unwrap().as_ref(), Some(&first));
    let third = hand_off(5, "third", 2);
    keep(&third).await.unwrap();
    assert_eq!(hand_offs.of(&third.giver).await.unwrap(), [third]);
    // Two of the four want to be told; looked through in steps.
    let first_step = hand_offs.to_be_told(None, 1).await.unwrap();
    let [second_of_one] = &first_step[..] else { panic!("one hand-off, however many transcripts") };
    assert_eq!(second_of_one.transcripts.len(), 12);
    let second_step = hand_offs.to_be_told(Some(&second_of_one.id), 10).await.unwrap();
    assert_eq!(second_step.len(), 1);
    assert_eq!(hand_offs.to_be_told(Some(&second_step[0].id), 10).await.unwrap(), []);
    assert!(hand_offs.forget_address(&second_of_one.id).await.unwrap());
    assert!(!hand_offs.forget_address(&second_of_one.id).await.unwrap(), "one replica tells them");
    assert_eq!(hand_offs.by_id(&second_of_one.id).await.unwrap().unwrap().notice, None);
    assert_eq!(hand_offs.to_be_told(None, 10).await.unwrap().len(), 1);
    assert_eq!(hand_offs.by_id(&HandOffId::from_random([9; 16])).await.unwrap(), None);
    assert!(keep(&first).await.is_err(), "one identifier, one hand-off");
}

#[tokio::test(flavor = "multi_thread")]
async fn hand_offs_in_sqlite_keep_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    keeps_the_contract(database::sqlite(&folder).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hand_offs_in_postgresql_keep_the_contract() {
    let server = PostgresServer::start();
    keeps_the_contract(database::postgres(&server).await).await;
}

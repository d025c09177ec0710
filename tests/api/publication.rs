//! What the ministry decides after an import: earlier publication, withdrawal.

use jiff::{SignedDuration, Timestamp};
use mon_releve::domain::exam_file::RecordRef;
use mon_releve::domain::exam_record::Diploma;
use mon_releve::ports::clock::Clock;
use mon_releve::ports::publications::Which;
use mon_releve::sandbox::people;

use crate::support::app::App;
use crate::support::visitor::{Visitor, location};
use crate::verify::{code_of, verdict};

/// The path of somebody's only record.
async fn path_of(visitor: &Visitor<'_>, person: &str) -> String {
    visitor.signs_in_as(person).await;
    location(&visitor.get("/mes-releves").await)
}

fn reference(path: &str) -> Which {
    Which::Record(RecordRef::parse(path.rsplit('/').next().unwrap()).unwrap())
}

fn session(year: u16) -> Which {
    Which::Session { year, diploma: None, kind: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_under_embargo_is_public_from_the_instant_that_was_decided() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    let path = path_of(&visitor, "not-yet-published").await;
    let is_public = async || visitor.opens(&path).await.text.contains("<table");
    let ministry = app.ministry().await;
    let soon: Timestamp = app.clock.now() + SignedDuration::from_mins(5);
    assert_eq!(ministry.publish(&reference(&path), Some(soon)).await.unwrap(), 1);
    assert!(!is_public().await);
    app.minutes_pass(6);
    assert!(is_public().await);
    assert_eq!(ministry.publish(&reference(&path), None).await.unwrap(), 0, "it is public already");
    let unchanged = app.import(people::RECORDS).await;
    assert_eq!(unchanged.unchanged, people::RECORDS.lines().count() as u64, "the import's content is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_published_at_once_and_other_sessions_are_not() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    let path = path_of(&visitor, "not-yet-published").await;
    let ministry = app.ministry().await;
    let of_no_such_diploma = Which::Session { year: 2026, diploma: Some(Diploma::Bpa), kind: None };
    assert_eq!(ministry.publish(&session(1999), None).await.unwrap(), 0);
    assert_eq!(ministry.publish(&of_no_such_diploma, None).await.unwrap(), 0);
    let mut published = 0;
    for year in 2024..=2026 {
        published += ministry.publish(&session(year), None).await.unwrap();
    }
    assert!(published >= 1);
    assert!(visitor.opens(&path).await.text.contains("<table"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_transcript_is_void_and_nobodys_until_it_is_published_again() {
    let app = App::start().await;
    let code = code_of(&app, "btsa-ects").await;
    let visitor = Visitor::of(&app);
    let path = path_of(&visitor, "btsa-ects").await;
    let ministry = app.ministry().await;
    assert_eq!(ministry.withdraw(&reference(&path)).await.unwrap(), 1);
    assert_eq!(ministry.withdraw(&reference(&path)).await.unwrap(), 0, "once is enough");

    assert_eq!(verdict(&app, &code).await, "ANNULE");
    let page = Visitor::of(&app).opens(&format!("/v/{code}")).await;
    assert_eq!(page.title(), "Ce relevé n’est plus valable");
    assert!(page.all_text().contains("Il a été annulé par le ministère le"));
    assert_eq!(location(&visitor.get("/mes-releves").await), "/dossier/introuvable");
    for address in [path.clone(), format!("{path}/telecharger")] {
        assert_eq!(visitor.get(&address).await.status(), reqwest::StatusCode::NOT_FOUND, "{address}");
    }
    ministry.publish(&session(2026), None).await.unwrap();
    assert_eq!(verdict(&app, &code).await, "ANNULE", "a session's publication brings nothing back");
    assert_eq!(ministry.publish(&reference(&path), None).await.unwrap(), 1);
    assert_eq!(verdict(&app, &code).await, "VALIDE");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_decision_is_in_the_trail_before_it_counts() {
    let app = App::start().await;
    let ministry = app.ministry().await;
    let path = path_of(&Visitor::of(&app), "btsa-ects").await;
    ministry.withdraw(&reference(&path)).await.unwrap();
    let bpa = Which::Session { year: 2026, diploma: Some(Diploma::Bpa), kind: None };
    ministry.publish(&bpa, Some("2026-07-06T08:00:00Z".parse().unwrap())).await.unwrap();
    let trail: Vec<serde_json::Value> =
        app.trail().await.iter().map(|entry| serde_json::from_str(entry).unwrap()).collect();
    let [.., withdrawn, published] = trail.as_slice() else { panic!("{trail:?}") };
    assert_eq!((&withdrawn["actor"], &withdrawn["action"]), (&"ministry".into(), &"RETRAIT".into()));
    assert_eq!(withdrawn["record"], path.rsplit('/').next().unwrap());
    assert_eq!(
        (&published["action"], &published["record"]),
        (&"PUBLICATION".into(), &serde_json::Value::Null)
    );
    assert_eq!(published["context"], "session 2026, BPA; à partir du 2026-07-06T08:00:00Z");
}

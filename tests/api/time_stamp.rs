//! A time stamp on every sealed PDF (PAdES B-T), from a real authority, or no PDF at all.

use jiff::Timestamp;
use mon_releve::adapters::seal::{Trust, examine};
use mon_releve::ports::clock::Clock;
use mon_releve::ports::seal_examiner::Examination;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::multipart::{Form, Part};
use reqwest::{Response, StatusCode};

use crate::support::app::{App, Wish};
use crate::support::time_authority::{Conduct, TimeAuthority};
use crate::support::visitor::{Visitor, location, new_client};

async fn app_with(settings: Vec<(&'static str, String)>) -> App {
    App::start_with(Wish { settings, ..Wish::default() }).await
}

/// That time is short: a silent authority costs the tests as much.
fn stamping(authority: &TimeAuthority) -> Vec<(&'static str, String)> {
    vec![
        ("SEAL__TIMESTAMP__URL", authority.url()),
        ("SEAL__TIMESTAMP__CERTIFICATE", authority.root()),
        ("SEAL__TIMESTAMP__TIMEOUT_MS", "3000".to_owned()),
    ]
}

async fn download(app: &App, person: &str) -> Response {
    let visitor = Visitor::of(app);
    visitor.signs_in_as(person).await;
    let path = location(&visitor.get("/mes-releves").await);
    visitor.get(&format!("{path}/telecharger")).await
}

/// When the seal was stamped and whether that is believed by somebody who trusts these roots.
fn stamp_of(pdf: &[u8], roots: &[String], now: Timestamp) -> Option<(Timestamp, bool)> {
    let roots: String = roots.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    match examine(pdf, &Trust::in_roots(roots.as_bytes()).unwrap(), now) {
        Examination::Genuine(sealed) => sealed.stamp.map(|stamp| (stamp.at, stamp.is_trusted)),
        Examination::Altered(flaw) | Examination::Foreign(flaw) => panic!("{}", flaw.code()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_an_authority_every_pdf_bears_its_stamp_and_stays_the_same() {
    let authority = TimeAuthority::start();
    let app = app_with(stamping(&authority)).await;
    let pdf = download(&app, "btsa-ects").await.bytes().await.unwrap();
    let root = app.folder.path().join("root.pem").to_str().unwrap().to_owned();
    let (at, is_trusted) =
        stamp_of(&pdf, &[root.clone(), authority.root()], app.clock.now()).expect("a stamp");
    assert!(is_trusted && at.duration_since(app.clock.now()).abs().as_mins() < 5);
    // Whoever does not know the authority has the seal all the same, and a time that is claimed.
    let (_, is_trusted) = stamp_of(&pdf, &[root], app.clock.now()).expect("a stamp");
    assert!(!is_trusted);
    assert_eq!(download(&app, "btsa-ects").await.bytes().await.unwrap(), pdf);
    let form = Form::new().part("fichier", Part::bytes(pdf.to_vec()).file_name("releve.pdf"));
    let answer = new_client().post(app.at("/verifier")).header("accept", "application/json").multipart(form);
    let answer: serde_json::Value = answer.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["statut"], "VALIDE");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_good_stamp_there_is_a_clear_page_and_no_document_and_afterwards_there_is() {
    let authority = TimeAuthority::start();
    let app = app_with(stamping(&authority)).await;
    assert_eq!(download(&app, "absent").await.status(), StatusCode::OK);
    for conduct in [
        Conduct::Garbage,
        Conduct::Page,
        Conduct::Broken,
        Conduct::Refuses,
        Conduct::HangsUp,
        Conduct::Repeats,
        Conduct::Floods,
        Conduct::Flips,
        Conduct::Sha1,
        Conduct::Silent,
    ] {
        authority.conducts_itself(conduct);
        let answer = download(&app, "btsa-ects").await;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{conduct:?}");
        assert!(answer.headers().contains_key(RETRY_AFTER), "{conduct:?}");
        assert!(answer.headers()[CONTENT_TYPE].to_str().unwrap().starts_with("text/html"), "{conduct:?}");
        let page = answer.text().await.unwrap();
        assert!(page.contains("<h1") && !page.contains("authority"), "a page without a cause: {page}");
    }
    authority.conducts_itself(Conduct::Honest);
    let answer = download(&app, "btsa-ects").await;
    assert_eq!(answer.status(), StatusCode::OK);
    let root = app.folder.path().join("root.pem").to_str().unwrap().to_owned();
    let pdf = answer.bytes().await.unwrap();
    assert!(stamp_of(&pdf, &[root], app.clock.now()).is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_authority_than_the_configured_one_or_none_at_all_stamps_nothing() {
    let (authority, other) = (TimeAuthority::start(), TimeAuthority::start());
    let mut settings = stamping(&authority);
    settings[1].1 = other.root();
    let app = app_with(settings).await;
    assert_eq!(download(&app, "btsa-ects").await.status(), StatusCode::SERVICE_UNAVAILABLE);

    let nobody = crate::support::ports::free_port();
    let mut settings = stamping(&authority);
    settings[0].1 = format!("http://127.0.0.1:{nobody}/tsa");
    let app = app_with(settings).await;
    assert_eq!(download(&app, "btsa-ects").await.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_far_from_the_authority_s_seals_nothing() {
    let authority = TimeAuthority::start();
    let app = app_with(stamping(&authority)).await;
    app.minutes_pass(20);
    assert_eq!(download(&app, "btsa-ects").await.status(), StatusCode::SERVICE_UNAVAILABLE);
}

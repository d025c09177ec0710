//! Is this file genuine? Asked by anybody who holds one.

use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use mon_releve::adapters::database;
use mon_releve::adapters::register::sqlite::SqliteRegister;
use mon_releve::config::RecordsSettings;
use mon_releve::domain::exam_file::RecordRef;
use mon_releve::ports::publications::Which;
use mon_releve::sandbox::people;
use mon_releve::services::purge_renderings::PurgeRenderingsService;
use reqwest::header::RETRY_AFTER;
use reqwest::multipart::{Form, Part};
use reqwest::{Response, StatusCode};
use serde_json::Value;

use crate::support::app::App;
use crate::support::visitor::{Page, Visitor, location, new_client};

/// The sealed PDF of somebody's only transcript.
pub async fn pdf_of(app: &App, person: &str) -> Vec<u8> {
    let visitor = Visitor::of(app);
    visitor.signs_in_as(person).await;
    let path = location(&visitor.get("/mes-releves").await);
    let answer = visitor.get(&format!("{path}/telecharger")).await;
    assert_eq!(answer.status(), StatusCode::OK);
    answer.bytes().await.unwrap().to_vec()
}

async fn upload(app: &App, path: &str, accept: &str, form: Form) -> Response {
    new_client().post(app.at(path)).header("accept", accept).multipart(form).send().await.unwrap()
}

fn form(file: Vec<u8>) -> Form {
    Form::new().part("fichier", Part::bytes(file).file_name("releve.pdf"))
}

async fn verdict(app: &App, file: Vec<u8>) -> (StatusCode, Value) {
    let answer = upload(app, "/verifier", "application/json", form(file)).await;
    (answer.status(), answer.json().await.unwrap())
}

async fn page(app: &App, path: &str, file: Vec<u8>) -> Page {
    let answer = upload(app, path, "text/html", form(file)).await;
    Page { status: answer.status(), text: answer.text().await.unwrap() }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_downloaded_file_is_genuine_and_says_what_is_sealed() {
    let app = App::start().await;
    let pdf = pdf_of(&app, "btsa-ects").await;
    let (status, answer) = verdict(&app, pdf.clone()).await;
    assert_eq!((status, &answer["statut"]), (StatusCode::OK, &"VALIDE".into()));
    let page = page(&app, "/verifier", pdf).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.title(), "Ce relevé est authentique");
    let text = page.all_text();
    for words in ["Date de naissance", "Brevet de technicien supérieur agricole", "n’a pas été modifié"]
    {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!page.text_of("tbody").is_empty(), "the marks that are sealed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_file_is_told_from_a_strange_one() {
    let app = App::start().await;
    let pdf = pdf_of(&app, "btsa-ects").await;
    let middle = pdf.len() / 2;
    let mut flipped = pdf.clone();
    flipped[middle] ^= 1;
    let (_, answer) = verdict(&app, flipped.clone()).await;
    assert_eq!((&answer["statut"], &answer["motif"]), (&"ALTERE".into(), &"FICHIER_MODIFIE".into()));
    assert_eq!(page(&app, "/verifier", flipped).await.title(), "Ce fichier n’est pas l’original");
    let (_, answer) = verdict(&app, [&pdf[..], b"\n"].concat()).await;
    assert_eq!(answer["statut"], "ALTERE");
    let (_, answer) = verdict(&app, b"%PDF-1.4 something else".to_vec()).await;
    assert_eq!(answer["statut"], "INCONNU");
    let strange = page(&app, "/en/verifier", b"%PDF-1.4 something else".to_vec()).await;
    assert_eq!(strange.title(), "We cannot confirm this transcript");
    // The same people and marks, sealed by somebody else.
    let other = pdf_of(&App::start().await, "btsa-ects").await;
    let (_, answer) = verdict(&app, other).await;
    assert_eq!((&answer["statut"], &answer["motif"]), (&"INCONNU".into(), &"CERTIFICAT_INCONNU".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_replaces_the_file_before() {
    let app = App::start().await;
    let pdf = pdf_of(&app, "btsa-ects").await;
    let corrected = people::RECORDS.lines().map(|line| {
        let mut record: Value = serde_json::from_str(line).unwrap();
        record["version"] = 9.into();
        record.to_string()
    });
    assert!(app.import(&corrected.collect::<Vec<_>>().join("\n")).await.rejects.is_empty());
    let (status, answer) = verdict(&app, pdf.clone()).await;
    assert_eq!((status, &answer["statut"]), (StatusCode::OK, &"REMPLACE".into()));
    assert_eq!(page(&app, "/verifier", pdf).await.title(), "Ce relevé a été remplacé");
    let (_, answer) = verdict(&app, pdf_of(&app, "btsa-ects").await).await;
    assert_eq!(answer["statut"], "VALIDE");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_seal_that_the_register_does_not_know_is_unknown() {
    let app = App::start().await;
    let pdf = pdf_of(&app, "btsa-ects").await;
    // As if another machine with the same key had sealed it.
    let database = format!("sqlite:{}", app.folder.path().join("records.sqlite").display());
    let pool = sqlx::SqlitePool::connect(&database).await.unwrap();
    sqlx::query("DELETE FROM renderings").execute(&pool).await.unwrap();
    let (_, answer) = verdict(&app, pdf).await;
    assert_eq!((&answer["statut"], &answer["motif"]), (&"INCONNU".into(), &"ABSENT_DU_REGISTRE".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_and_too_much_are_told_in_the_form() {
    let app = App::start().await;
    let (status, answer) = verdict(&app, Vec::new()).await;
    assert_eq!((status, &answer["statut"]), (StatusCode::UNPROCESSABLE_ENTITY, &"INCONNU".into()));
    let large = vec![b'0'; 50_000_000];
    let (status, answer) = verdict(&app, large.clone()).await;
    assert_eq!((status, &answer["statut"]), (StatusCode::PAYLOAD_TOO_LARGE, &"INCONNU".into()));
    let page = page(&app, "/verifier", large).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.all_text().contains("4 Mo"), "{}", page.all_text());
    for form in [Form::new(), Form::new().text("autre", "x"), Form::new().text("code", "x")] {
        let answer = upload(&app, "/verifier", "text/html", form).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    for broken in ["", "--x\r\n", "--x\r\nContent-Disposition: form-data; name=\"fichier\"\r\n\r\nabc"] {
        let answer = new_client()
            .post(app.at("/verifier"))
            .header("content-type", "multipart/form-data; boundary=x")
            .body(broken)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{broken:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_transcript_is_void_for_whoever_holds_its_file() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("btsa-ects").await;
    let path = location(&visitor.get("/mes-releves").await);
    let pdf = pdf_of(&app, "btsa-ects").await;
    assert_eq!(verdict(&app, pdf.clone()).await.1["statut"], "VALIDE");
    let record = RecordRef::parse(path.rsplit('/').next().unwrap()).unwrap();
    app.ministry().await.withdraw(&Which::Record(record)).await.unwrap();
    let (status, answer) = verdict(&app, pdf.clone()).await;
    assert_eq!((status, &answer["statut"]), (StatusCode::OK, &"ANNULE".into()));
    let page = page(&app, "/verifier", pdf).await;
    assert_eq!(page.title(), "Ce relevé n’est plus valable");
    assert!(!page.all_text().contains("Date de naissance"), "nothing of what it said");
}

/// A form whose file never ends, held open.
fn unfinished_form(app: &App) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", app.url.port().unwrap())).unwrap();
    let head = "POST /verifier HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\
                Content-Type: multipart/form-data; boundary=x\r\n\r\n\
                --x\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"a.pdf\"\r\n\r\n%PDF-";
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn of_too_many_files_at_once_the_last_are_told_to_come_back_before_they_are_read() {
    let app = App::start().await;
    let pdf = pdf_of(&app, "btsa-ects").await;
    let held: Vec<_> = (0..16).map(|_| unfinished_form(&app)).collect();
    let patience = Instant::now() + Duration::from_secs(30);
    let refused = loop {
        let answer = upload(&app, "/verifier", "text/html", form(pdf.clone())).await;
        if answer.status() != StatusCode::OK {
            break answer;
        }
        assert!(Instant::now() < patience, "all places are taken at some time");
    };
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.headers().contains_key(RETRY_AFTER));
    let page = Page { status: refused.status(), text: refused.text().await.unwrap() };
    assert_eq!(page.title(), "La vérification est momentanément impossible");
    let by_code = new_client().get(app.at("/verifier")).send().await.unwrap();
    assert_eq!(by_code.status(), StatusCode::OK, "codes are looked up all the same");
    drop(held);
    while verdict(&app, pdf.clone()).await.0 != StatusCode::OK {
        assert!(Instant::now() < patience, "places are free again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_purge_the_file_of_before_and_the_one_made_anew_are_both_genuine() {
    let app = App::start().await;
    let before = pdf_of(&app, "btsa-ects").await;
    let RecordsSettings::Sqlite(path) = &app.records else { panic!("kept in SQLite") };
    let pool = database::sqlite::open(path).await.unwrap();
    app.minutes_pass(60 * 24 * 3);
    let service = PurgeRenderingsService {
        register: Arc::new(SqliteRegister::new(pool)),
        clock: app.clock.clone(),
        keep: SignedDuration::from_hours(48),
    };
    assert_eq!(service.count().await.unwrap(), 1);
    assert_eq!(service.purge().await.unwrap(), 1);
    assert_eq!(verdict(&app, before.clone()).await.1["statut"], "VALIDE");
    let after = pdf_of(&app, "btsa-ects").await;
    assert_ne!(before, after);
    for file in [before, after.clone()] {
        assert_eq!(verdict(&app, file).await.1["statut"], "VALIDE");
    }
    assert_eq!(pdf_of(&app, "btsa-ects").await, after, "and stays the same from then on");
}

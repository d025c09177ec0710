//! Records of an existing ARPENT API: one service in front of another, over HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mon_releve::config::RecordsSettings;
use reqwest::StatusCode;
use reqwest::header::RETRY_AFTER;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::app::{self, App, Wish};
use crate::support::data_provider::{self, PROVIDERS, SCOPE, SITE};
use crate::support::partners::registry;
use crate::support::ports::free_port;
use crate::support::visitor::{Visitor, location, new_client};

const CREDENTIALS: &str = "/arpent-resultats-api/api/arpent-resultats/audit-notes/credentials";
const FRANCECONNECT: &str = "/arpent-resultats-api/api/arpent-resultats/audit-notes/franceconnect";

/// The service in front, which has no directory, and where the API behind it is to be.
async fn in_front(further: &[(&'static str, &str)]) -> (App, u16) {
    let port = free_port();
    let behind = format!("http://localhost:{port}");
    let mut settings = vec![
        ("RECORDS__STORE", "arpent".to_owned()),
        ("RECORDS__BASE_URL", behind.clone()),
        ("FRANCECONNECT__SCOPES", format!("identite_pivot {SCOPE}")),
        ("API__CREDENTIALS_ACCESS", "open".to_owned()),
    ];
    settings.extend(further.iter().map(|(key, value)| (*key, (*value).to_owned())));
    let data_provider = Some(format!("{behind}/").parse().unwrap());
    (App::start_with(Wish { settings, data_provider, ..Wish::default() }).await, port)
}

/// The API behind it, which knows the service in front as a site.
async fn behind(front: &App, port: u16) -> (App, tempfile::TempDir) {
    let named = |client_id| format!("franceconnect_client_id = \"{client_id}\"");
    let sites = registry(&[("mon-releve", &named(app::CLIENT_ID)), ("lycee-exemple", &named(SITE))]);
    let mut settings = data_provider::settings(PROVIDERS[0]);
    settings.push(("PARTNERS__DIR", sites.path().to_str().unwrap().to_owned()));
    settings.push(("API__CREDENTIALS_ACCESS", "open".to_owned()));
    (front.beside(port, &settings).await, sites)
}

async fn asks(app: &App, ina: &str, num_gestion: &str) -> reqwest::Response {
    let body = json!({ "ina": ina, "numGestion": num_gestion });
    new_client().post(app.at(CREDENTIALS)).json(&body).send().await.unwrap()
}

/// What the register in front kept.
async fn trail(front: &App) -> Vec<Value> {
    assert!(matches!(front.records, RecordsSettings::Arpent(_)));
    front.trail().await.iter().map(|entry| serde_json::from_str(entry).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_sees_what_the_api_releases_for_their_token() {
    let (front, port) = in_front(&[]).await;
    let _behind = behind(&front, port).await;
    let visitor = Visitor::of(&front);
    visitor.signs_in_as("nominal-f").await;
    let list = visitor.opens("/mes-releves").await;
    let records = list.links("/mes-releves/");
    assert_eq!(records.len(), 2, "{}", list.all_text());
    let page = visitor.opens(&records[0]).await;
    assert!(page.all_text().contains("MARRONNIER-TEST"));
    let pdf = visitor.get(&format!("{}/telecharger", records[0])).await;
    assert_eq!(pdf.status(), StatusCode::OK);
    assert!(pdf.bytes().await.unwrap().starts_with(b"%PDF-"), "sealed by the service in front");

    let code = page.links("/v/").first().cloned().unwrap_or_else(|| {
        let text = page.all_text();
        let after = text.split("code ").last().unwrap();
        format!("/v/{}", after.split(|c: char| c == '.' || c.is_whitespace()).next().unwrap())
    });
    assert_eq!(visitor.opens(&code).await.title(), "Ce relevé est authentique");
    let trail = trail(&front).await;
    let evidence: Vec<_> = trail.iter().map(|entry| &entry["evidence"]).collect();
    assert_eq!(evidence, [&Value::Null, &json!("ARPENT"), &json!("ARPENT")], "{trail:?}");

    let stranger = Visitor::of(&front);
    stranger.signs_in_as("btsa-ects").await;
    assert_eq!(stranger.opens(&records[0]).await.status, StatusCode::NOT_FOUND, "to nobody else");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_found_there_proves_it_by_their_numbers_and_nobody_elses() {
    let (front, port) = in_front(&[]).await;
    let _behind = behind(&front, port).await;
    let visitor = Visitor::of(&front);
    visitor.signs_in_as("typo-on-file").await;
    assert_eq!(location(&visitor.get("/mes-releves").await), "/dossier/introuvable");
    let gives = async |ina: &str, num_gestion: &str| {
        let page = visitor.opens("/dossier/rechercher").await;
        let token = page.attribute("main form input[name=jeton]", "value");
        let form = [("jeton", token.as_str()), ("ina", ina), ("numGestion", num_gestion)];
        visitor.client.post(front.at("/dossier/rechercher")).form(&form).send().await.unwrap().status()
    };
    assert_eq!(gives("12345678", "0000000000X").await, StatusCode::UNPROCESSABLE_ENTITY, "somebody else's");
    assert_eq!(gives("16066366", "0000000000X").await, StatusCode::UNPROCESSABLE_ENTITY, "a guess");
    assert_eq!(gives("16066366", "3220546410C").await, StatusCode::SEE_OTHER);
    assert_eq!(visitor.opens("/mes-releves").await.title(), "Relevé de notes");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_in_front_answers_like_the_one_behind_it() {
    let (front, port) = in_front(&[]).await;
    let (behind, _sites) = behind(&front, port).await;
    let without_issuance = async |app: &App| {
        let answer: Value = asks(app, "12345678", "0000000000X").await.json().await.unwrap();
        let mut records = answer["releves"].as_array().unwrap().clone();
        for one in &mut records {
            assert_eq!(one["jws"].as_str().unwrap().split('.').count(), 3);
            one["releve"].as_object_mut().unwrap().remove("emission");
        }
        records.into_iter().map(|one| one["releve"].clone()).collect::<Vec<_>>()
    };
    let answered = without_issuance(&front).await;
    assert_eq!(answered, without_issuance(&behind).await);
    assert_eq!(answered.len(), 2);
    for (ina, num_gestion) in [("12345678", "0000000001X"), ("87654321", "0000000000X")] {
        assert_eq!(asks(&front, ina, num_gestion).await.status(), StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_with_a_token_gets_in_front_what_the_api_releases_for_it() {
    let named = format!("franceconnect_client_id = \"{SITE}\"");
    let sites = registry(&[("lycee-exemple", &named)]);
    let settings = data_provider::settings(PROVIDERS[0]);
    let mut further: Vec<_> = settings.iter().map(|(key, value)| (*key, value.as_str())).collect();
    further.push(("PARTNERS__DIR", sites.path().to_str().unwrap()));
    let (front, port) = in_front(&further).await;
    let brings = async |person: &str| {
        let token = data_provider::token(&front, SITE, &format!("openid birthdate {SCOPE}"), person).await;
        new_client().post(front.at(FRANCECONNECT)).bearer_auth(token).send().await.unwrap()
    };
    let (behind, _sites) = behind(&front, port).await;
    let answer: Value = brings("nominal-f").await.json().await.unwrap();
    let transcripts = answer["releves"].as_array().unwrap();
    assert_eq!(transcripts.len(), 2, "{answer}");
    for transcript in transcripts {
        assert_eq!(transcript["releve"]["candidat"]["nomNaissance"], "MARRONNIER-TEST");
    }
    assert_eq!(brings("typo-on-file").await.status(), StatusCode::NOT_FOUND);
    let trail = trail(&front).await;
    assert!(trail.iter().all(|entry| entry["actor"] == json!({ "site": "lycee-exemple" })), "{trail:?}");
    assert_eq!(trail[0]["evidence"], "ARPENT");
    drop(behind);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_api_is_down_people_are_told_so_and_signing_in_again_helps() {
    let (front, port) = in_front(&[]).await;
    let visitor = Visitor::of(&front);
    assert_eq!(visitor.signs_in_as("nominal-f").await, "/mes-releves", "the sign-in itself succeeds");
    let page = visitor.get("/mes-releves").await;
    assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.headers().contains_key(RETRY_AFTER));
    assert!(page.text().await.unwrap().contains("Votre relevé n’est pas perdu"));
    assert_eq!(asks(&front, "12345678", "0000000000X").await.status(), StatusCode::SERVICE_UNAVAILABLE);

    let _behind = behind(&front, port).await;
    visitor.signs_in_as("nominal-f").await;
    assert_eq!(visitor.opens("/mes-releves").await.links("/mes-releves/").len(), 2);
}

/// An API that answers every question with the same bytes, and counts them.
async fn stub(port: u16, answer: Option<Vec<u8>>) -> Arc<AtomicUsize> {
    let listener = TcpListener::bind(("localhost", port)).await.unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            counted.fetch_add(1, Ordering::SeqCst);
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut question = vec![0; 8192];
                let _ = stream.read(&mut question).await;
                match answer {
                    Some(answer) => drop(stream.write_all(&answer).await),
                    // Neither answers nor hangs up.
                    None => std::future::pending().await,
                }
            });
        }
    });
    asked
}

fn response(status: &str, headers: &str, body: &str) -> Option<Vec<u8>> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Connection: close\r\nContent-Length: {length}\r\n\r\n");
    Some([head.as_bytes(), body.as_bytes()].concat())
}

/// A genuine answer about somebody.
async fn genuine(ina: &str, num_gestion: &str) -> Value {
    let wish = Wish { settings: vec![("API__CREDENTIALS_ACCESS", "open".to_owned())], ..Wish::default() };
    let app = App::start_with(wish).await;
    asks(&app, ina, num_gestion).await.json().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_api_sends_nothing_is_shown_that_is_not_the_persons_own() {
    let others = genuine("26756219", "3889866424Z").await;
    let own = genuine("12345678", "0000000000X").await;
    let mut mixed = own.clone();
    mixed["releves"].as_array_mut().unwrap().push(others["releves"][0].clone());
    let mut twice = own.clone();
    twice["releves"].as_array_mut().unwrap().push(own["releves"][0].clone());
    let mut swapped = own.clone();
    swapped["releves"][0]["releve"] = others["releves"][0]["releve"].clone();
    let mut better = own.clone();
    better["releves"][0]["releve"]["decision"] = json!("ADMIS_2E_GROUPE");
    let huge = format!("{{\"releves\":[],\"x\":\"{}\"}}", "x".repeat(5 * 1024 * 1024));
    let trap = free_port();
    let redirect = format!("Location: http://localhost:{trap}/\r\n");
    let trapped = stub(trap, response("200 OK", "", &own.to_string())).await;
    let stories = [
        ("another person's record", response("200 OK", "", &others.to_string()), 1),
        ("one among their own", response("200 OK", "", &mixed.to_string()), 1),
        ("an exam twice", response("200 OK", "", &twice.to_string()), 1),
        ("another seal", response("200 OK", "", &swapped.to_string()), 1),
        ("a changed record", response("200 OK", "", &better.to_string()), 1),
        ("a page", response("200 OK", "", "<!doctype html><title>Maintenance</title>"), 1),
        ("nothing", response("200 OK", "", ""), 1),
        ("an empty list", response("200 OK", "", "{\"releves\":[]}"), 1),
        ("a mebibyte too many", response("200 OK", "", &huge), 1),
        ("half an answer", Some(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{\"rel".to_vec()), 1),
        ("no HTTP", Some(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()), 1),
        ("silence", None, 1),
        ("a redirect", response("307 Temporary Redirect", &redirect, ""), 1),
        ("another address's 404", response("404 Not Found", "", "<h1>Not Found</h1>"), 1),
        ("a refusal", response("403 Forbidden", "", "{}"), 1),
        ("a fault", response("500 Internal Server Error", "", ""), 1),
        ("a passing fault", response("503 Service Unavailable", "", ""), 2),
    ];
    for (story, answer, attempts) in stories {
        let (front, port) = in_front(&[("RECORDS__TIMEOUT_MS", "500")]).await;
        let asked = stub(port, answer).await;
        let visitor = Visitor::of(&front);
        visitor.signs_in_as("nominal-f").await;
        assert_eq!(visitor.get("/mes-releves").await.status(), StatusCode::SERVICE_UNAVAILABLE, "{story}");
        assert_eq!(asked.load(Ordering::SeqCst), attempts, "{story}");
    }
    assert_eq!(trapped.load(Ordering::SeqCst), 0, "no redirect is followed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_keeps_failing_is_left_alone_until_it_had_some_rest() {
    let (front, port) = in_front(&[]).await;
    let asked = stub(port, response("500 Internal Server Error", "", "")).await;
    for _ in 0..8 {
        let status = asks(&front, "12345678", "0000000000X").await.status();
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 5);
    front.minutes_pass(1);
    asks(&front, "12345678", "0000000000X").await;
    asks(&front, "12345678", "0000000000X").await;
    assert_eq!(asked.load(Ordering::SeqCst), 6, "one question finds out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lockout_behind_is_told_in_front() {
    let (front, port) = in_front(&[]).await;
    stub(port, response("429 Too Many Requests", "Retry-After: 1800\r\n", "{}")).await;
    let answer = asks(&front, "12345678", "0000000000X").await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.headers()[RETRY_AFTER], "1800");
}

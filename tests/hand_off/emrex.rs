//! EMREX, driven by a client written against its guide: form in, signed ELMO out through the browser.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use mon_releve::domain::exam_file::RecordRef;
use mon_releve::ports::publications::Which;
use reqwest::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, SET_COOKIE};
use reqwest::multipart::{Form, Part};
use reqwest::{Response, StatusCode};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::app::{App, Wish};
use crate::support::hand_off::app_with;
use crate::support::visitor::{Page, Visitor, location, new_client};

const RETURN_URL: &str = "http://127.0.0.1:9/emrex";
const SESSION: &str = "5f0c6f3bb2a04d0c9f6d6a1f4a5b8a77";

async fn app() -> (App, TempDir) {
    let line = format!("emrex_return_urls = [\"{RETURN_URL}\"]");
    let modest = "emrex_return_urls = [\"http://127.0.0.1:9/modeste\"]";
    let (app, sites) = app_with(&[("lycee-exemple", &line), ("modeste", modest)], Wish::default()).await;
    (app, sites)
}

/// The form of the guide, sent by a browser that another site sends: without our cookies.
async fn posts(app: &App, form: &[(&str, &str)]) -> Response {
    new_client().post(app.at("/emrex")).form(form).send().await.unwrap()
}

async fn arrives(app: &App) -> String {
    let response = posts(app, &[("sessionId", SESSION), ("returnUrl", RETURN_URL)]).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert!(!response.headers().contains_key(SET_COOKIE), "no session is begun or replaced");
    let path = location(&response);
    assert!(path.starts_with("/transmettre/"), "{path}");
    path
}

/// Opens the request, signs in and comes to P15, or wherever else it leads.
async fn comes_to_agree(visitor: &Visitor<'_>, path: &str, person: &str) -> Page {
    let page = visitor.opens(path).await;
    let franceconnect = visitor.clicks_sign_in(&page.attribute("a.fr-connect", "href")).await;
    let callback = visitor.identifies_as(&franceconnect, person).await;
    let target = location(&visitor.comes_back(&callback).await);
    visitor.opens(&target).await
}

/// The four fields that the page's form sends to the site.
async fn returned(response: Response) -> HashMap<String, String> {
    assert_eq!(response.status(), StatusCode::OK);
    let policy = response.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    assert!(policy.ends_with("http://127.0.0.1:9") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let page = Page { status: response.status(), text: response.text().await.unwrap() };
    assert_eq!(page.attributes("form", "action"), [RETURN_URL], "one form");
    assert_eq!(page.attributes("form", "method"), ["post"]);
    assert!(page.attributes("form button", "name").is_empty());
    assert!(page.text_of("form button").contains("Lycée Exemple"));
    assert!(!page.text.contains("<script"));
    let names = page.attributes("form input[type=hidden]", "name");
    assert_eq!(names, ["sessionId", "returnCode", "returnMessage", "elmo"]);
    let values = page.attributes("form input[type=hidden]", "value");
    let fields: HashMap<_, _> = names.into_iter().zip(values).collect();
    assert_eq!(fields["sessionId"], SESSION);
    fields
}

/// base64, then gzip, then UTF-8, as the guide has it.
fn unpacked(elmo: &str) -> String {
    assert!(elmo.starts_with("H4sI"), "a gzip");
    let mut text = String::new();
    GzDecoder::new(STANDARD.decode(elmo).unwrap().as_slice()).read_to_string(&mut text).unwrap();
    text
}

/// What `xmllint` says of the schema and `xmlsec1` of the signature.
fn is_valid_and_signed(app: &App, elmo: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("elmo.xml");
    std::fs::File::create(&file).unwrap().write_all(elmo.as_bytes()).unwrap();
    let schemas = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/elmo");
    let checked = Command::new("xmllint")
        .args(["--nonet", "--noout", "--huge", "--schema"])
        .arg(schemas.join("schema.xsd"))
        .arg(&file)
        .env("XML_CATALOG_FILES", schemas.join("catalog.xml"))
        .output()
        .unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    let root = app.folder.path().join("root.pem");
    let verified =
        Command::new("xmlsec1").args(["--verify", "--trusted-pem"]).arg(root).arg(&file).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_carries_the_signed_elmo_back() {
    let (app, _sites) = app().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("nominal-f").await;
    let path = arrives(&app).await;
    let page = visitor.opens(&path).await;
    assert_eq!(page.title(), "Transmettre votre relevé à Lycée Exemple ?", "the session is found again");
    let fields = returned(visitor.agrees(&path, &page, &page.boxes()[..1]).await).await;
    assert_eq!((fields["returnCode"].as_str(), fields["returnMessage"].as_str()), ("NCP_OK", ""));
    let elmo = unpacked(&fields["elmo"]);
    assert!(elmo.contains("<familyName>MARRONNIER-TEST</familyName>"));
    assert_eq!(elmo.matches("<report>").count(), 1);
    is_valid_and_signed(&app, &elmo);
    assert_eq!(visitor.opens(&path).await.status, StatusCode::GONE);
    let trail = app.trail().await;
    let trail: Vec<Value> = trail.iter().map(|entry| serde_json::from_str(entry).unwrap()).collect();
    assert_eq!(trail.iter().filter(|entry| entry["action"] == "TRANSMISSION").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_ticked_transcript_is_a_report_of_one_elmo() {
    let (app, _sites) = app().await;
    let visitor = Visitor::of(&app);
    let path = arrives(&app).await;
    let page = comes_to_agree(&visitor, &path, "three-records").await;
    assert_eq!(page.boxes().len(), 3);
    let fields = returned(visitor.agrees(&path, &page, &page.boxes()[..2]).await).await;
    let elmo = unpacked(&fields["elmo"]);
    assert_eq!(elmo.matches("<report>").count(), 2);
    is_valid_and_signed(&app, &elmo);

    let verdict = async || {
        let file = Part::bytes(elmo.clone().into_bytes()).file_name("elmo.xml");
        let upload = new_client().post(app.at("/verifier")).header("accept", "application/json");
        let answer = upload.multipart(Form::new().part("fichier", file)).send().await.unwrap();
        answer.json::<Value>().await.unwrap()["statut"].as_str().unwrap().to_owned()
    };
    assert_eq!(verdict().await, "VALIDE");
    // A file of several is as good as the worst of them, whichever it is.
    for reference in &page.boxes()[..2] {
        let which = Which::Record(RecordRef::parse(reference).unwrap());
        let ministry = app.ministry().await;
        ministry.withdraw(&which).await.unwrap();
        assert_eq!(verdict().await, "ANNULE");
        ministry.publish(&which, None).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_and_no_record_look_the_same_unless_the_candidate_says_so() {
    let (app, _sites) = app().await;
    let mut answers = Vec::new();
    let refuses = Visitor::of(&app);
    let page = comes_to_agree(&refuses, &arrives(&app).await, "nominal-f").await;
    answers.push(returned(refuses.declines(&page).await).await);
    let leaves = Visitor::of(&app);
    let page = leaves.opens(&arrives(&app).await).await;
    answers.push(returned(leaves.declines(&page).await).await);
    let unknown = Visitor::of(&app);
    let page = comes_to_agree(&unknown, &arrives(&app).await, "unknown").await;
    assert_eq!(page.title(), "Nous n’avons pas trouvé votre relevé");
    assert!(page.all_text().contains("Indiquer à Lycée Exemple qu’aucun relevé n’a été trouvé"));
    answers.push(returned(unknown.declines(&page).await).await);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!((answers[0]["returnCode"].as_str(), answers[0]["elmo"].as_str()), ("NCP_CANCEL", ""));

    let candid = Visitor::of(&app);
    let page = comes_to_agree(&candid, &arrives(&app).await, "unknown").await;
    let action = page.attribute("form[action$='/aucun-releve']", "action");
    let token = page.attribute("form[action$='/aucun-releve'] input[name=jeton]", "value");
    let forged = candid.posts(&action, &[("jeton", "x")]).await;
    assert_eq!(forged.status(), StatusCode::FORBIDDEN);
    let fields = returned(candid.posts(&action, &[("jeton", &token)]).await).await;
    assert_eq!((fields["returnCode"].as_str(), fields["elmo"].as_str()), ("NCP_NO_RESULTS", ""));
    let again = candid.posts(&action, &[("jeton", &token)]).await;
    assert_eq!(again.status(), StatusCode::GONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_registered_address_and_a_plain_session_are_taken() {
    let (app, _sites) = app().await;
    let is_refused = async |response: Response, what: &str| {
        assert!(response.status().is_client_error(), "{what}: {}", response.status());
        assert!(!response.headers().contains_key(LOCATION) && !response.headers().contains_key(SET_COOKIE));
        let text = response.text().await.unwrap();
        assert!(!text.contains("evil") && !text.contains("127.0.0.1:9"), "{what}");
    };
    for address in [
        "",
        "http://evil.example/",
        "http://127.0.0.1:9/emrex/",
        "http://127.0.0.1:9/Emrex",
        "http://127.0.0.1:9/emrex?a=b",
        "http://127.0.0.1:9/emrex#",
        "http://127.0.0.1:9@evil.example/emrex",
        "//127.0.0.1:9/emrex",
        "javascript:alert(1)",
    ] {
        is_refused(posts(&app, &[("sessionId", SESSION), ("returnUrl", address)]).await, address).await;
    }
    for session in ["", " ", "a b", "a\"b", "<b>", "a'", "a&b", "é", "a\nb", "\u{7f}", &"x".repeat(33)] {
        is_refused(posts(&app, &[("sessionId", session), ("returnUrl", RETURN_URL)]).await, session).await;
    }
    for form in [
        &[("returnUrl", RETURN_URL)][..],
        &[("sessionId", SESSION)],
        &[("sessionId", SESSION), ("sessionId", SESSION), ("returnUrl", RETURN_URL)],
        &[("sessionId", SESSION), ("returnUrl", RETURN_URL), ("returnUrl", RETURN_URL)],
        &[],
    ] {
        is_refused(posts(&app, form).await, "missing or twice").await;
    }
    let more = [("sessionId", SESSION), ("returnUrl", RETURN_URL), ("x", "y"), ("x", "z")];
    assert_eq!(
        posts(&app, &more).await.status(),
        StatusCode::SEE_OTHER,
        "further parameters are passed over"
    );
    let huge = "x".repeat(200_000);
    is_refused(posts(&app, &[("sessionId", SESSION), ("returnUrl", RETURN_URL), ("x", &huge)]).await, "huge")
        .await;
    let got = new_client().get(app.at("/emrex")).send().await.unwrap();
    assert_eq!(got.status(), StatusCode::METHOD_NOT_ALLOWED);
    let form = reqwest::multipart::Form::new().text("sessionId", SESSION).text("returnUrl", RETURN_URL);
    let multipart = new_client().post(app.at("/emrex")).multipart(form).send().await.unwrap();
    assert_eq!(multipart.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let text = new_client().post(app.at("/emrex")).header(CONTENT_TYPE, "text/plain").body("sessionId=a");
    is_refused(text.send().await.unwrap(), "text").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_by_emrex_is_the_first_browsers_alone_too() {
    let (app, _sites) = app().await;
    let (first, second) = (Visitor::of(&app), Visitor::of(&app));
    let path = arrives(&app).await;
    comes_to_agree(&first, &path, "nominal-f").await;
    second.signs_in_as("btsa-ects").await;
    for page in ["", "/accord", "/fin"] {
        assert_eq!(second.get(&format!("{path}{page}")).await.status(), StatusCode::NOT_FOUND);
    }
}

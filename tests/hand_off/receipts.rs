//! The letter that a candidate may ask for when they hand a transcript over.

use mon_releve::sandbox::people;
use reqwest::StatusCode;
use serde_json::Value;

use crate::support::app::{App, Wish};
use crate::support::hand_off::{CALLBACK, Site, answer, app, app_with};
use crate::support::patience::eventually;
use crate::support::ports::free_port;
use crate::support::smtp_server::SmtpServer;
use crate::support::visitor::{Page, Visitor, location};

const ADDRESS: &str = "candidate.test@example.org";

async fn app_that_writes(port: u16, further: &[(&'static str, &str)]) -> (App, tempfile::TempDir) {
    let lines = format!("redirect_uris = [\"{CALLBACK}\"]");
    let mut settings = vec![
        ("MAIL__URL", format!("smtp://127.0.0.1:{port}")),
        ("MAIL__TLS", "none".to_owned()),
        ("MAIL__FROM", "Mon relevé agricole <ne-pas-repondre@example.org>".to_owned()),
        ("MAIL__RETRY_SECONDS", "1 1 1 1 1".to_owned()),
        ("LEGAL__SUPPORT", "assistance@example.org".to_owned()),
    ];
    settings.extend(further.iter().map(|(key, value)| (*key, (*value).to_owned())));
    app_with(&[("lycee-exemple", &lines)], Wish { settings, ..Wish::default() }).await
}

/// Comes to P15 and agrees with this in the field of the address.
async fn agrees_with(
    visitor: &Visitor<'_>,
    site: &Site<'_>,
    prefix: &str,
    address: &str,
) -> reqwest::Response {
    let (path, _) = visitor.comes_to_agree(&site.authorize(&site.asks()), "btsa-ects").await;
    let path = format!("{prefix}{path}");
    let page = visitor.opens(&format!("{path}/accord")).await;
    let token = page.attribute("form[action$='/accord'] input[name=jeton]", "value");
    let boxes = page.boxes();
    let form = [("jeton", token.as_str()), ("releve", boxes[0].as_str()), ("courriel", address)];
    visitor.posts(&format!("{path}/accord"), &form).await
}

/// Quoted-printable (RFC 2045 §6.7), far enough for our words.
fn decoded(letter: &str) -> String {
    let letter = letter.replace("=\r\n", "").replace("=\n", "");
    let (mut bytes, mut rest) = (Vec::new(), letter.as_bytes());
    while let [first, others @ ..] = rest {
        let hex =
            others.get(..2).and_then(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        match (first, hex) {
            (b'=', Some(byte)) => {
                bytes.push(byte);
                rest = &others[2..];
            }
            (byte, _) => {
                bytes.push(*byte);
                rest = others;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_it_gets_a_receipt_in_their_language_and_nothing_more() {
    let port = free_port();
    let server = SmtpServer::start(port, &["--user", "releve", "--password", "a secret of the tests"]);
    let credentials = [("MAIL__USERNAME", "releve"), ("MAIL__PASSWORD", "a secret of the tests")];
    let (app, _sites) = app_that_writes(port, &credentials).await;
    let site = Site::of(&app);
    for (number, (prefix, words, language)) in [
        ("", "vous avez accepté de transmettre votre relevé à Lycée Exemple", "<html lang=\"fr\">"),
        ("/en", "you agreed to send your transcript to Exemple School", "<html lang=\"en\">"),
    ]
    .into_iter()
    .enumerate()
    {
        let response = agrees_with(&Visitor::of(&app), &site, prefix, ADDRESS).await;
        assert!(answer(&location(&response)).contains_key("code"));
        let letter = server.letters(number + 1).await.remove(number);
        for header in [
            format!("To: {ADDRESS}"),
            "Auto-Submitted: auto-generated".to_owned(),
            "multipart/alternative".to_owned(),
        ] {
            assert!(letter.contains(&header), "{header}: {letter}");
        }
        let told = decoded(&letter);
        assert_eq!(told.matches(words).count(), 2, "plain and as a page: {told}");
        assert!(told.contains(language) && told.contains("assistance@example.org"), "{told}");
        for never in ["href", "SEMESTRIEL", "Clara", "Admis", "14,17", "application/pdf", "/connexion"] {
            assert!(!told.contains(never), "{never}: {told}");
        }
    }
    // The field may stay empty.
    let response = agrees_with(&Visitor::of(&app), &site, "", "  ").await;
    assert!(answer(&location(&response)).contains_key("code"));
    assert_eq!(server.count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_reaches_nobody_is_asked_for_again_and_nothing_leaves_meanwhile() {
    let (app, _sites) = app_that_writes(free_port(), &[]).await;
    let site = Site::of(&app);
    let visitor = Visitor::of(&app);
    let response = agrees_with(&visitor, &site, "", "candidate.test@example").await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let path = response.url().path().to_owned();
    let page = Page { status: response.status(), text: response.text().await.unwrap() };
    assert_eq!(page.attribute("input[name=courriel]", "value"), "candidate.test@example");
    assert_eq!(page.attribute("input[name=courriel]", "aria-invalid"), "true");
    assert!(page.text.contains("checked"), "what was ticked stays so");
    let token = page.attribute("form[action$='/accord'] input[name=jeton]", "value");
    let boxes = page.boxes();
    let form = [("jeton", token.as_str()), ("releve", boxes[0].as_str()), ("courriel", "")];
    assert!(answer(&location(&visitor.posts(&path, &form).await)).contains_key("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_is_down_delays_nobody_and_gets_the_letter_later() {
    let port = free_port();
    let (app, _sites) = app_that_writes(port, &[]).await;
    let response = agrees_with(&Visitor::of(&app), &Site::of(&app), "", ADDRESS).await;
    assert!(answer(&location(&response)).contains_key("code"), "the hand-off is done");
    // Down, then putting letters off, then taking them.
    let server = SmtpServer::start(port, &["--later", "1"]);
    assert!(server.letters(1).await[0].contains(ADDRESS));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mail_server_nobody_is_asked_for_an_address() {
    let (app, _sites) = app().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let (_, page) = visitor.comes_to_agree(&site.authorize(&site.asks()), "btsa-ects").await;
    assert!(!page.text.contains("courriel"));
}

/// Every record of that diploma in a later version.
fn corrections_of(diploma: &str) -> String {
    let records = people::RECORDS.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let corrected = records.filter(|record| record["examen"]["diplome"] == diploma).map(|mut record| {
        record["version"] = 9.into();
        record.to_string()
    });
    corrected.collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_it_hears_once_of_a_correction_of_what_they_gave() {
    let port = free_port();
    let server = SmtpServer::start(port, &[]);
    let (app, _sites) = app_that_writes(port, &[("MAIL__CORRECTIONS_SECONDS", "1")]).await;
    let other_replica = app.replica(&[]).await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let (path, page) = visitor.comes_to_agree(&site.authorize(&site.asks()), "btsa-ects").await;
    let token = page.attribute("form[action$='/accord'] input[name=jeton]", "value");
    let record = page.attribute("input[name=releve]", "value");
    let wish = |address| {
        [("jeton", token.as_str()), ("releve", &record), ("courriel", address), ("prevenir", "oui")]
    };
    let nowhere = visitor.posts(&format!("{path}/accord"), &wish("")).await;
    assert_eq!(nowhere.status(), StatusCode::UNPROCESSABLE_ENTITY, "told, but where?");
    let sent = visitor.posts(&format!("{path}/accord"), &wish(ADDRESS)).await;
    assert!(answer(&location(&sent)).contains_key("code"));
    assert!(decoded(&server.letters(1).await[0]).contains("vous avez accepté"), "the receipt");

    assert!(app.import(&corrections_of("BTSA")).await.rejects.is_empty());
    let told = decoded(&server.letters(2).await[1]);
    assert!(told.contains("une nouvelle version de votre relevé remplace la précédente"), "{told}");
    assert!(told.contains("assistance@example.org") && !told.contains("href"), "{told}");
    // Both replicas have looked again since, and the next correction is told to nobody: the address is forgotten.
    eventually("forgotten", async || !app.keeps_address(ADDRESS).await).await;
    assert_eq!(server.count(), 2);
    drop(other_replica);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_shares_hears_of_openings_once_an_hour_at_most_until_the_code_ends() {
    let port = free_port();
    let server = SmtpServer::start(port, &[]);
    let (app, _sites) = app_that_writes(port, &[]).await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("btsa-ects").await;
    let path = format!("{}/partager", location(&visitor.get("/mes-releves").await));
    let token = visitor.opens(&path).await.attribute("main form input[name=jeton]", "value");
    let wish = |address| {
        [
            ("jeton", token.as_str()),
            ("pour", "Lycée Exemple"),
            ("contenu", "releve"),
            ("duree", "7"),
            ("courriel", address),
        ]
    };
    let wrong = visitor.posts(&path, &wish("nobody")).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = Page { status: wrong.status(), text: wrong.text().await.unwrap() };
    assert_eq!(wrong.attribute("input[name=courriel]", "aria-invalid"), "true");
    let made = visitor.posts(&path, &wish(ADDRESS)).await;
    let made = Page { status: made.status(), text: made.text().await.unwrap() };
    let code = made.text_of(".mr-code");

    let opens = async || {
        let holder = Visitor::of(&app);
        let opened = holder.posts(&format!("/partage/{code}"), &[("pin", "")]).await;
        Page { status: opened.status(), text: opened.text().await.unwrap() }.title()
    };
    assert_eq!(Visitor::of(&app).opens(&format!("/partage/{code}")).await.status, StatusCode::OK);
    assert_eq!(opens().await, "Ce relevé est authentique");
    let told = decoded(&server.letters(1).await[0]);
    assert!(told.contains("quelqu’un a ouvert votre relevé avec le code que vous avez créé le"), "{told}");
    for never in ["href", "Lycée Exemple", "-TEST", &code] {
        assert!(!told.contains(never), "{never}: {told}");
    }
    assert_eq!(opens().await, "Ce relevé est authentique");
    assert!(app.keeps_address(ADDRESS).await);

    visitor.signs_in_as("btsa-ects").await;
    let off = visitor.opens("/mes-partages").await.links("/mes-partages/").remove(0);
    let token = visitor.opens(&off).await.attribute("main form input[name=jeton]", "value");
    visitor.posts(&off, &[("jeton", &token)]).await;
    assert!(!app.keeps_address(ADDRESS).await, "nobody is told any more");
    assert_ne!(opens().await, "Ce relevé est authentique");
    assert_eq!(server.count(), 1, "the second opening within the hour was told to nobody");
}

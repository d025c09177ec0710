//! Candidates without FranceConnect hand over too, to the sites that say so in the registry, and to no other.

use reqwest::StatusCode;
use serde_json::Value;

use crate::support::app::{App, Wish};
use crate::support::hand_off::{CALLBACK, Site, answer, app_with};
use crate::support::visitor::{Visitor, location};

/// VERNEUIL-TEST, as in the invented records, who is `credentials` at the simulated FranceConnect.
const NUMBERS: [(&str, &str); 5] =
    [("ina", "12345678"), ("numGestion", "0000000000X"), ("jour", "17"), ("mois", "5"), ("annee", "2004")];

/// One site that accepts numbers and one that does not.
async fn start() -> (App, tempfile::TempDir) {
    let strict = format!("redirect_uris = [\"{CALLBACK}\"]");
    let open = format!("{strict}\naccepts_numbers = true");
    let settings = vec![("SESSIONS__WITHOUT_FRANCECONNECT", "true".to_owned())];
    let wish = Wish { settings, ..Wish::default() };
    app_with(&[("lycee-exemple", &open), ("autre-site", &strict)], wish).await
}

async fn gives_numbers(visitor: &Visitor<'_>) -> String {
    location(&visitor.posts("/connexion/numeros", &NUMBERS).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_bring_the_transcript_to_a_site_that_accepts_them() {
    let (app, _sites) = start().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let path = visitor.arrives(&site.authorize(&site.asks())).await;
    let request = visitor.opens(&path).await;
    assert_eq!(request.links("/connexion/numeros"), ["/connexion/numeros"]);
    assert_eq!(gives_numbers(&visitor).await, path, "back to the request");
    let page = visitor.opens(&path).await;
    assert_eq!(page.title(), "Transmettre votre relevé à Lycée Exemple ?", "no screen between");
    let boxes = page.boxes();
    let sent = visitor.agrees(&path, &page, &boxes[..1]).await;
    let token = site.token(&answer(&location(&sent))["code"]).await;
    let transcript = site.transcript(&token).await;
    assert_eq!(transcript["candidat"]["nomNaissance"], "VERNEUIL-TEST");

    let entries = app.trail().await;
    let entries: Vec<Value> = entries.iter().map(|entry| serde_json::from_str(entry).unwrap()).collect();
    let handed: Vec<_> = entries.iter().filter(|entry| entry["action"] == "TRANSMISSION").collect();
    assert_eq!(handed.len(), 2, "agreed to, and picked up");
    assert_eq!(handed[0]["actor"], entries[0]["actor"], "by whoever held the numbers");
    assert!(handed.iter().all(|entry| entry["record"] == boxes[0].as_str() && entry["evidence"] == "L0"));

    let again = visitor.arrives(&site.authorize(&site.asks())).await;
    assert!(visitor.opens(&again).await.all_text().contains("Déjà transmis le"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_is_new_here_takes_its_cookie_before_any_record_is_read() {
    let (app, _sites) = start().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    assert_eq!(gives_numbers(&visitor).await, "/mes-releves");
    let path = visitor.arrives(&site.authorize(&site.asks())).await;
    let led_on = visitor.get(&path).await;
    assert_eq!(
        location(&led_on),
        format!("{path}/accord"),
        "should the page fail, the request is still its own"
    );
    assert!(led_on.headers().contains_key("set-cookie"));
    assert_eq!(visitor.opens(&path).await.title(), "Transmettre votre relevé à Lycée Exemple ?");
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_hand_nothing_over_to_a_site_that_does_not_accept_them() {
    let (app, _sites) = start().await;
    let (site, visitor) = (Site { client_id: "autre-site", ..Site::of(&app) }, Visitor::of(&app));
    let path = visitor.arrives(&site.authorize(&site.asks())).await;
    let request = visitor.opens(&path).await;
    assert_eq!(request.links("/connexion/numeros"), [""; 0]);
    assert_eq!(gives_numbers(&visitor).await, "/mes-releves", "to see them is all there is");
    let request = visitor.opens(&path).await;
    assert_eq!(
        request.title(),
        "Lycée Exemple vous demande votre relevé de notes",
        "as if nobody were there"
    );
    assert_eq!(location(&visitor.get(&format!("{path}/accord")).await), path);

    // By hand, with a token and a record that are good.
    let token = request.attribute("form[action$='/refuser'] input[name=jeton]", "value");
    let records = visitor.opens("/mes-releves").await.links("/mes-releves/");
    let record = records[0].rsplit('/').next().unwrap();
    let form = [("jeton", token.as_str()), ("releve", record)];
    assert_eq!(location(&visitor.posts(&format!("{path}/accord"), &form).await), path);
    assert!(app.trail().await.iter().all(|entry| !entry.contains("TRANSMISSION")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_somebody_saw_through_franceconnect_is_not_answered_by_numbers() {
    let (app, _sites) = start().await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let (path, page) = visitor.comes_to_agree(&site.authorize(&site.asks()), "nominal-f").await;
    let form_token = page.attribute("form[action$='/deconnexion'] input[name=jeton]", "value");
    visitor.posts("/deconnexion", &[("jeton", &form_token)]).await;
    assert_eq!(gives_numbers(&visitor).await, "/mes-releves", "whoever left took the request along");
    assert_eq!(visitor.opens(&format!("{path}/accord")).await.status, StatusCode::FORBIDDEN);
    let forged = visitor.agrees(&path, &page, &page.boxes()).await;
    assert_eq!(forged.status(), StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_setting_no_site_takes_numbers() {
    let open = format!("redirect_uris = [\"{CALLBACK}\"]\naccepts_numbers = true");
    let (app, _sites) = app_with(&[("lycee-exemple", &open)], Wish::default()).await;
    let (site, visitor) = (Site::of(&app), Visitor::of(&app));
    let path = visitor.arrives(&site.authorize(&site.asks())).await;
    let request = visitor.opens(&path).await;
    assert_eq!(request.links("/connexion/numeros"), [""; 0]);
    assert!(!request.links("/sans-franceconnect").is_empty());
}

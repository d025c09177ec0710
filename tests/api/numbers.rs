//! Candidates without FranceConnect: INA, management number and date of birth open their own transcripts, to see
//! and to download.

use mon_releve::sandbox::people;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::support::app::{App, Wish};
use crate::support::visitor::{Page, Visitor, location, new_client};

const FORM: &str = "/connexion/numeros";
const CREDENTIALS: &str = "/arpent-resultats-api/api/arpent-resultats/audit-notes/credentials";
const INA: &str = "12345678";
const NUMBER: &str = "0000000000X";

async fn start(further: &[(&'static str, &str)]) -> App {
    let mut settings = vec![
        ("SESSIONS__WITHOUT_FRANCECONNECT", "true".to_owned()),
        ("API__CREDENTIALS_ACCESS", "open".to_owned()),
    ];
    settings.extend(further.iter().map(|(key, value)| (*key, (*value).to_owned())));
    App::start_with(Wish { settings, ..Wish::default() }).await
}

/// The first record of somebody, as imported.
fn record(ina: &str) -> Value {
    let mut records = people::RECORDS.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    records.find(|record| record["ina"] == ina).unwrap()
}

/// Year, month and day.
fn born(ina: &str) -> [String; 3] {
    let date = record(ina)["candidat"]["dateNaissance"].as_str().unwrap().to_owned();
    let mut parts = date.split('-').map(str::to_owned);
    std::array::from_fn(|_| parts.next().unwrap())
}

async fn gives(visitor: &Visitor<'_>, app: &App, ina: &str, number: &str, date: &[String; 3]) -> Response {
    let [year, month, day] = date;
    let form = [("ina", ina), ("numGestion", number), ("jour", day), ("mois", month), ("annee", year)];
    visitor.client.post(app.at(FORM)).form(&form).send().await.unwrap()
}

async fn page(response: Response) -> Page {
    Page { status: response.status(), text: response.text().await.unwrap() }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_gives_their_numbers_sees_and_downloads_their_transcripts() {
    let app = start(&[]).await;
    let visitor = Visitor::of(&app);
    assert_eq!(visitor.opens("/sans-franceconnect").await.links("/connexion/"), [FORM]);
    let opened = gives(&visitor, &app, "123 456 78", "0000000000-x", &born(INA)).await;
    assert_eq!(location(&opened), "/mes-releves", "groups and small letters do not count");
    let list = visitor.opens("/mes-releves").await;
    let records = list.links("/mes-releves/");
    assert_eq!(records.len(), 2, "no link to take back stands beside them");
    assert!(list.all_text().contains("VERNEUIL-TEST"));
    let transcript = visitor.opens(&records[0]).await;
    assert_eq!(transcript.title(), "Relevé de notes");
    assert!(transcript.links("/mes-releves/").iter().all(|link| !link.ends_with("/detacher")));
    let pdf = visitor.get(&format!("{}/telecharger", records[0])).await;
    assert_eq!(pdf.headers()[CONTENT_TYPE], "application/pdf");

    let entries: Vec<Value> =
        app.trail().await.iter().map(|entry| serde_json::from_str(entry).unwrap()).collect();
    let told: Vec<_> = entries.iter().map(|entry| (&entry["action"], &entry["evidence"])).collect();
    let (entered, level) = (json!("IDENTIFICATION"), json!("L0"));
    assert_eq!(told[..2], [(&entered, &level), (&entered, &level)], "one for each record");
    assert_eq!(told[2..], [(&json!("CONSULTATION"), &level), (&json!("TELECHARGEMENT"), &level)]);
    assert!(entries.iter().all(|entry| entry["actor"] == entries[0]["actor"] && entry["record"].is_string()));

    let token = list.attribute("form[action$='/deconnexion'] input[name=jeton]", "value");
    let form = [("jeton", token.as_str())];
    let left = visitor.client.post(app.at("/deconnexion")).form(&form).send().await.unwrap();
    let goodbye = visitor.opens(&location(&left)).await;
    assert!(!goodbye.text_of("main").contains("FranceConnect n’a pas"), "there was no session there");
    assert_eq!(visitor.get(&records[0]).await.status(), StatusCode::SEE_OTHER, "signed out");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_is_the_same_page() {
    let app = start(&[]).await;
    let mut pages = Vec::new();
    let [year, month, day] = born(INA);
    let other_day = [year.clone(), month.clone(), if day == "11" { "12" } else { "11" }.to_owned()];
    let embargoed = record("76552369");
    assert!(embargoed["publieLe"].as_str().unwrap().starts_with("2099"));
    let its_ina = embargoed["ina"].as_str().unwrap();
    for (ina, number, date) in [
        ("87654321", NUMBER, born(INA)),
        (INA, "0000000001X", born(INA)),
        (INA, NUMBER, other_day),
        (its_ina, embargoed["numGestion"].as_str().unwrap(), born(its_ina)),
    ] {
        let visitor = Visitor::of(&app);
        let refused = page(gives(&visitor, &app, ina, number, &date).await).await;
        pages.push((refused.status, refused.title(), refused.text_of("main .fr-alert")));
        assert_eq!(visitor.get("/mes-releves").await.status(), StatusCode::SEE_OTHER, "no session began");
    }
    assert_eq!(pages[0].0, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(pages[0].2.contains("aucun relevé publié"), "{}", pages[0].2);
    assert!(pages.iter().all(|one| *one == pages[0]), "{pages:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_listed_and_lead_to_their_fields() {
    let app = start(&[]).await;
    let visitor = Visitor::of(&app);
    let date = ["2008", "2", "30"].map(str::to_owned);
    let page = page(gives(&visitor, &app, "", "12\"<b>", &date).await).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.links("#"), ["#contenu", "#pied", "#ina", "#num-gestion", "#jour"]);
    assert!(page.text_of("title").starts_with("Erreur"));
    assert_eq!(page.attribute("#num-gestion", "value"), "12\"<b>", "shown again for correction");
    let english = visitor.opens("/en/connexion/numeros").await;
    assert_eq!(english.title(), "See your transcript with your numbers");
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_on_one_ina_are_counted_together_with_those_of_the_api() {
    let app = start(&[("LIMITS__ATTEMPTS_PER_INA_PER_HOUR", "3")]).await;
    let visitor = Visitor::of(&app);
    for number in ["0000000001X", "0000000002X"] {
        let refused = gives(&visitor, &app, INA, number, &born(INA)).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let body = json!({ "ina": INA, "numGestion": "0000000003X" });
    new_client().post(app.at(CREDENTIALS)).json(&body).send().await.unwrap();
    let locked = gives(&visitor, &app, INA, NUMBER, &born(INA)).await;
    assert_eq!(locked.status(), StatusCode::TOO_MANY_REQUESTS, "even with the right numbers");
    assert!(locked.headers().contains_key(RETRY_AFTER));
    assert!(page(locked).await.text_of("main").contains("trop d’essais"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_that_tries_many_is_stopped() {
    let app = start(&[("LIMITS__PER_ADDRESS_PER_MINUTE", "2")]).await;
    let visitor = Visitor::of(&app);
    for ina in ["10000001", "10000002"] {
        gives(&visitor, &app, ina, NUMBER, &born(INA)).await;
    }
    let stopped = gives(&visitor, &app, "10000003", NUMBER, &born(INA)).await;
    assert_eq!(stopped.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn such_a_session_opens_nothing_that_asks_for_franceconnect_and_nobody_elses_record() {
    let app = start(&[]).await;
    let citizen = Visitor::of(&app);
    citizen.signs_in_as("btsa-ects").await;
    let others = location(&citizen.get("/mes-releves").await);
    assert_eq!(location(&citizen.get(FORM).await), "/mes-releves", "who is signed in needs no numbers");

    let visitor = Visitor::of(&app);
    gives(&visitor, &app, INA, NUMBER, &born(INA)).await;
    assert_eq!(visitor.opens(&others).await.status, StatusCode::NOT_FOUND);
    let search = visitor.get("/dossier/rechercher").await;
    assert!(location(&search).starts_with("/connexion?retour="), "a second proof needs a first one");

    visitor.signs_in_as("btsa-ects").await;
    assert_eq!(location(&visitor.get("/mes-releves").await), others, "FranceConnect takes its place");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_stood_on_another_site_begins_no_session() {
    let app = start(&[]).await;
    let [year, month, day] = born(INA);
    let form = [("ina", INA), ("numGestion", NUMBER), ("jour", &day), ("mois", &month), ("annee", &year)];
    let request = new_client().post(app.at(FORM)).header("sec-fetch-site", "cross-site").form(&form);
    assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_not_there_unless_the_settings_say_so() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    assert_eq!(visitor.opens(FORM).await.status, StatusCode::NOT_FOUND);
    assert_eq!(gives(&visitor, &app, INA, NUMBER, &born(INA)).await.status(), StatusCode::NOT_FOUND);
    assert!(visitor.opens("/sans-franceconnect").await.links("/connexion/").is_empty());
}

//! « Qui a consulté mon relevé »: the trail, as the person concerned reads it.

use mon_releve::sandbox::people;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::support::app::{App, Wish};
use crate::support::partners::{SITE_SECRET, registry};
use crate::support::visitor::{Visitor, new_client};

const CREDENTIALS: &str = "/arpent-resultats-api/api/arpent-resultats/audit-notes/credentials";

async fn asks(app: &App, ina: &str, num_gestion: &str) -> Response {
    let body = json!({ "ina": ina, "numGestion": num_gestion });
    let request = new_client().post(app.at(CREDENTIALS)).basic_auth("lycee-exemple", Some(SITE_SECRET));
    request.json(&body).send().await.unwrap()
}

/// INA and management number of the only record of « btsa-ects ».
fn numbers() -> (String, String) {
    let person = people::invented().unwrap().into_iter().find(|person| person.id == "btsa-ects").unwrap();
    let records = people::RECORDS.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let text = |record: &Value, name: &str| record[name].as_str().unwrap().to_owned();
    let own = records.into_iter().find(|record| {
        let name = record["candidat"]["nomNaissance"].as_str().unwrap();
        person.display_name().contains(name) && record["examen"]["diplome"] == "BTSA"
    });
    let own = own.unwrap();
    (text(&own, "ina"), text(&own, "numGestion"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_person_concerned_reads_who_saw_what_when_and_why() {
    let sites = registry(&[("lycee-exemple", "credentials = true")]);
    let dir = sites.path().to_str().unwrap().to_owned();
    let app = App::start_with(Wish { settings: vec![("PARTNERS__DIR", dir)], ..Wish::default() }).await;
    let (ina, num_gestion) = numbers();
    assert_eq!(asks(&app, &ina, &num_gestion).await.status(), StatusCode::OK);

    let visitor = Visitor::of(&app);
    visitor.signs_in_as("btsa-ects").await;
    let path = crate::support::visitor::location(&visitor.get("/mes-releves").await);
    visitor.opens(&path).await;
    let page = visitor.opens("/mes-consultations").await;
    assert_eq!(page.title(), "Qui a consulté mon relevé");
    let text = page.text_of("ol");
    let site = text.find("Lycée Exemple a reçu le relevé").expect(&text);
    let own = text.find("Vous, avec FranceConnect a vu le relevé").expect(&text);
    assert!(own < site, "newest first");
    assert!(text.contains("CRPA L. 114-8") && text.contains("(L0)") && text.contains("(L1)"), "{text}");

    let export = visitor.get("/mes-consultations/export.json").await;
    assert!(export.headers()[CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
    assert_eq!(export.headers()["cache-control"], "no-store");
    let export: Value = export.json().await.unwrap();
    let entries = export["consultations"].as_array().unwrap();
    let told: Vec<_> = entries.iter().map(|entry| (&entry["action"], &entry["qui"])).collect();
    assert_eq!(told[1], (&json!("TRANSMISSION"), &json!("Lycée Exemple")));
    assert!(entries.iter().all(|entry| path.ends_with(entry["releve"].as_str().unwrap())));
    let table = visitor.get("/mes-consultations/export.csv").await;
    assert_eq!(table.headers()[CONTENT_TYPE], "text/csv; charset=utf-8");
    let table = table.text().await.unwrap();
    assert_eq!(table.lines().count(), 1 + entries.len());
    assert!(table.starts_with("date,qui,action,releve,examen,base\r\n\""), "{table}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reads_the_trail_of_somebody_elses_record() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("btsa-ects").await;
    visitor.opens("/mes-releves").await;

    let other = Visitor::of(&app);
    other.signs_in_as("nominal-f").await;
    assert!(other.opens("/mes-consultations").await.all_text().contains("Personne n’a encore consulté"));
    let nobody = Visitor::of(&app).get("/mes-consultations").await;
    assert_eq!(nobody.status(), StatusCode::SEE_OTHER, "sign in first");
    let english = other.opens("/en/mes-consultations").await;
    assert_eq!(english.title(), "Who has seen my transcript");
}

#[tokio::test(flavor = "multi_thread")]
async fn traces_older_than_thirty_six_months_are_not_shown() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("btsa-ects").await;
    visitor.opens("/mes-releves").await;
    app.minutes_pass(60 * 24 * 366 * 3);
    let later = Visitor::of(&app);
    later.signs_in_as("btsa-ects").await;
    let page = later.opens("/mes-consultations").await;
    assert!(page.all_text().contains("Personne n’a encore consulté"), "{}", page.all_text());
}

//! Is this one genuine? Asked by anybody, by code.

use mon_releve::sandbox::people;
use reqwest::StatusCode;

use crate::support::app::App;
use crate::support::visitor::{Visitor, location};

/// The code on somebody's transcript.
pub async fn code_of(app: &App, person: &str) -> String {
    let visitor = Visitor::of(app);
    visitor.signs_in_as(person).await;
    let path = location(&visitor.get("/mes-releves").await);
    let text = visitor.opens(&path).await.all_text();
    text.split(|c: char| c.is_whitespace() || ",.".contains(c))
        .find(|word| mon_releve::domain::verification_code::VerificationCode::parse(word).is_ok())
        .unwrap_or_else(|| panic!("no code in {text}"))
        .to_owned()
}

pub async fn verdict(app: &App, code: &str) -> String {
    let client = crate::support::visitor::new_client();
    let answer =
        client.get(app.at(&format!("/v/{code}"))).header("accept", "application/json").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let answer: serde_json::Value = answer.json().await.unwrap();
    answer["statut"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_on_a_transcript_says_it_is_genuine() {
    let app = App::start().await;
    let code = code_of(&app, "btsa-ects").await;
    assert_eq!(verdict(&app, &code).await, "VALIDE");
    let page = Visitor::of(&app).opens(&format!("/v/{code}")).await;
    assert_eq!(page.title(), "Ce relevé est authentique");
    let typed = code.to_lowercase().replace('-', " ");
    let answer =
        Visitor::of(&app).client.post(app.at("/verifier")).form(&[("code", typed)]).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.text().await.unwrap().contains("Ce relevé est authentique"));
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_that_were_never_issued_all_get_the_same_answer() {
    let app = App::start().await;
    let mut byte = 0_u8;
    let never_issued = mon_releve::domain::verification_code::VerificationCode::draw(|| {
        byte = byte.wrapping_add(41);
        byte
    });
    let mut answers = Vec::new();
    for code in [never_issued.to_string(), "ABCD-EFGH-JKMN-PQRS".to_owned(), "x".to_owned(), "a".repeat(3000)]
    {
        assert_eq!(verdict(&app, &code).await, "INCONNU");
        answers.push(Visitor::of(&app).opens(&format!("/v/{code}")).await.text_of("h1"));
    }
    assert!(answers.iter().all(|answer| answer == &answers[0]), "{answers:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_typed_is_told_in_the_form() {
    let app = App::start().await;
    let answer =
        Visitor::of(&app).client.post(app.at("/verifier")).form(&[("code", " ")]).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().await.unwrap().contains("name=\"code\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_transcript_replaces_the_one_before() {
    let app = App::start().await;
    let code = code_of(&app, "btsa-ects").await;
    let line = people::RECORDS
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .find(|record| {
            record["examen"]["diplome"] == "BTSA"
                && record["ects"] == 120
                && record["examen"]["session"] == 2026
        })
        .unwrap();
    let mut corrections = Vec::new();
    for record in people::RECORDS.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
    {
        if record["examen"]["diplome"] == line["examen"]["diplome"] {
            let mut corrected = record.clone();
            corrected["version"] = 9.into();
            corrections.push(corrected.to_string());
        }
    }
    assert!(app.import(&corrections.join("\n")).await.rejects.is_empty());
    assert_eq!(verdict(&app, &code).await, "REMPLACE");
    assert_eq!(verdict(&app, &code_of(&app, "btsa-ects").await).await, "VALIDE");
}

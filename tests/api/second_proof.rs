//! The second proof: INA and management number open one's own record, and nobody else's.

use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::support::app::{App, Wish};
use crate::support::visitor::{Page, Visitor, location};

/// On the file of the person « typo-on-file »: found by no rule, born and sexed as she is.
const OWN: (&str, &str) = ("16066366", "3220546410C");
const NOBODYS: (&str, &str) = ("99999999", "3220546410C");

async fn gives(visitor: &Visitor<'_>, app: &App, (ina, num_gestion): (&str, &str)) -> Response {
    let page = visitor.opens("/dossier/rechercher").await;
    let token = page.attribute("main form input[name=jeton]", "value");
    let form = [("jeton", token.as_str()), ("ina", ina), ("numGestion", num_gestion)];
    let sent = visitor.client.post(app.at("/dossier/rechercher")).form(&form).send().await;
    sent.unwrap()
}

async fn page(response: Response) -> Page {
    Page { status: response.status(), text: response.text().await.unwrap() }
}

/// What the page says about the attempt, without what was typed.
async fn answer(response: Response) -> (StatusCode, String) {
    let page = page(response).await;
    (page.status, page.text_of("main .fr-alert"))
}

async fn is_found(visitor: &Visitor<'_>) -> bool {
    visitor.opens("/mes-releves").await.title() == "Relevé de notes"
}

async fn database(app: &App) -> sqlx::SqlitePool {
    let file = app.folder.path().join("records.sqlite");
    sqlx::SqlitePool::connect(&format!("sqlite:{}", file.display())).await.unwrap()
}

/// Actions and evidence kept about the record at this path, oldest first.
async fn trail(app: &App, path: &str) -> Vec<String> {
    let record = path.rsplit('/').next().unwrap();
    let kept: Vec<String> =
        sqlx::query_scalar("SELECT content FROM audit_entries WHERE record = ? ORDER BY id")
            .bind(record)
            .fetch_all(&database(app).await)
            .await
            .unwrap();
    let entries = kept.iter().map(|entry| serde_json::from_str::<Value>(entry).unwrap());
    let word = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    entries.map(|entry| format!("{} {}", word(&entry, "action"), word(&entry, "evidence"))).collect()
}

/// Changes the record of OWN, as another candidate's file.
fn changed(changes: &[(&str, Value)]) -> String {
    let line = mon_releve::sandbox::people::RECORDS.lines().find(|line| line.contains(OWN.0)).unwrap();
    let mut record: Value = serde_json::from_str(line).unwrap();
    for (pointer, value) in changes {
        *record.pointer_mut(pointer).unwrap() = value.clone();
    }
    record.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_is_not_found_is_linked_and_found_at_every_later_sign_in() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("typo-on-file").await;
    let lost = visitor.opens("/mes-releves").await;
    assert_eq!(lost.links("/dossier/"), ["/dossier/rechercher"]);

    let linked = gives(&visitor, &app, (" 16066 366", "3220546410-c")).await;
    assert_eq!(linked.status(), StatusCode::SEE_OTHER, "groups and small letters do not count");
    assert_eq!(location(&linked), "/mes-releves");
    assert!(is_found(&visitor).await);

    app.minutes_pass(60 * 24);
    let later = Visitor::of(&app);
    later.signs_in_as("typo-on-file").await;
    assert!(is_found(&later).await, "the proof is remembered");
    let own = location(&later.get("/mes-releves").await);
    assert_eq!(later.get(&format!("{own}/telecharger")).await.status(), StatusCode::OK);

    let other = Visitor::of(&app);
    other.signs_in_as("unknown").await;
    assert!(!is_found(&other).await, "the proof is one person's");
    assert_eq!(other.opens(&own).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_taken_back_by_whoever_made_it() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("typo-on-file").await;
    gives(&visitor, &app, OWN).await;
    let own = location(&visitor.get("/mes-releves").await);
    let ways = visitor.opens(&own).await.links(&format!("{own}/detacher"));
    let [way] = ways.as_slice() else { panic!("{ways:?}") };

    let stranger = Visitor::of(&app);
    stranger.signs_in_as("nominal-f").await;
    assert_eq!(stranger.opens(way).await.status, StatusCode::NOT_FOUND);
    let forged = visitor.client.post(app.at(way)).form(&[("jeton", "0")]).send().await.unwrap();
    assert_eq!(forged.status(), StatusCode::FORBIDDEN);
    assert!(is_found(&visitor).await);

    let ask = visitor.opens(way).await;
    let token = ask.attribute("main form input[name=jeton]", "value");
    for click in ["once", "twice"] {
        let form = [("jeton", token.as_str())];
        let done = visitor.client.post(app.at(way)).form(&form).send().await.unwrap();
        assert_eq!(location(&done), "/mes-releves", "{click}");
    }
    assert!(!is_found(&visitor).await);
    assert_eq!(visitor.opens(&own).await.status, StatusCode::NOT_FOUND);
    assert_eq!(gives(&visitor, &app, OWN).await.status(), StatusCode::SEE_OTHER, "and made again");
    assert!(is_found(&visitor).await);
    let mut entries = trail(&app, &own).await;
    entries.dedup();
    let [linked, seen, let_go] =
        ["RATTACHEMENT", "CONSULTATION", "DETACHEMENT"].map(|action| format!("{action} L0"));
    assert_eq!(entries, [&linked, &seen, &let_go, &linked, &seen].map(String::as_str));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_found_by_its_civil_identity_cannot_be_detached() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("twin-a").await;
    let own = location(&visitor.get("/mes-releves").await);
    assert!(visitor.opens(&own).await.links(&format!("{own}/detacher")).is_empty());
    assert_eq!(visitor.opens(&format!("{own}/detacher")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_wrong_and_somebody_elses_numbers_get_the_same_answer() {
    let app = App::start().await;
    let born_otherwise = changed(&[
        ("/ina", json!("70000001")),
        ("/numGestion", json!("7000000001A")),
        ("/candidat/dateNaissance", json!("2004-12-04")),
    ]);
    let of_other_sex = changed(&[
        ("/ina", json!("70000002")),
        ("/numGestion", json!("7000000002B")),
        ("/candidat/sexe", json!("F")),
    ]);
    let to_come = changed(&[
        ("/ina", json!("70000003")),
        ("/numGestion", json!("7000000003C")),
        ("/publieLe", json!("2099-01-01T00:00:00Z")),
    ]);
    app.import(&[born_otherwise, of_other_sex, to_come].join("\n")).await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("typo-on-file").await;
    let unknown = answer(gives(&visitor, &app, NOBODYS).await).await;
    assert_eq!(unknown.0, StatusCode::UNPROCESSABLE_ENTITY);
    for (numbers, what) in [
        ((OWN.0, "3220546410D"), "a wrong management number"),
        (("12345678", "0000000000X"), "somebody else's numbers"),
        (("70000001", "7000000001A"), "another birth date"),
        (("70000002", "7000000002B"), "another sex"),
        (("70000003", "7000000003C"), "not published yet"),
    ] {
        assert_eq!(answer(gives(&visitor, &app, numbers).await).await, unknown, "{what}");
        assert!(!is_found(&visitor).await, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_such_a_number_is_said_beside_its_field() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("typo-on-file").await;
    let wrong = page(gives(&visitor, &app, ("", "12<b>")).await).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.text_of("#ina-erreur"), "Saisissez votre numéro INA.");
    assert_eq!(
        wrong.text_of("#num-gestion-erreur"),
        "Le numéro de gestion doit comporter dix chiffres et une lettre."
    );
    assert_eq!(wrong.attribute("#num-gestion", "value"), "12<b>");
    assert!(wrong.text_of("title").starts_with("Erreur : "));
    let huge = "1".repeat(5000);
    assert_eq!(gives(&visitor, &app, (&huge, &huge)).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let form = [("ina", OWN.0), ("numGestion", OWN.1)];
    let forged = visitor.client.post(app.at("/dossier/rechercher")).form(&form).send().await.unwrap();
    assert_eq!(forged.status(), StatusCode::FORBIDDEN, "a form needs its token");
    let nobody = Visitor::of(&app).get("/dossier/rechercher").await;
    assert!(location(&nobody).starts_with("/connexion?retour=/dossier/rechercher"));
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_locked_by_person_and_by_ina() {
    let app = App::start_with(Wish {
        settings: vec![("LIMITS__ATTEMPTS_PER_INA_PER_HOUR", "3".to_owned())],
        ..Wish::default()
    })
    .await;
    let guesser = Visitor::of(&app);
    guesser.signs_in_as("unknown").await;
    for _ in 0..3 {
        assert_eq!(answer(gives(&guesser, &app, (OWN.0, "3220546410D")).await).await.0, 422);
    }
    let locked = gives(&guesser, &app, ("77777777", "3220546410D")).await;
    assert_eq!(locked.status(), StatusCode::TOO_MANY_REQUESTS, "the person is locked, whichever INA");
    let wait: u64 = locked.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((3000..=3601).contains(&wait), "{wait}");
    assert!(page(locked).await.text_of("main").contains("Réessayez après"));

    let owner = Visitor::of(&app);
    owner.signs_in_as("typo-on-file").await;
    assert_eq!(
        gives(&owner, &app, OWN).await.status(),
        StatusCode::TOO_MANY_REQUESTS,
        "the INA is locked too"
    );
    assert_eq!(gives(&owner, &app, NOBODYS).await.status(), 422, "another INA is not");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_limit_nobody_is_locked() {
    let settings = vec![("LIMITS__ATTEMPTS_PER_INA_PER_HOUR", "0".to_owned())];
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("typo-on-file").await;
    for _ in 0..15 {
        assert_eq!(gives(&visitor, &app, NOBODYS).await.status(), 422);
    }
    assert_eq!(gives(&visitor, &app, OWN).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_linked_record_moves_with_a_changed_sub_and_to_nobody_else() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("typo-on-file").await;
    gives(&visitor, &app, OWN).await;
    let own = location(&visitor.get("/mes-releves").await);

    // FranceConnect knows the same person under another sub, as after a change of name.
    let renamed = "UPDATE proven_links SET subject = 'the sub of before'";
    sqlx::query(renamed).execute(&database(&app).await).await.unwrap();
    assert!(!is_found(&visitor).await, "another sub has no link");
    assert_eq!(gives(&visitor, &app, OWN).await.status(), StatusCode::SEE_OTHER);
    assert!(is_found(&visitor).await);
    let entries = trail(&app, &own).await;
    assert!(entries.contains(&"DETACHEMENT L0".to_owned()), "{entries:?}");

    // Somebody else who would pass the comparison of birth date and sex, and has the numbers.
    let likeness = "UPDATE proven_links SET subject = 'somebody', likeness = 'of somebody else'";
    sqlx::query(likeness).execute(&database(&app).await).await.unwrap();
    let refused = answer(gives(&visitor, &app, OWN).await).await;
    assert_eq!(refused, answer(gives(&visitor, &app, NOBODYS).await).await);
    assert!(!is_found(&visitor).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_twin_with_the_letters_of_the_other_gets_nothing() {
    let app = App::start().await;
    let twin = Visitor::of(&app);
    twin.signs_in_as("twin-b").await;
    let refused = answer(gives(&twin, &app, ("48151255", "6451150191D")).await).await;
    assert_eq!(refused, answer(gives(&twin, &app, NOBODYS).await).await);
    assert_eq!(gives(&twin, &app, ("35224049", "2964985109T")).await.status(), StatusCode::SEE_OTHER);
    assert!(is_found(&twin).await, "her own, still alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_speak_english_too_and_several_look_like_nobody() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("ambiguous").await;
    let several = visitor.opens("/en/dossier/a-verifier").await;
    let nobody = visitor.opens("/en/dossier/introuvable").await;
    let words = |page: &Page| page.text_of("main").split("Reference").next().unwrap().to_owned();
    assert_eq!(words(&several), words(&nobody));
    assert_eq!(nobody.links("/en/dossier/"), ["/en/dossier/rechercher"]);
    assert_eq!(visitor.opens("/en/dossier/rechercher").await.title(), "Find your record");

    // Two files fit; the numbers say which, and only that one is shown.
    let linked = gives(&visitor, &app, ("88120347", "4188220762E")).await;
    assert_eq!(linked.status(), StatusCode::SEE_OTHER);
    assert!(is_found(&visitor).await);
}

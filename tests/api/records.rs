//! Whose records are shown: one's own, all of them, nobody else's, and none before its time.

use mon_releve::sandbox::people;
use reqwest::StatusCode;

use crate::support::app::App;
use crate::support::visitor::{Visitor, location};

#[tokio::test(flavor = "multi_thread")]
async fn somebody_with_two_records_sees_both_and_chooses() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("nominal-f").await;
    let list = visitor.opens("/mes-releves").await;
    let links = list.links("/mes-releves/");
    assert_eq!(links.len(), 2, "{links:?}");
    for link in links {
        assert_eq!(visitor.opens(&link).await.status, StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_unknown_gets_a_neutral_page_with_a_way_on() {
    let app = App::start().await;
    let mut pages = Vec::new();
    for person in ["unknown", "ambiguous", "typo-on-file"] {
        let visitor = Visitor::of(&app);
        visitor.signs_in_as(person).await;
        assert_eq!(location(&visitor.get("/mes-releves").await), "/dossier/introuvable", "{person}");
        let page = visitor.opens("/dossier/introuvable").await;
        assert_eq!(page.status, StatusCode::OK);
        pages.push(page.text_of("main"));
    }
    assert_eq!(pages[0], pages[1], "nobody and several look the same");
    assert_eq!(pages[0], pages[2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_another_persons_record_by_its_reference() {
    let app = App::start().await;
    let (owner, other) = (Visitor::of(&app), Visitor::of(&app));
    owner.signs_in_as("twin-a").await;
    other.signs_in_as("twin-b").await;
    let own = location(&owner.get("/mes-releves").await);
    let others = location(&other.get("/mes-releves").await);
    assert_ne!(own, others);
    for path in
        [own.clone(), format!("{own}/telecharger"), format!("/en{own}"), format!("/en{own}/telecharger")]
    {
        let page = other.opens(&path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(page.status, other.opens("/mes-releves/00000000000000000000000000000000").await.status);
        assert!(location(&Visitor::of(&app).get(&path).await).contains("/connexion"), "{path}");
    }
    assert_eq!(owner.opens(&own).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_of_the_demo_gets_exactly_their_own_records() {
    let app = App::start().await;
    let records: Vec<serde_json::Value> =
        people::RECORDS.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for person in people::invented().unwrap() {
        let visitor = Visitor::of(&app);
        visitor.signs_in_as(&person.id).await;
        let first = location(&visitor.get("/mes-releves").await);
        let pages = match first.as_str() {
            "/dossier/introuvable" => Vec::new(),
            link if link.starts_with("/mes-releves/") => vec![link.to_owned()],
            _ => panic!("{first}"),
        };
        for path in pages {
            let page = visitor.opens(&path).await;
            let text = page.all_text();
            let claims = &person.userinfo;
            let born = claims["birthdate"].as_str().unwrap();
            let fits = records.iter().any(|record| record["candidat"]["dateNaissance"] == born);
            assert!(fits, "{}: {text}", person.id);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_record_is_visible_before_its_publication() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("not-yet-published").await;
    let own = location(&visitor.get("/mes-releves").await);
    let page = visitor.opens(&own).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.title(), "Votre relevé n’est pas encore disponible");
    for word in ["Admis", "Ajourné", "admis", "Baccalauréat", "moyenne", "Moyenne", "<table"] {
        assert!(!page.text.contains(word), "{word}");
    }
    assert_eq!(visitor.opens(&format!("{own}/telecharger")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_appears_at_its_instant_of_publication() {
    let app = App::start().await;
    let hidden = people::RECORDS.lines().find(|line| line.contains("2099-07")).unwrap();
    let mut record: serde_json::Value = serde_json::from_str(hidden).unwrap();
    use mon_releve::ports::clock::Clock;
    let soon = app.clock.now() + jiff::SignedDuration::from_mins(10);
    record["publieLe"] = soon.to_string().into();
    record["version"] = 2.into();
    let report = app.import(&record.to_string()).await;
    assert_eq!((report.corrected, report.rejects.len()), (1, 0));
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("not-yet-published").await;
    let own = location(&visitor.get("/mes-releves").await);
    assert_eq!(visitor.opens(&own).await.title(), "Votre relevé n’est pas encore disponible");
    app.minutes_pass(11);
    assert!(visitor.opens(&own).await.text.contains("<table"));
}

#[tokio::test(flavor = "multi_thread")]
async fn importing_twice_changes_nothing_and_a_bad_line_imports_nothing() {
    let app = App::start().await;
    let again = app.import(people::RECORDS).await;
    assert_eq!((again.added, again.corrected, again.rejects.len()), (0, 0, 0));
    assert_eq!(again.unchanged, people::RECORDS.lines().count());

    let mut lines: Vec<String> =
        people::RECORDS.lines().map(|line| line.replace("\"version\": 1", "\"version\": 7")).collect();
    lines[16] = lines[16].replace("\"decision\"", "\"desicion\"");
    let report = app.import(&lines.join("\n")).await;
    assert_eq!(report.rejects.iter().map(|reject| reject.line).collect::<Vec<_>>(), [17]);
    let after = app.import(people::RECORDS).await;
    assert_eq!(after.unchanged, people::RECORDS.lines().count(), "nothing of the broken file was kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_known_before_cannot_be_rewritten() {
    let app = App::start().await;
    let line = people::RECORDS.lines().next().unwrap();
    let mut changed: serde_json::Value = serde_json::from_str(line).unwrap();
    changed["ects"] = 1.into();
    let report = app.import(&changed.to_string()).await;
    assert_eq!(report.rejects.len(), 1);
    assert!(report.rejects[0].reason.contains("higher version"), "{}", report.rejects[0].reason);
}

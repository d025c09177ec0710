//! Share codes: a candidate gives one away, its holder sees what the candidate chose, and nothing after its end.

use mon_releve::domain::exam_file::RecordRef;
use mon_releve::ports::publications::Which;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use serde_json::Value;

use crate::support::app::{App, Wish};
use crate::support::visitor::{Page, Visitor, location};

/// A candidate who is signed in, and the path of their only transcript.
async fn candidate<'a>(app: &'a App, person: &str) -> (Visitor<'a>, String) {
    let visitor = Visitor::of(app);
    visitor.signs_in_as(person).await;
    let path = location(&visitor.get("/mes-releves").await);
    (visitor, path)
}

async fn page(response: Response) -> Page {
    Page { status: response.status(), text: response.text().await.unwrap() }
}

async fn wishes(visitor: &Visitor<'_>, path: &str, wish: &[(&str, &str)]) -> Page {
    let path = format!("{path}/partager");
    let token = visitor.opens(&path).await.attribute("main form input[name=jeton]", "value");
    let form: Vec<_> = [("jeton", token.as_str())].into_iter().chain(wish.iter().copied()).collect();
    page(visitor.client.post(visitor.at(&path)).form(&form).send().await.unwrap()).await
}

/// The code of a wish that is granted.
async fn code(visitor: &Visitor<'_>, path: &str, wish: &[(&str, &str)]) -> String {
    let made = wishes(visitor, path, wish).await;
    assert_eq!((made.status, made.title().as_str()), (StatusCode::OK, "Votre code est prêt"));
    made.text_of(".mr-code")
}

async fn opens(app: &App, code: &str, pin: &str) -> Page {
    let holder = Visitor::of(app);
    page(holder.client.post(app.at(&format!("/partage/{code}"))).form(&[("pin", pin)]).send().await.unwrap())
        .await
}

async fn takes(app: &App, code: &str, pin: &str) -> Response {
    let address = app.at(&format!("/partage/{code}/telecharger"));
    Visitor::of(app).client.post(address).form(&[("pin", pin)]).send().await.unwrap()
}

/// Gives the numbers of the record that civil identity alone does not find.
async fn proves(visitor: &Visitor<'_>, app: &App) {
    let token = visitor.opens("/dossier/rechercher").await.attribute("main form input[name=jeton]", "value");
    let form = [("jeton", token.as_str()), ("ina", "16066366"), ("numGestion", "3220546410C")];
    visitor.client.post(app.at("/dossier/rechercher")).form(&form).send().await.unwrap();
}

async fn turns_off(visitor: &Visitor<'_>, path: &str) -> String {
    let ask = visitor.opens(path).await;
    let token = ask.attribute("main form input[name=jeton]", "value");
    location(&visitor.client.post(visitor.at(path)).form(&[("jeton", token.as_str())]).send().await.unwrap())
}

/// Actions on the trail, with who did them.
async fn trail(app: &App) -> Vec<(String, String)> {
    let entries = app.trail().await;
    let entries = entries.iter().map(|entry| serde_json::from_str::<Value>(entry).unwrap());
    let who = |actor: &Value| match actor {
        Value::String(name) => name.clone(),
        other => other.as_object().unwrap().keys().next().unwrap().clone(),
    };
    entries.map(|entry| (entry["action"].as_str().unwrap().to_owned(), who(&entry["actor"]))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_sees_the_transcript_it_was_given_a_code_for_and_the_candidate_sees_that() {
    let app = App::start().await;
    let (visitor, path) = candidate(&app, "btsa-ects").await;
    assert_eq!(visitor.opens(&path).await.links(&format!("{path}/partager")).len(), 1);
    let wish = [("pour", "Lycée Exemple"), ("contenu", "document"), ("duree", "7")];
    let code = code(&visitor, &path, &wish).await;

    let shut = Visitor::of(&app).opens(&format!("/partage/{code}")).await;
    assert_eq!(shut.title(), "Un candidat partage son relevé avec vous");
    assert!(!shut.text.contains("-TEST"), "following a link opens nothing");
    let nobody_yet = visitor.opens("/mes-partages").await;
    assert!(nobody_yet.all_text().contains("Personne ne l’a encore utilisé."));

    let open = opens(&app, &code, "").await;
    assert_eq!((open.status, open.title().as_str()), (StatusCode::OK, "Ce relevé est authentique"));
    assert!(open.all_text().contains("-TEST") && open.text.contains("<table"), "with its marks");
    let taken = takes(&app, &code, "").await;
    assert_eq!(taken.headers()[CONTENT_TYPE], "application/pdf");
    assert_eq!(taken.headers()["cache-control"], "no-store");
    assert!(taken.bytes().await.unwrap().starts_with(b"%PDF"));

    let shares = visitor.opens("/mes-partages").await;
    assert_eq!(shares.text_of("summary"), "Utilisé 2 fois");
    assert!(shares.all_text().contains("PDF téléchargé") && shares.all_text().contains("Lycée Exemple"));
    assert!(!shares.text.contains(&code), "the code is shown once");
    let consultations = visitor.opens("/mes-consultations").await.all_text();
    assert!(consultations.contains("Une personne à qui vous avez donné un code : Lycée Exemple"));
    let trail = trail(&app).await;
    let told: Vec<_> = trail.iter().map(|(action, who)| (action.as_str(), who.as_str())).collect();
    assert!(told.ends_with(&[
        ("PARTAGE", "candidate"),
        ("CONSULTATION", "share"),
        ("TELECHARGEMENT", "share"),
    ]));
    assert!(!app.trail().await.concat().contains("Lycée Exemple"), "for whom is the candidate's alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_see_the_result_sees_no_mark() {
    let app = App::start().await;
    let (visitor, path) = candidate(&app, "btsa-ects").await;
    let result = code(&visitor, &path, &[("pour", "x"), ("contenu", "resultat"), ("duree", "1")]).await;
    let open = opens(&app, &result, "").await;
    assert!(open.all_text().contains("-TEST") && !open.text.contains("<table"));
    assert_eq!(takes(&app, &result, "").await.status(), StatusCode::NOT_FOUND);
    let forged = code(&visitor, &path, &[("pour", "x"), ("contenu", "tout"), ("duree", "9999")]).await;
    assert!(!opens(&app, &forged, "").await.text.contains("<table"), "the least, when in doubt");
    app.minutes_pass(24 * 60 + 1);
    assert_eq!(opens(&app, &forged, "").await.status, StatusCode::GONE, "and for the shortest time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_ends_by_itself_or_when_it_is_turned_off() {
    let app = App::start().await;
    let (visitor, path) = candidate(&app, "btsa-ects").await;
    let wish = [("pour", "Lycée Exemple"), ("contenu", "releve"), ("duree", "7")];
    let (first, second) = (code(&visitor, &path, &wish).await, code(&visitor, &path, &wish).await);
    let offs = visitor.opens("/mes-partages").await.links("/mes-partages/");
    assert_eq!(offs.len(), 2);

    let other = Visitor::of(&app);
    other.signs_in_as("nominal-f").await;
    assert_eq!(other.get(&offs[0]).await.status(), StatusCode::NOT_FOUND, "somebody else's");
    let foreign = other.opens("/").await.attribute("form input[name=jeton]", "value");
    let form = [("jeton", foreign.as_str())];
    other.client.post(app.at(&offs[0])).form(&form).send().await.unwrap();
    assert_eq!(opens(&app, &second, "").await.status, StatusCode::OK, "still open");
    let forged = visitor.client.post(app.at(&offs[0])).form(&form).send().await.unwrap();
    assert_eq!(forged.status(), StatusCode::FORBIDDEN, "a form of another session");

    assert_eq!(turns_off(&visitor, &offs[0]).await, "/mes-partages?desactive=1");
    assert_eq!(visitor.get(&offs[0]).await.status(), StatusCode::NOT_FOUND, "nothing left to turn off");
    let states = [opens(&app, &first, "").await.status, opens(&app, &second, "").await.status];
    assert!(states.contains(&StatusCode::GONE) && states.contains(&StatusCode::OK), "that one alone");
    let shut = opens(&app, if states[0] == StatusCode::GONE { &first } else { &second }, "").await;
    assert_eq!(shut.title(), "Ce code a expiré ou a été désactivé");
    assert!(!shut.all_text().contains("-TEST"));

    app.minutes_pass(7 * 24 * 60 + 1);
    for code in [&first, &second] {
        assert_eq!(opens(&app, code, "").await.status, StatusCode::GONE);
        assert_eq!(takes(&app, code, "").await.status(), StatusCode::GONE);
        assert_eq!(Visitor::of(&app).opens(&format!("/partage/{code}")).await.status, StatusCode::GONE);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_asked_for_and_cannot_be_guessed() {
    let settings = vec![("LIMITS__ATTEMPTS_PER_INA_PER_HOUR", "3".to_owned())];
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let (visitor, path) = candidate(&app, "btsa-ects").await;
    let wish = [("pour", "x"), ("contenu", "document"), ("duree", "7"), ("pin", "48 15 16")];
    let code = code(&visitor, &path, &wish).await;
    for wrong in ["", "481517", "no", &"9".repeat(5_000)] {
        let shut = opens(&app, &code, wrong).await;
        assert_eq!(shut.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!shut.all_text().contains("-TEST"));
    }
    assert_eq!(takes(&app, &code, "481517").await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(opens(&app, &code, "481516").await.status, StatusCode::OK);
    assert_eq!(takes(&app, &code, "481516").await.status(), StatusCode::OK, "and counting begins anew");
    for _ in 0..3 {
        opens(&app, &code, "000000").await;
    }
    let address = app.at(&format!("/partage/{code}"));
    let locked = Visitor::of(&app).client.post(address).form(&[("pin", "481516")]).send().await.unwrap();
    assert_eq!(locked.status(), StatusCode::TOO_MANY_REQUESTS, "even with the right one");
    assert!(locked.headers().contains_key(RETRY_AFTER));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_code_opens_nothing_and_looks_the_same() {
    let app = App::start().await;
    let never_made = "KKKK-KKKK-KKKK-KKKK";
    let answers = [opens(&app, never_made, "").await, opens(&app, "nonsense", "").await];
    for answer in &answers {
        assert_eq!(answer.title(), "Nous ne pouvons pas confirmer ce relevé");
    }
    assert_eq!(answers[0].text_of("main .fr-alert"), answers[1].text_of("main .fr-alert"));
    let elsewhere = Visitor::of(&app).client.post(app.at(&format!("/partage/{never_made}")));
    let forged =
        elsewhere.header("Origin", "https://evil.example").form(&[("pin", "")]).send().await.unwrap();
    assert_eq!(forged.status(), StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_share_code_typed_where_the_printed_code_belongs_leads_to_what_is_shared() {
    let app = App::start().await;
    let (visitor, path) = candidate(&app, "btsa-ects").await;
    let code = code(&visitor, &path, &[("pour", "x"), ("contenu", "releve"), ("duree", "7")]).await;
    let holder = Visitor::of(&app);
    let typed = [("code", code.to_lowercase().replace('-', " "))];
    let sent = holder.client.post(app.at("/verifier")).form(&typed).send().await.unwrap();
    assert_eq!(location(&sent), format!("/partage/{code}"));
    let printed = visitor.opens(&path).await.text_of(".mr-code");
    assert_ne!(printed, code);
    assert_eq!(opens(&app, &printed, "").await.title(), "Nous ne pouvons pas confirmer ce relevé");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_or_a_withdrawal_is_not_shown_under_the_old_code() {
    let app = App::start().await;
    let (visitor, path) = candidate(&app, "btsa-ects").await;
    let code = code(&visitor, &path, &[("pour", "x"), ("contenu", "document"), ("duree", "7")]).await;
    let reference = RecordRef::parse(path.rsplit('/').next().unwrap()).unwrap();
    app.ministry().await.withdraw(&Which::Record(reference)).await.unwrap();
    let shut = opens(&app, &code, "").await;
    assert_eq!(shut.title(), "Ce relevé n’est plus valable");
    assert!(!shut.all_text().contains("-TEST"));
    assert!(!takes(&app, &code, "").await.headers()[CONTENT_TYPE].to_str().unwrap().contains("pdf"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_let_go_is_shared_no_more() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("typo-on-file").await;
    proves(&visitor, &app).await;
    let path = location(&visitor.get("/mes-releves").await);
    let code = code(&visitor, &path, &[("pour", "x"), ("contenu", "releve"), ("duree", "7")]).await;
    assert_eq!(opens(&app, &code, "").await.status, StatusCode::OK);
    turns_off(&visitor, &format!("{path}/detacher")).await;
    assert_eq!(opens(&app, &code, "").await.status, StatusCode::GONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_moves_to_a_changed_sub_is_shared_anew() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("typo-on-file").await;
    proves(&visitor, &app).await;
    let path = location(&visitor.get("/mes-releves").await);
    let code = code(&visitor, &path, &[("pour", "x"), ("contenu", "releve"), ("duree", "7")]).await;

    // FranceConnect knows the same person under another sub, as after a change of name: nobody sees the code in
    // a list any more, so nobody could turn it off.
    let file = app.folder.path().join("records.sqlite");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    for table in ["proven_links", "shares"] {
        let renamed = format!("UPDATE {table} SET subject = 'the sub of before'");
        sqlx::query(sqlx::AssertSqlSafe(renamed)).execute(&pool).await.unwrap();
    }
    assert_eq!(opens(&app, &code, "").await.status, StatusCode::OK);
    proves(&visitor, &app).await;
    assert_eq!(opens(&app, &code, "").await.status, StatusCode::GONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn wishes_that_make_no_sense_are_explained_and_ten_codes_are_enough() {
    let app = App::start().await;
    let (visitor, path) = candidate(&app, "btsa-ects").await;
    for (label, pin, told) in [
        ("  ", "", "Indiquez à qui vous donnez ce code."),
        (&*"é".repeat(61), "", "Le nom doit tenir en 60 caractères, sur une ligne."),
        ("x", "4815", "Le code confidentiel doit comporter de 6 à 8 chiffres."),
    ] {
        let again = wishes(&visitor, &path, &[("pour", label), ("pin", pin), ("contenu", "releve")]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text_of(".fr-alert").contains(told), "{told}");
        assert_eq!(
            again.attributes("input[name=contenu][checked]", "value"),
            ["releve"],
            "what was chosen stays"
        );
    }
    for _ in 0..10 {
        code(&visitor, &path, &[("pour", "x"), ("contenu", "releve"), ("duree", "7")]).await;
    }
    let full = wishes(&visitor, &path, &[("pour", "x"), ("contenu", "releve"), ("duree", "7")]).await;
    assert_eq!(full.status, StatusCode::CONFLICT);
    assert!(full.all_text().contains("Vous avez déjà 10 codes actifs."));
    let first = visitor.opens("/mes-partages").await.links("/mes-partages/").remove(0);
    turns_off(&visitor, &first).await;
    code(&visitor, &path, &[("pour", "x"), ("contenu", "releve"), ("duree", "7")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_shares_what_is_not_theirs() {
    let settings = vec![("SESSIONS__WITHOUT_FRANCECONNECT", "true".to_owned())];
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let (_, path) = candidate(&app, "btsa-ects").await;
    let other = Visitor::of(&app);
    other.signs_in_as("nominal-f").await;
    let share = format!("{path}/partager");
    assert_eq!(other.get(&share).await.status(), StatusCode::NOT_FOUND);
    let token = other.opens("/").await.attribute("form input[name=jeton]", "value");
    let form = [("jeton", token.as_str()), ("pour", "x"), ("contenu", "document"), ("duree", "7")];
    let sent = other.client.post(app.at(&share)).form(&form).send().await.unwrap();
    assert_eq!(sent.status(), StatusCode::NOT_FOUND);
    let nobody = Visitor::of(&app).get(&share).await;
    assert_eq!(nobody.status(), StatusCode::SEE_OTHER, "sign in first");
    assert!(trail(&app).await.iter().all(|(action, _)| action != "PARTAGE"));
    assert_eq!(trail(&app).await.len(), 2, "two sign-ins");
}

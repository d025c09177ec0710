//! The end of a session: on purpose, by time, and what remains afterwards.

use reqwest::StatusCode;

use crate::support::app::{App, Wish};
use crate::support::visitor::{Visitor, location};
use mon_releve::sandbox::franceconnect::behaviour::{Mood, Order};

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_closes_both_sessions() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("nominal-f").await;
    let franceconnect = visitor.signs_out().await;
    assert!(franceconnect.contains("/session/end?"), "{franceconnect}");
    assert_eq!(
        location(&visitor.get("/mes-releves").await),
        "/connexion?retour=/mes-releves",
        "dead already"
    );
    let back = visitor.client.get(&franceconnect).send().await.unwrap();
    let back = location(&back);
    assert!(back.starts_with(app.at("/deconnexion/retour").as_str()), "{back}");
    let confirmation = location(&visitor.client.get(&back).send().await.unwrap());
    assert_eq!(confirmation, "/deconnexion/confirmation?franceconnect=fermee");
    assert!(visitor.opens(&confirmation).await.all_text().contains("sur FranceConnect"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_return_from_franceconnect_is_safe_without_state_with_a_foreign_one_and_twice() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    for query in
        ["", "?state=undefined", "?state=", &format!("?state={}", "0".repeat(64)), "?state=a&state=b"]
    {
        let page = visitor.opens(&format!("/deconnexion/retour{query}")).await;
        assert!(page.status.is_success() || page.status == StatusCode::BAD_REQUEST, "{query}");
        assert!(!page.all_text().contains("sur Mon relevé agricole et sur FranceConnect"), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_works_while_franceconnect_is_down() {
    let settings = vec![("FRANCECONNECT__TIMEOUT_MS", "300".to_owned())];
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("nominal-f").await;
    app.order(&Order { discovery: Some(Mood::ServerError), ..Order::default() });
    app.minutes_pass(15);
    visitor.signs_out().await;
    assert_eq!(location(&visitor.get("/mes-releves").await), "/connexion?retour=/mes-releves");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_that_this_page_did_not_draw_is_refused() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("nominal-f").await;
    let forged = visitor.client.post(app.at("/deconnexion")).form(&[("jeton", "0")]).send().await.unwrap();
    assert_eq!(forged.status(), StatusCode::FORBIDDEN);
    let token = visitor.opens("/").await.attribute("input[name=jeton]", "value");
    let request = visitor.client.post(app.at("/deconnexion")).form(&[("jeton", &token)]);
    let foreign = request.header("origin", "https://example.org").send().await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    let request = visitor.client.post(app.at("/deconnexion")).form(&[("jeton", &token)]);
    let framed =
        request.header("origin", "null").header("sec-fetch-site", "cross-site").send().await.unwrap();
    assert_eq!(framed.status(), StatusCode::FORBIDDEN);
    assert_eq!(visitor.opens("/mes-releves").await.status, StatusCode::OK, "still signed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_half_an_hour_without_a_request() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("nominal-f").await;
    for _ in 0..4 {
        app.minutes_pass(25);
        assert_eq!(visitor.opens("/mes-releves").await.status, StatusCode::OK, "still there while used");
    }
    app.minutes_pass(31);
    let page = visitor.opens("/mes-releves").await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert_eq!(page.title(), "Votre session est terminée");
    assert!(!page.links("/connexion").is_empty(), "a way on");
    assert_eq!(visitor.opens("/session-expiree").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_eight_hours_in_any_case() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("nominal-f").await;
    for _ in 0..23 {
        app.minutes_pass(20);
        assert_eq!(visitor.opens("/mes-releves").await.status, StatusCode::OK);
    }
    app.minutes_pass(21);
    assert_eq!(visitor.get("/mes-releves").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_gesture_keeps_a_session_and_leads_back_to_the_page() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("nominal-f").await;
    let page = visitor.opens("/en/verifier").await;
    let form = [
        ("jeton", page.attribute(".mr-session input[name=jeton]", "value")),
        ("retour", page.attribute(".mr-session input[name=retour]", "value")),
    ];
    let extends = async |form: &[(&str, String)]| {
        visitor.client.post(app.at("/en/session/prolonger")).form(form).send().await.unwrap()
    };
    app.minutes_pass(29);
    assert_eq!(location(&extends(&form).await), "/en/verifier");
    app.minutes_pass(29);
    assert_eq!(visitor.opens("/mes-releves").await.status, StatusCode::OK, "still signed in");

    let forged = [("jeton", "0".repeat(64)), form[1].clone()];
    assert_eq!(extends(&forged).await.status(), StatusCode::FORBIDDEN);
    let away = [form[0].clone(), ("retour", "//example.org".to_owned())];
    assert_eq!(location(&extends(&away).await), "/en/mes-releves", "never to another site");
    app.minutes_pass(31);
    assert_eq!(location(&extends(&form).await), "/en/verifier", "too late: the page says so");
    assert_eq!(visitor.get("/en/mes-releves").await.status(), StatusCode::SEE_OTHER);
}

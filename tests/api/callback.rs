//! Callbacks that serve nothing: each ends in a plain page with a way on.

use reqwest::StatusCode;
use reqwest::header::SET_COOKIE;

use crate::support::app::App;
use crate::support::visitor::{Visitor, location};

#[tokio::test(flavor = "multi_thread")]
async fn callbacks_without_use_end_in_a_page_that_starts_again() {
    let app = App::start().await;
    let unknown = "0".repeat(64);
    for query in [
        String::new(),
        "?error=access_denied".to_owned(),
        "?code=abc".to_owned(),
        "?state=undefined&error=access_denied".to_owned(),
        "?code=abc&state=undefined".to_owned(),
        format!("?code=abc&state={unknown}"),
        format!("?error=access_denied&state={unknown}"),
        format!("?code=abc&code=def&state={unknown}"),
        format!("?code=abc&state={unknown}&state={unknown}"),
        format!("?code={}&state={unknown}", "a".repeat(20_000)),
        "?code=%FF%00&state=%FF".to_owned(),
    ] {
        let visitor = Visitor::of(&app);
        let page = visitor.opens(&format!("/connexion/retour{query}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(page.title(), "Cette page de connexion n’est plus valable", "{query}");
        assert!(page.links("/connexion").contains(&"/connexion".to_owned()), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reloading_the_callback_goes_on_as_if_nothing_had_happened() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    let authorize = visitor.clicks_sign_in("/connexion").await;
    let callback = visitor.identifies_as(&authorize, "nominal-f").await;
    for _ in 0..3 {
        assert_eq!(location(&visitor.comes_back(&callback).await), "/mes-releves");
    }
    assert_eq!(app.franceconnect.calls().token, 1, "the code was sent once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_that_no_longer_serves_still_knows_where_its_browser_wanted_to_go() {
    let app = App::start().await;
    let (visitor, stranger) = (Visitor::of(&app), Visitor::of(&app));
    let authorize = visitor.clicks_sign_in("/en/connexion?retour=/mes-releves/0123").await;
    let callback = visitor.identifies_as(&authorize, "nominal-f").await;
    assert_eq!(location(&visitor.comes_back(&callback).await), "/en/mes-releves/0123");
    assert_eq!(location(&visitor.comes_back(&callback).await), "/en/mes-releves/0123", "reloaded");
    visitor.signs_out().await;
    let page = visitor.opens(&callback.as_str()[callback.origin().ascii_serialization().len()..]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert_eq!(page.attribute("main a.fr-btn", "href"), "/en/connexion?retour=/mes-releves/0123");
    let page = stranger.comes_back(&callback).await.text().await.unwrap();
    assert!(!page.contains("0123"), "another browser learns nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_franceconnect_no_longer_takes_starts_again_where_it_was_going() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    let authorize = visitor.clicks_sign_in("/connexion?retour=/mes-releves/0123").await;
    let callback = visitor.identifies_as(&authorize, "nominal-f").await;
    app.minutes_pass(1);
    let response = visitor.comes_back(&callback).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert!(response.text().await.unwrap().contains("/connexion?retour=/mes-releves/0123"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_only_looks_at_a_callback_does_not_use_it_up() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    let authorize = visitor.clicks_sign_in("/connexion").await;
    let callback = visitor.identifies_as(&authorize, "nominal-f").await;
    let looked = visitor.client.head(callback.clone()).send().await.unwrap();
    assert_eq!(looked.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(location(&visitor.comes_back(&callback).await), "/mes-releves");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_smuggled_into_another_browser_signs_nobody_in() {
    let app = App::start().await;
    let (attacker, victim) = (Visitor::of(&app), Visitor::of(&app));
    let authorize = attacker.clicks_sign_in("/connexion").await;
    let callback = attacker.identifies_as(&authorize, "twin-a").await;
    assert_eq!(victim.comes_back(&callback).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(location(&victim.get("/mes-releves").await), "/connexion?retour=/mes-releves");
    victim.clicks_sign_in("/connexion").await;
    assert_eq!(
        victim.comes_back(&callback).await.status(),
        StatusCode::BAD_REQUEST,
        "even with a cookie of its own"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_expires_after_half_an_hour() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    let authorize = visitor.clicks_sign_in("/connexion").await;
    app.minutes_pass(31);
    let fresh = visitor.clicks_sign_in("/connexion").await;
    let callback = visitor.identifies_as(&fresh, "nominal-f").await;
    let state = |url: &url::Url| url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let late = callback.as_str().replace(&state(&fresh), &state(&authorize));
    assert_eq!(visitor.comes_back(&late.parse().unwrap()).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_with_a_thousand_attempts_keeps_its_newest_ones() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    let first = visitor.clicks_sign_in("/connexion").await;
    for _ in 0..900 {
        visitor.clicks_sign_in("/connexion").await;
    }
    let mut recent = Vec::new();
    for _ in 0..60 {
        recent.push(visitor.clicks_sign_in("/connexion").await);
    }
    let oldest = visitor.identifies_as(&first, "nominal-f").await;
    assert_eq!(visitor.comes_back(&oldest).await.status(), StatusCode::BAD_REQUEST, "forgotten");
    for authorize in [&recent[0], &recent[59]] {
        let callback = visitor.identifies_as(authorize, "nominal-f").await;
        assert_eq!(location(&visitor.comes_back(&callback).await), "/mes-releves");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tampered_session_cookie_is_as_good_as_none() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    let authorize = visitor.clicks_sign_in("/connexion").await;
    let callback = visitor.identifies_as(&authorize, "nominal-f").await;
    let response = visitor.comes_back(&callback).await;
    let cookie = response.headers().get_all(SET_COOKIE).iter().next().unwrap().to_str().unwrap();
    let (pair, attributes) = cookie.split_once(';').unwrap();
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(attributes.contains(attribute), "{attributes}");
    }
    let (name, value) = pair.split_once('=').unwrap();
    for tampered in [
        format!("{name}={}", value.chars().rev().collect::<String>()),
        format!("{name}={}A", &value[..value.len() - 1]),
        format!("{name}="),
        format!("{name}=\"; DROP TABLE"),
        format!("{name}={}", "x".repeat(6000)),
    ] {
        let client = crate::support::visitor::new_client();
        let response = client.get(app.at("/mes-releves")).header("cookie", &tampered).send().await.unwrap();
        assert!(
            matches!(response.status(), StatusCode::SEE_OTHER | StatusCode::UNAUTHORIZED),
            "{tampered}: {}",
            response.status()
        );
        assert!(
            !response.text().await.unwrap().contains("Se déconnecter"),
            "{tampered}: nobody is signed in"
        );
    }
}

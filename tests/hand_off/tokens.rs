//! Codes and tokens: one site, one use, minutes.

use reqwest::header::{ALLOW, CONTENT_TYPE, WWW_AUTHENTICATE};
use reqwest::{Response, StatusCode};
use serde_json::Value;

use crate::support::hand_off::{CALLBACK, Site, VERIFIER, app};
use crate::support::visitor::{Visitor, new_client};

/// An error of RFC 6749 §5.2, not a problem document.
async fn is_refused(response: Response, status: u16, error: &str, what: &str) {
    assert_eq!(response.status().as_u16(), status, "{what}");
    assert_eq!(response.headers()[CONTENT_TYPE], "application/json", "{what}");
    assert_eq!(response.headers()["cache-control"], "no-store", "{what}");
    let answer: Value = response.json().await.unwrap();
    assert_eq!(answer["error"], error, "{what}: {answer}");
    assert!(answer.get("access_token").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_opaque_short_lived_and_alone() {
    let (app, _sites) = app().await;
    let site = Site { scope: "notes resultat", ..Site::of(&app) };
    let code = Visitor::of(&app).hands_over(&site, "nominal-f").await;
    let response = site.exchanges(&code).await;
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.headers()["pragma"], "no-cache");
    let answer: Value = response.json().await.unwrap();
    assert_eq!(answer["token_type"], "Bearer");
    assert_eq!(answer["scope"], "resultat notes");
    assert!(answer["expires_in"].as_u64().unwrap() <= 900);
    assert!(answer.get("refresh_token").is_none());
    let token = answer["access_token"].as_str().unwrap();
    assert!(!token.contains('.') && token.len() >= 43, "nothing to read in it");
    assert_eq!(site.list(token).await.len(), 1);
    app.minutes_pass(16);
    assert_eq!(site.fetches("/api/v1/releves", token, "*/*").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_comes_again_closes_what_it_opened() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    let code = Visitor::of(&app).hands_over(&site, "nominal-f").await;
    let token = site.token(&code).await;
    let path = site.list(&token).await.remove(0);
    assert_eq!(site.fetches(&path, &token, "application/json").await.status(), StatusCode::OK);
    is_refused(site.exchanges(&code).await, 400, "invalid_grant", "again").await;
    for path in ["/api/v1/releves", &path] {
        let closed = site.fetches(path, &token, "application/json").await;
        assert_eq!(closed.status(), StatusCode::UNAUTHORIZED);
        assert!(closed.headers()[WWW_AUTHENTICATE].to_str().unwrap().contains("invalid_token"));
    }

    // Also when it comes late, or from another site.
    let code = Visitor::of(&app).hands_over(&site, "nominal-f").await;
    let token = site.token(&code).await;
    app.minutes_pass(5);
    assert_eq!(site.list(&token).await.len(), 1);
    let other = Site { client_id: "autre-site", ..Site::of(&app) };
    is_refused(other.exchanges(&code).await, 400, "invalid_grant", "by another site").await;
    let closed = site.fetches("/api/v1/releves", &token, "*/*").await;
    assert_eq!(closed.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_uses_at_once_none_leaves_a_token_that_opens_anything() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    let code = Visitor::of(&app).hands_over(&site, "nominal-f").await;
    let uses = futures_util::future::join_all((0..12).map(|_| site.exchanges(&code))).await;
    let mut tokens = Vec::new();
    for used in uses {
        if used.status() == StatusCode::OK {
            tokens.push(used.json::<Value>().await.unwrap()["access_token"].as_str().unwrap().to_owned());
        }
    }
    assert!(tokens.len() <= 1, "{} tokens for one code", tokens.len());
    for token in tokens {
        let closed = site.fetches("/api/v1/releves", &token, "*/*").await;
        assert_eq!(closed.status(), StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_code_is_worth_nothing() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    let code = Visitor::of(&app).hands_over(&site, "nominal-f").await;
    let other = Site { client_id: "autre-site", ..Site::of(&app) };
    is_refused(other.exchanges(&code).await, 400, "invalid_grant", "by another site").await;
    let with = async |redirect_uri: &str, verifier: &str| {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", redirect_uri),
            ("code_verifier", verifier),
        ];
        site.calls("/oauth2/token", &form).await
    };
    for verifier in
        [&VERIFIER[..42], &"x".repeat(43), &"x".repeat(129), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"]
    {
        is_refused(with(CALLBACK, verifier).await, 400, "invalid_grant", "another verifier").await;
    }
    for address in ["https://inscription.example.org/retour?a=1", "http://127.0.0.1:9/retour/"] {
        is_refused(with(address, VERIFIER).await, 400, "invalid_grant", "another address").await;
    }
    app.minutes_pass(2);
    is_refused(site.exchanges(&code).await, 400, "invalid_grant", "too late").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_says_each_thing_once_and_asks_for_what_there_is() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    let code = "0".repeat(64);
    let whole = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    for name in ["grant_type", "code", "redirect_uri", "code_verifier"] {
        let without: Vec<_> = whole.iter().copied().filter(|(known, _)| *known != name).collect();
        is_refused(site.calls("/oauth2/token", &without).await, 400, "invalid_request", name).await;
        let twice = whole.iter().copied().chain(whole.iter().copied().filter(|(known, _)| *known == name));
        is_refused(
            site.calls("/oauth2/token", &twice.collect::<Vec<_>>()).await,
            400,
            "invalid_request",
            name,
        )
        .await;
    }
    for grant in ["client_credentials", "refresh_token", "password", "implicit", "AUTHORIZATION_CODE"] {
        let form = [("grant_type", grant), ("code", &code)];
        is_refused(site.calls("/oauth2/token", &form).await, 400, "unsupported_grant_type", grant).await;
    }
    for code in ["", "x", "../../x", &"0".repeat(63), &"G".repeat(64), &"0".repeat(64)] {
        let refused = site.exchanges(code).await;
        let error = if code.is_empty() { "invalid_request" } else { "invalid_grant" };
        is_refused(refused, 400, error, code).await;
    }
    for path in ["/oauth2/token", "/oauth2/par", "/oauth2/revoke"] {
        let got = new_client().get(app.at(path)).send().await.unwrap();
        assert_eq!((got.status().as_u16(), &got.headers()[ALLOW]), (405, &"POST".parse().unwrap()));
        let json = new_client().post(app.at(path)).basic_auth("lycee-exemple", Some("x")).body("{}");
        let json = json.header(CONTENT_TYPE, "application/json").send().await.unwrap();
        is_refused(json, 400, "invalid_request", path).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_ends_its_own_tokens_and_nobody_elses() {
    let (app, _sites) = app().await;
    let site = Site::of(&app);
    let other = Site { client_id: "autre-site", ..Site::of(&app) };
    let code = Visitor::of(&app).hands_over(&site, "nominal-f").await;
    let token = site.token(&code).await;
    for foreign in [token.as_str(), "x", &"0".repeat(64)] {
        assert_eq!(other.calls("/oauth2/revoke", &[("token", foreign)]).await.status(), StatusCode::OK);
    }
    assert_eq!(site.list(&token).await.len(), 1, "another site's call ends nothing");
    let form = [("token", token.as_str()), ("token_type_hint", "refresh_token")];
    assert_eq!(site.calls("/oauth2/revoke", &form).await.status(), StatusCode::OK);
    assert_eq!(site.fetches("/api/v1/releves", &token, "*/*").await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(
        site.calls("/oauth2/revoke", &form).await.status(),
        StatusCode::OK,
        "twice is as good as once"
    );
    is_refused(site.calls("/oauth2/revoke", &[]).await, 400, "invalid_request", "no token").await;
}

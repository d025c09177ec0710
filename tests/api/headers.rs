//! What every answer carries.

use reqwest::StatusCode;
use reqwest::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};

use crate::support::app::App;
use crate::support::visitor::Visitor;

#[tokio::test(flavor = "multi_thread")]
async fn a_page_keeps_to_itself() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    for path in ["/", "/en", "/verifier", "/nulle-part", "/connexion/retour", "/healthz"] {
        let response = visitor.get(path).await;
        let header = |name| {
            response.headers().get(name).unwrap_or_else(|| panic!("{path}")).to_str().unwrap().to_owned()
        };
        let policy = header(CONTENT_SECURITY_POLICY);
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(header(CACHE_CONTROL), "no-store", "{path}");
        assert_eq!(header(REFERRER_POLICY), "no-referrer", "{path}");
        assert_eq!(header(X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_do_not_exist_and_methods_that_do_not_fit_are_explained() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    for path in ["/nulle-part", "/en/nowhere", "/static/app.css", "/mes-releves/x/y", "/%00"] {
        let page = visitor.opens(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    let answer = visitor.get("/deconnexion").await;
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.headers().contains_key(ALLOW));
    let huge = visitor.client.post(app.at("/verifier")).form(&[("code", "a".repeat(3_000_000))]).send().await;
    if let Ok(answer) = huge {
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn assets_are_kept_for_ever_under_the_name_of_their_content() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    let style = visitor.opens("/").await.attribute("link[rel=stylesheet]", "href");
    let response = visitor.get(&style).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.headers()[CACHE_CONTROL].to_str().unwrap().contains("immutable"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keys_of_the_seal_are_published() {
    let app = App::start().await;
    let keys: serde_json::Value = Visitor::of(&app).get("/.well-known/jwks.json").await.json().await.unwrap();
    let key = &keys["keys"][0];
    assert_eq!(
        (key["kty"].as_str(), key["crv"].as_str(), key["alg"].as_str()),
        (Some("EC"), Some("P-256"), Some("ES256"))
    );
    assert!(key["x5c"].as_array().is_some_and(|chain| !chain.is_empty()));
    assert!(key["kid"].as_str().is_some_and(|kid| kid.len() == 43), "an RFC 7638 thumbprint");
    assert!(key.get("d").is_none(), "never the private key");
}

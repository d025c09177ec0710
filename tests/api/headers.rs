//! What every answer carries.

use reqwest::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, ORIGIN, REFERRER_POLICY, SET_COOKIE,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use reqwest::{Method, StatusCode, Url};

use crate::support::app::{App, Wish};
use crate::support::visitor::{Visitor, new_client};

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

/// The same service as citizens reach it in production: over https, by a proxy.
async fn behind_https() -> (App, Url) {
    let settings = vec![("SESSIONS__WITHOUT_FRANCECONNECT", "true".to_owned())];
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let url = app.replica(&[("SERVER__PUBLIC_URL", "https://releves.example.org".to_owned())]).await;
    (app, url)
}

#[tokio::test(flavor = "multi_thread")]
async fn cookies_are_the_hosts_alone_and_no_scripts() {
    let (_app, url) = behind_https().await;
    let client = new_client();
    let begins = client.get(url.join("/connexion").unwrap()).send().await.unwrap();
    let numbers = [
        ("ina", "12345678"),
        ("numGestion", "0000000000X"),
        ("jour", "17"),
        ("mois", "05"),
        ("annee", "2004"),
    ];
    let known = client.post(url.join("/connexion/numeros").unwrap()).form(&numbers).send().await.unwrap();
    assert_eq!((begins.status(), known.status()), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    let cookies: Vec<String> = [&begins, &known]
        .iter()
        .flat_map(|answer| answer.headers().get_all(SET_COOKIE))
        .map(|cookie| cookie.to_str().unwrap().to_owned())
        .collect();
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    for cookie in &cookies {
        assert!(cookie.starts_with("__Host-mon-releve-"), "{cookie}");
        for attribute in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
            assert!(cookie.contains(attribute), "{attribute} in {cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_browsers_are_told_to_stay_there() {
    let (_app, url) = behind_https().await;
    for path in ["/", "/healthz", "/nulle-part", "/.well-known/jwks.json", "/api/v1/releves"] {
        let answer = new_client().get(url.join(path).unwrap()).send().await.unwrap();
        let policy = answer.headers()[STRICT_TRANSPORT_SECURITY].to_str().unwrap();
        assert_eq!(policy, "max-age=63072000; includeSubDomains", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_is_for_scripts_of_other_sites() {
    let app = App::start().await;
    for path in ["/", "/mes-releves", "/openapi.json", "/verifier", "/api/v1/releves", "/oauth2/token"] {
        for method in [Method::GET, Method::POST, Method::OPTIONS] {
            let asked =
                new_client().request(method, app.at(path)).header(ORIGIN, "https://elsewhere.example");
            let answer = asked.send().await.unwrap();
            let names = answer.headers().keys().map(|name| name.as_str());
            let cors: Vec<_> = names.filter(|name| name.starts_with("access-control-")).collect();
            assert!(cors.is_empty(), "{path}: {cors:?}");
        }
    }
    // But for what is public and the same for everybody.
    for path in ["/.well-known/jwks.json", "/.well-known/oauth-authorization-server"] {
        let asked = new_client().get(app.at(path)).header(ORIGIN, "https://elsewhere.example");
        let answer = asked.send().await.unwrap();
        assert_eq!(answer.headers()["access-control-allow-origin"], "*", "{path}");
        assert!(!answer.headers().contains_key("access-control-allow-credentials"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn methods_that_tell_of_the_request_are_not_answered() {
    let app = App::start().await;
    for method in [Method::TRACE, Method::CONNECT, Method::from_bytes(b"TRACK").unwrap()] {
        for path in ["/", "/healthz", "/mes-releves", "/nulle-part"] {
            let asked = new_client().request(method.clone(), app.at(path)).header("x-marker", "told-again");
            let Ok(answer) = asked.send().await else { continue };
            assert!(answer.status().is_client_error(), "{method} {path}: {}", answer.status());
            assert!(!answer.text().await.unwrap().contains("told-again"), "{method} {path}");
        }
    }
}

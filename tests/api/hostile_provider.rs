//! A provider that lies, mixes up, floods or dawdles: nobody is signed in, and the page says that the problem
//! is not the citizen's.

use std::time::{Duration, Instant};

use mon_releve::sandbox::franceconnect::behaviour::{KeySetShape, Mood, Order};
use mon_releve::sandbox::franceconnect::forgery::{Forgery, SignatureShape};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::app::{App, CLIENT_ID, Wish};
use crate::support::visitor::{Visitor, location};

fn id_token(forgery: Forgery) -> Order {
    Order { reset: true, forge_id_token: Some(forgery), ..Order::default() }
}

fn userinfo(forgery: Forgery) -> Order {
    Order { reset: true, forge_userinfo: Some(forgery), ..Order::default() }
}

fn claims(claims: Value) -> Forgery {
    Forgery { claims, ..Forgery::default() }
}

fn header(header: Value) -> Forgery {
    Forgery { header, ..Forgery::default() }
}

/// Tries to sign in and says whether that worked; a failure must be a page with a way on.
async fn is_signed_in(app: &App) -> bool {
    let visitor = Visitor::of(app);
    let authorize = visitor.clicks_sign_in("/connexion").await;
    let callback = visitor.identifies_as(&authorize, "nominal-f").await;
    let response = visitor.comes_back(&callback).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let page = visitor.opens(&location(&response)).await;
    let records = visitor.get("/mes-releves").await;
    if records.status() == StatusCode::OK {
        return true;
    }
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.links("/connexion").contains(&"/connexion".to_owned()), "a way on");
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn no_forged_id_token_signs_anybody_in() {
    let app = App::start().await;
    let far = 4_000_000_000_i64;
    for forgery in [
        claims(json!({ "aud": [] })),
        claims(json!({ "aud": [CLIENT_ID, "another"] })),
        claims(json!({ "aud": [CLIENT_ID, "another"], "azp": CLIENT_ID })),
        claims(json!({ "aud": { "0": CLIENT_ID } })),
        claims(json!({ "azp": "another" })),
        claims(json!({ "azp": 1 })),
        claims(json!({ "sub": "" })),
        claims(json!({ "sub": 12 })),
        claims(json!({ "sub": "s".repeat(256) })),
        claims(json!({ "exp": 1 })),
        claims(json!({ "exp": "4000000000" })),
        claims(json!({ "exp": -1e300 })),
        claims(json!({ "iat": far, "exp": far + 60 })),
        claims(json!({ "iat": 1, "exp": far })),
        claims(json!({ "iat": "now" })),
        claims(json!({ "nbf": far })),
        claims(json!({ "nonce": ["a"] })),
        claims(json!({ "nonce": "" })),
        claims(json!({ "acr": "eidas0" })),
        claims(json!({ "acr": "EIDAS1" })),
        claims(json!({ "acr": ["eidas1"] })),
        claims(json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" })),
        claims(json!({ "at_hash": 1 })),
        header(json!({ "alg": "es256" })),
        header(json!({ "alg": "ES384" })),
        header(json!({ "alg": null })),
        header(json!({ "crit": ["exp"] })),
        header(json!({ "crit": ["b64"], "b64": false })),
        header(json!({ "crit": [] })),
        header(json!({ "typ": "at+jwt" })),
        header(json!({ "typ": "logout+jwt" })),
        header(json!({ "kid": "../../etc/passwd" })),
        header(json!({ "kid": 1 })),
        header(json!({ "jwk": { "kty": "oct", "k": "AAAA" } })),
        header(json!({ "jku": "https://example.org/jwks" })),
        header(json!({ "x5c": ["AAAA"] })),
        header(json!({ "x5u": "https://example.org/chain.pem" })),
        Forgery { doubled_claim: Some("sub".to_owned()), ..Forgery::default() },
        Forgery { doubled_claim: Some("nonce".to_owned()), ..Forgery::default() },
        Forgery { doubled_header: Some("alg".to_owned()), ..Forgery::default() },
        Forgery { foreign_key: true, ..Forgery::default() },
        Forgery { signature: SignatureShape::Asn1, ..Forgery::default() },
        Forgery { signature: SignatureShape::Zeros, ..Forgery::default() },
        Forgery { signature: SignatureShape::Padded, ..Forgery::default() },
        Forgery { signature: SignatureShape::Empty, ..Forgery::default() },
    ] {
        app.order(&id_token(forgery.clone()));
        assert!(!is_signed_in(&app).await, "{forgery:?}");
    }
    app.order(&Order { reset: true, ..Order::default() });
    assert!(is_signed_in(&app).await, "and none of it leaves anything behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_forged_userinfo_signs_anybody_in() {
    let app = App::start().await;
    for forgery in [
        claims(json!({ "sub": null })),
        claims(json!({ "sub": "another" })),
        claims(json!({ "sub": ["another"] })),
        claims(json!({ "iss": null })),
        claims(json!({ "iss": "https://example.org" })),
        claims(json!({ "aud": null })),
        claims(json!({ "aud": "another" })),
        claims(json!({ "exp": null })),
        claims(json!({ "exp": 1 })),
        claims(json!({ "iat": 4_000_000_000_i64 })),
        claims(json!({ "nonce": "a" })),
        claims(json!({ "token_introspection": { "active": true } })),
        claims(json!({ "family_name": null })),
        claims(json!({ "family_name": "" })),
        claims(json!({ "family_name": "A".repeat(257) })),
        claims(json!({ "given_name": 1 })),
        claims(json!({ "given_name_array": ["Another"] })),
        claims(json!({ "given_name_array": "Clémence" })),
        claims(json!({ "given_name_array": [1] })),
        claims(json!({ "birthdate": "2004-02-31" })),
        claims(json!({ "birthdate": null })),
        claims(json!({ "gender": "F" })),
        claims(json!({ "birthcountry": "FR" })),
        claims(json!({ "birthplace": null })),
        claims(json!({ "birthplace": "Rodez" })),
        header(json!({ "crit": ["exp"] })),
        header(json!({ "typ": "token-introspection+jwt" })),
        header(json!({ "kid": "unknown" })),
        Forgery { doubled_claim: Some("family_name".to_owned()), ..Forgery::default() },
        Forgery { foreign_key: true, ..Forgery::default() },
        Forgery { signature: SignatureShape::Zeros, ..Forgery::default() },
        Forgery { content_type: Some("application/json".to_owned()), ..Forgery::default() },
        Forgery { content_type: Some("text/html".to_owned()), ..Forgery::default() },
        Forgery { content_type: Some("application/jwtx".to_owned()), ..Forgery::default() },
    ] {
        app.order(&userinfo(forgery.clone()));
        assert!(!is_signed_in(&app).await, "{forgery:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unusual_and_allowed_signs_in() {
    let app = App::start().await;
    for order in [
        id_token(claims(json!({ "aud": [CLIENT_ID] }))),
        id_token(claims(json!({ "azp": CLIENT_ID }))),
        id_token(claims(json!({ "something": { "new": [1, 2] } }))),
        id_token(claims(json!({ "acr": "eidas3" }))),
        id_token(header(json!({ "typ": "JWT" }))),
        userinfo(claims(json!({ "idp_birthdate": "2004-05-00" }))),
        userinfo(claims(json!({ "given_name_array": null }))),
        userinfo(Forgery {
            content_type: Some("Application/JWT; charset=\"utf-8\"".to_owned()),
            ..Forgery::default()
        }),
        Order { reset: true, key_set: Some(KeySetShape::SecondEcKey), ..Order::default() },
        Order { reset: true, key_set: Some(KeySetShape::SameIdTwice), ..Order::default() },
    ] {
        app.order(&order);
        assert!(is_signed_in(&app).await, "{order:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_set_that_cannot_be_used_signs_nobody_in() {
    for shape in [KeySetShape::Empty, KeySetShape::DoubledMember, KeySetShape::WithoutId] {
        let app = App::start().await;
        app.order(&Order { key_set: Some(shape), ..Order::default() });
        assert!(!is_signed_in(&app).await, "{shape:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn floods_bombs_drips_and_detours_end_in_a_page() {
    let settings = vec![("FRANCECONNECT__TIMEOUT_MS", "1000".to_owned())];
    for mood in [Mood::Huge, Mood::Drip, Mood::Redirect, Mood::Bomb, Mood::Garbage, Mood::Reset] {
        let app = App::start_with(Wish { settings: settings.clone(), ..Wish::default() }).await;
        app.order(&Order { discovery: Some(mood), ..Order::default() });
        assert_eq!(
            Visitor::of(&app).get("/connexion").await.status(),
            StatusCode::SERVICE_UNAVAILABLE,
            "{mood:?}"
        );
        app.order(&Order { reset: true, jwks: Some(mood), ..Order::default() });
        assert!(!is_signed_in(&app).await, "{mood:?} of the keys");
        for order in [
            Order { reset: true, token: Some(mood), ..Order::default() },
            Order { reset: true, userinfo: Some(mood), ..Order::default() },
        ] {
            app.order(&order);
            assert!(!is_signed_in(&app).await, "{order:?}");
        }
        app.order(&Order { reset: true, ..Order::default() });
        assert!(is_signed_in(&app).await, "and then everything works again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn provider_metadata_that_leads_astray_is_refused() {
    for change in [
        json!({ "issuer": "http://localhost:1/api/v2/" }),
        json!({ "issuer": null }),
        json!({ "authorization_endpoint": null }),
        json!({ "authorization_endpoint": "javascript:alert(1)" }),
        json!({ "token_endpoint": null }),
        json!({ "token_endpoint": "file:///etc/passwd" }),
        json!({ "userinfo_endpoint": null }),
        json!({ "jwks_uri": null }),
        json!({ "jwks_uri": "https://elsewhere.example.org/jwks" }),
        json!({ "end_session_endpoint": "data:text/html,hello" }),
    ] {
        let app = App::start().await;
        app.order(&Order { forge_discovery: Some(change.clone()), ..Order::default() });
        let response = Visitor::of(&app).get("/connexion").await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{change}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_key_ids_cause_few_fetches_and_hinder_nobody() {
    let app = App::start().await;
    assert!(is_signed_in(&app).await);
    let before = app.franceconnect.calls().jwks;
    app.order(&id_token(header(json!({ "kid": "unknown" }))));
    for _ in 0..20 {
        assert!(!is_signed_in(&app).await);
    }
    assert!(app.franceconnect.calls().jwks - before <= 4, "rationed");
    app.order(&Order { reset: true, ..Order::default() });
    assert!(is_signed_in(&app).await, "with the keys held");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_at_a_cold_start_causes_one_fetch_of_each_document() {
    let app = App::start().await;
    app.order(&Order {
        discovery: Some(Mood::Slow),
        jwks: Some(Mood::Slow),
        delay_ms: Some(300),
        ..Order::default()
    });
    let begun = Instant::now();
    let crowd = (0..100).map(|_| async { is_signed_in(&app).await });
    let answers = futures_util::future::join_all(crowd).await;
    assert!(answers.into_iter().all(|signed_in| signed_in));
    let calls = app.franceconnect.calls();
    assert_eq!(
        (calls.discovery, calls.jwks),
        (1, 1),
        "after {:?}",
        Duration::from_millis(begun.elapsed().as_millis() as u64)
    );
}

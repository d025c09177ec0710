//! Transcripts by a FranceConnect token that a site brings: we are FranceConnect's data provider.

use mon_releve::sandbox::franceconnect::behaviour::{Envelope, Mood, Order, Rotation};
use mon_releve::sandbox::franceconnect::forgery::Forgery;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::app::{App, Wish};
use crate::support::data_provider::{self, PROVIDERS, SCOPE, SITE, STRANGER, token};
use crate::support::partners::registry;
use crate::support::visitor::new_client;

const FRANCECONNECT: &str = "/arpent-resultats-api/api/arpent-resultats/audit-notes/franceconnect";

/// A site of the registry, under its name at FranceConnect.
fn site(further: &str) -> TempDir {
    registry(&[("lycee-exemple", &format!("franceconnect_client_id = \"{SITE}\"\n{further}"))])
}

async fn start(sites: &TempDir, further: &[(&'static str, &str)]) -> App {
    let mut settings = data_provider::settings(PROVIDERS[0]);
    settings.push(("PARTNERS__DIR", sites.path().to_str().unwrap().to_owned()));
    settings.extend(further.iter().map(|(key, value)| (*key, (*value).to_owned())));
    App::start_with(Wish { settings, ..Wish::default() }).await
}

async fn brings(app: &App, token: &str) -> Response {
    new_client().post(app.at(FRANCECONNECT)).bearer_auth(token).send().await.unwrap()
}

fn scopes() -> String {
    format!("openid birthdate {SCOPE}")
}

async fn token_of(app: &App, person: &str) -> String {
    token(app, SITE, &scopes(), person).await
}

async fn refused(response: Response, status: u16, code: &str) -> (String, Value) {
    let challenge = response.headers().get(WWW_AUTHENTICATE);
    let challenge = challenge.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    let is_passing = response.headers().contains_key(RETRY_AFTER);
    assert_eq!(is_passing, matches!(status, 429 | 503), "{code}");
    assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json", "{code}");
    assert_eq!(response.status().as_u16(), status, "{code}");
    let problem: Value = response.json().await.unwrap();
    assert_eq!(problem["code"], code);
    (challenge, problem)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_with_a_token_gets_the_sealed_transcripts_of_the_person() {
    let sites = site("");
    let app = start(&sites, &[]).await;
    let response = brings(&app, &token_of(&app, "nominal-f").await).await;
    assert_eq!(response.status(), StatusCode::OK);
    let answer: Value = response.json().await.unwrap();
    let transcripts = answer["releves"].as_array().unwrap();
    assert_eq!(transcripts.len(), 2);
    for transcript in transcripts {
        assert_eq!(transcript["releve"]["candidat"]["nomNaissance"], "MARRONNIER-TEST");
        assert_eq!(transcript["jws"].as_str().unwrap().split('.').count(), 3);
    }

    let database = format!("sqlite:{}", app.folder.path().join("records.sqlite").display());
    let register = sqlx::SqlitePool::connect(&database).await.unwrap();
    let entries: Vec<String> =
        sqlx::query_scalar("SELECT content FROM audit_entries").fetch_all(&register).await.unwrap();
    assert_eq!(entries.len(), 2);
    for entry in entries {
        let entry: Value = serde_json::from_str(&entry).unwrap();
        assert_eq!(entry["actor"], json!({ "site": "lycee-exemple" }));
        assert_eq!((&entry["action"], &entry["evidence"]), (&json!("TRANSMISSION"), &json!("L1")));
        assert_eq!(entry["context"], "CRPA L. 114-8; FranceConnect eidas1");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_of_encryption_is_read() {
    for provider in PROVIDERS {
        let sites = site("");
        let mut settings = data_provider::settings(provider);
        settings.push(("PARTNERS__DIR", sites.path().to_str().unwrap().to_owned()));
        let app = App::start_with(Wish { settings, ..Wish::default() }).await;
        let response = brings(&app, &token_of(&app, "nominal-f").await).await;
        assert_eq!(response.status(), StatusCode::OK, "{provider:?}");
        let jwks =
            new_client().get(app.at("/.well-known/jwks.json")).send().await.unwrap().text().await.unwrap();
        assert!(jwks.contains("\"enc\"") && !jwks.contains("\"d\""), "public halves alone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_several_and_nothing_published_are_one_answer() {
    let sites = site("");
    let app = start(&sites, &[]).await;
    let mut answers = Vec::new();
    for person in ["unknown", "ambiguous", "not-yet-published"] {
        let response = brings(&app, &token_of(&app, person).await).await;
        answers.push(refused(response, 404, "IDENTITE_NON_RECONCILIEE").await);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_good_token_there_is_a_challenge() {
    let sites = site("");
    let app = start(&sites, &[]).await;
    let bare = new_client().post(app.at(FRANCECONNECT)).send().await.unwrap();
    assert_eq!(
        refused(bare, 401, "JETON_ABSENT").await.0,
        "Bearer",
        "no error without a token (RFC 6750 §3.1)"
    );
    let basic = new_client().post(app.at(FRANCECONNECT)).basic_auth("a", Some("b")).send().await.unwrap();
    refused(basic, 401, "JETON_ABSENT").await;
    let elsewhere = app.at(&format!("{FRANCECONNECT}?access_token={}", token_of(&app, "nominal-f").await));
    let in_query = new_client().post(elsewhere).send().await.unwrap();
    refused(in_query, 401, "JETON_ABSENT").await;

    let expired = token_of(&app, "nominal-f").await;
    app.minutes_pass(2);
    for token in ["unknown", "a b", "é", &"a".repeat(5000), &expired] {
        let response = new_client().post(app.at(FRANCECONNECT));
        let response = response.header("authorization", format!("Bearer {token}").as_bytes());
        let response = response.send().await.unwrap();
        if token.is_ascii() {
            let (challenge, _) = refused(response, 401, "JETON_INVALIDE").await;
            assert_eq!(challenge, "Bearer error=\"invalid_token\"");
        } else {
            refused(response, 401, "JETON_ABSENT").await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_only_what_it_was_made_for() {
    let sites = site("acr_floor = \"eidas2\"");
    let app = start(&sites, &[]).await;
    let stranger = token(&app, STRANGER, &scopes(), "nominal-f").await;
    refused(brings(&app, &stranger).await, 403, "SITE_NON_HABILITE").await;
    let narrow = token(&app, SITE, "openid birthdate", "nominal-f").await;
    let (challenge, _) = refused(brings(&app, &narrow).await, 403, "PORTEE_INSUFFISANTE").await;
    assert_eq!(challenge, format!("Bearer error=\"insufficient_scope\", scope=\"{SCOPE}\""));
    let low = token_of(&app, "nominal-f").await;
    let (challenge, _) = refused(brings(&app, &low).await, 401, "NIVEAU_DE_GARANTIE_INSUFFISANT").await;
    assert_eq!(challenge, "Bearer error=\"insufficient_user_authentication\", acr_values=\"eidas2\"");
    app.order(&Order { forge_introspected: Some(json!({ "acr": "eidas3" })), ..Order::default() });
    assert_eq!(brings(&app, &low).await.status(), StatusCode::OK, "a higher level does");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_floor_of_ours_holds_for_every_site() {
    let sites = site("");
    let app = start(&sites, &[("FRANCECONNECT__DATA_PROVIDER__ACR_FLOOR", "eidas2")]).await;
    let low = token_of(&app, "nominal-f").await;
    refused(brings(&app, &low).await, 401, "NIVEAU_DE_GARANTIE_INSUFFISANT").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_whose_agreement_ended_brings_tokens_in_vain() {
    let sites = site("valid_until = 2020-01-01");
    let app = start(&sites, &[]).await;
    refused(brings(&app, &token_of(&app, "nominal-f").await).await, 403, "SITE_NON_HABILITE").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_lies_opens_nothing() {
    let sites = site("");
    let app = start(&sites, &[]).await;
    use mon_releve::ports::clock::Clock;
    let now = app.clock.now().as_second();
    let claims = |claims: Value| Order {
        forge_introspection: Some(Forgery { claims, ..Forgery::default() }),
        ..Order::default()
    };
    let header = |header: Value| Order {
        forge_introspection: Some(Forgery { header, ..Forgery::default() }),
        ..Order::default()
    };
    let behind = |members: Value| Order { forge_introspected: Some(members), ..Order::default() };
    let lies = [
        claims(json!({ "aud": "another-data-provider" })),
        claims(json!({ "aud": null })),
        claims(json!({ "aud": [PROVIDERS[0].0, "another"] })),
        claims(json!({ "iss": "https://imposteur.example.org/api/v2" })),
        claims(json!({ "iat": now - 120 })),
        claims(json!({ "iat": now + 120 })),
        claims(json!({ "iat": null })),
        claims(json!({ "nonce": "a".repeat(64) })),
        claims(json!({ "sub": "0".repeat(64) })),
        claims(json!({ "token_introspection": null })),
        claims(json!({ "token_introspection": "active" })),
        claims(json!({ "token_introspection": { "active": "true" } })),
        claims(json!({ "token_introspection": { "active": true } })),
        header(json!({ "alg": "RS256" })),
        header(json!({ "alg": "none" })),
        header(json!({ "crit": ["exp"] })),
        header(json!({ "kid": "nobody" })),
        Order {
            forge_introspection: Some(Forgery { foreign_key: true, ..Forgery::default() }),
            ..Order::default()
        },
        Order {
            forge_introspection: Some(Forgery {
                doubled_claim: Some("token_introspection".to_owned()),
                ..Forgery::default()
            }),
            ..Order::default()
        },
        behind(json!({ "acr": "eidas9" })),
        behind(json!({ "acr": null })),
        behind(json!({ "aud": null })),
        behind(json!({ "exp": null })),
        behind(json!({ "scope": null })),
        behind(json!({ "family_name": null })),
        behind(json!({ "birthplace": "Auch" })),
        behind(json!({ "gender": "F" })),
        behind(json!({ "given_name_array": ["Somebody", "Else"] })),
        Order { envelope: Some(Envelope::SignedOnly), ..Order::default() },
    ];
    for lie in &lies {
        let token = token_of(&app, "nominal-f").await;
        app.order(&Order { reset: true, ..lie.clone() });
        let response = brings(&app, &token).await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{lie:?}");
        refused(response, 503, "FRANCECONNECT_INDISPONIBLE").await;
        app.order(&Order { reset: true, ..Order::default() });
    }
    let token = token_of(&app, "nominal-f").await;
    app.order(&behind(json!({ "exp": now - 120 })));
    refused(brings(&app, &token).await, 401, "JETON_INVALIDE").await;
    app.order(&Order { reset: true, ..behind(json!({ "scope": "" })) });
    refused(brings(&app, &token).await, 403, "PORTEE_INSUFFISANTE").await;
    app.order(&Order { reset: true, ..Order::default() });
    assert_eq!(brings(&app, &token).await.status(), StatusCode::OK, "the truth does");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_at_franceconnect_loses_nobody() {
    let sites = site("");
    let app = start(&sites, &[]).await;
    for rotation in [None, Some(Rotation::NewKid), Some(Rotation::SameKid)] {
        app.order(&Order { rotate_keys: rotation, ..Order::default() });
        let token = token_of(&app, "nominal-f").await;
        assert_eq!(brings(&app, &token).await.status(), StatusCode::OK, "{rotation:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_franceconnect_that_is_down_is_told_apart_from_a_bad_token() {
    let sites = site("");
    let app = start(&sites, &[("FRANCECONNECT__TIMEOUT_MS", "500")]).await;
    let token = token_of(&app, "nominal-f").await;
    for mood in [Mood::ServerError, Mood::Unavailable, Mood::Garbage, Mood::Reset, Mood::Slow] {
        app.order(&Order { check_token: Some(mood), delay_ms: Some(2000), ..Order::default() });
        refused(brings(&app, &token).await, 503, "FRANCECONNECT_INDISPONIBLE").await;
    }
    app.order(&Order { reset: true, ..Order::default() });
    assert_eq!(brings(&app, &token).await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_no_data_provider_has_no_such_address() {
    let app = App::start().await;
    refused(brings(&app, "a-token").await, 404, "RESSOURCE_INCONNUE").await;
}

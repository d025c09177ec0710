//! How a site proves who it is: the one way it registered, once.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mon_releve::ports::clock::Clock;
use reqwest::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::app::{App, Wish};
use crate::support::hand_off::{CALLBACK, CHALLENGE};
use crate::support::partners::{SITE_SECRET, registry};
use crate::support::visitor::new_client;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A request that fails for its client alone.
const ASKED: [(&str, &str); 5] = [
    ("response_type", "code"),
    ("redirect_uri", CALLBACK),
    ("scope", "resultat"),
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
];

fn pushes(app: &App, more: &[(&str, &str)]) -> RequestBuilder {
    new_client().post(app.at("/oauth2/par")).form(&[&ASKED, more].concat())
}

/// Whether the site was recognised, and what it was told if not.
async fn told(request: RequestBuilder) -> Result<(), (u16, Value)> {
    let response = request.send().await.unwrap();
    let status = response.status();
    if status == StatusCode::CREATED {
        return Ok(());
    }
    if status == StatusCode::UNAUTHORIZED {
        assert!(response.headers()[WWW_AUTHENTICATE].to_str().unwrap().starts_with("Basic"));
    }
    Err((status.as_u16(), response.json().await.unwrap()))
}

/// A site's key.
struct Key(EcdsaKeyPair);

impl Key {
    fn generate() -> Self {
        Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    fn jwks(&self, kid: &str) -> Value {
        let (x, y) = self.0.public_key().as_ref()[1..].split_at(32);
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        json!({ "keys": [{ "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": kid }] })
    }

    fn signs(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let input = format!("{}.{}", part(header), part(claims));
        let signature = self.0.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Sites with each way to prove who they are.
async fn app(key: &Key) -> (App, TempDir) {
    let line = format!("redirect_uris = [\"{CALLBACK}\"]");
    let post = format!("{line}\ntoken_endpoint_auth_method = \"client_secret_post\"");
    let sites = registry(&[("basic", &line), ("post", &post), ("signs", &line)]);
    let file = sites.path().join("signs.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text: String =
        text.lines().filter(|line| !line.starts_with("client_secret")).map(|l| format!("{l}\n")).collect();
    let text =
        format!("{text}token_endpoint_auth_method = \"private_key_jwt\"\njwks_file = \"signs.json\"\n");
    std::fs::write(&file, text).unwrap();
    std::fs::write(sites.path().join("signs.json"), key.jwks("k1").to_string()).unwrap();
    let settings = vec![("PARTNERS__DIR", sites.path().to_str().unwrap().to_owned())];
    (App::start_with(Wish { settings, ..Wish::default() }).await, sites)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_comes_the_way_it_was_registered() {
    let (app, _sites) = app(&Key::generate()).await;
    assert_eq!(told(pushes(&app, &[]).basic_auth("basic", Some(SITE_SECRET))).await, Ok(()));
    let form = [("client_id", "basic")];
    assert_eq!(told(pushes(&app, &form).basic_auth("basic", Some(SITE_SECRET))).await, Ok(()));
    let form = [("client_id", "post"), ("client_secret", SITE_SECRET)];
    assert_eq!(told(pushes(&app, &form)).await, Ok(()));

    let mut refusals = Vec::new();
    for (client, secret) in [
        ("basic", "wrong"),
        ("nobody", SITE_SECRET),
        ("post", SITE_SECRET),
        ("signs", SITE_SECRET),
        ("basic", ""),
        ("", ""),
        ("basic ", SITE_SECRET),
        ("BASIC", SITE_SECRET),
    ] {
        refusals.push(told(pushes(&app, &[]).basic_auth(client, Some(secret))).await.unwrap_err());
    }
    for (client, secret) in
        [("post", "wrong"), ("nobody", SITE_SECRET), ("basic", SITE_SECRET), ("signs", SITE_SECRET)]
    {
        let form = [("client_id", client), ("client_secret", secret)];
        refusals.push(told(pushes(&app, &form)).await.unwrap_err());
    }
    refusals.push(told(pushes(&app, &[("client_id", "basic")])).await.unwrap_err());
    refusals.push(told(pushes(&app, &[])).await.unwrap_err());
    for header in ["Basic", "Basic ", "Basic !!!", "Basic YWJj", "Bearer abc", "Digest x"] {
        refusals.push(told(pushes(&app, &[]).header(AUTHORIZATION, header)).await.unwrap_err());
    }
    assert_eq!(refusals[0].0, 401);
    assert_eq!(refusals[0].1["error"], "invalid_client");
    assert!(refusals.iter().all(|refusal| *refusal == refusals[0]), "nobody learns which sites there are");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_basic_header_may_be_form_encoded() {
    let (app, _sites) = app(&Key::generate()).await;
    let encoded: String = "basic".bytes().map(|byte| format!("%{byte:02X}")).collect();
    assert_eq!(told(pushes(&app, &[]).basic_auth(&encoded, Some(SITE_SECRET))).await, Ok(()));
    let encoded: String = SITE_SECRET.bytes().map(|byte| format!("%{byte:02x}")).collect();
    assert_eq!(told(pushes(&app, &[]).basic_auth("basic", Some(encoded))).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_proofs_at_once_are_none() {
    let key = Key::generate();
    let (app, _sites) = app(&key).await;
    let both = [("client_id", "basic"), ("client_secret", SITE_SECRET)];
    let refused = told(pushes(&app, &both).basic_auth("basic", Some(SITE_SECRET))).await.unwrap_err();
    assert_eq!((refused.0, refused.1["error"].as_str()), (400, Some("invalid_request")));
    let another = told(pushes(&app, &[("client_id", "post")]).basic_auth("basic", Some(SITE_SECRET))).await;
    assert_eq!(another.unwrap_err().0, 401, "one name in the header, another one in the form");
    let assertion = key.signs(&json!({ "alg": "ES256", "kid": "k1" }), &claims(&app));
    let form = [("client_assertion_type", ASSERTION_TYPE), ("client_assertion", assertion.as_str())];
    let refused = told(pushes(&app, &form).basic_auth("basic", Some(SITE_SECRET))).await.unwrap_err();
    assert_eq!(refused.0, 400);
    let headers =
        pushes(&app, &[]).basic_auth("basic", Some(SITE_SECRET)).header(AUTHORIZATION, "Basic YTpi");
    assert!(told(headers).await.is_err(), "two headers");
}

fn claims(app: &App) -> Value {
    let now = app.clock.now().as_second();
    let id: u64 = fastrand::u64(..);
    json!({
        "iss": "signs", "sub": "signs", "aud": format!("{}oauth2/token", app.url),
        "jti": id.to_string(), "iat": now, "exp": now + 60,
    })
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

async fn asserts(app: &App, assertion: &str) -> Result<(), (u16, Value)> {
    let form = [("client_assertion_type", ASSERTION_TYPE), ("client_assertion", assertion)];
    told(pushes(app, &form)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_is_signed_for_us_and_serves_once() {
    let key = Key::generate();
    let (app, _sites) = app(&key).await;
    let header = json!({ "alg": "ES256", "kid": "k1" });
    let issuer = app.url.as_str().trim_end_matches('/');
    let now = app.clock.now().as_second();
    for audience in [
        json!(issuer),
        json!(format!("{issuer}/oauth2/token")),
        json!([issuer]),
        json!(format!("{issuer}/oauth2/par")),
    ] {
        let assertion = key.signs(&header, &with(claims(&app), "aud", audience.clone()));
        assert_eq!(asserts(&app, &assertion).await, Ok(()), "{audience}");
        assert!(asserts(&app, &assertion).await.is_err(), "a second time");
    }
    let form = [("client_assertion_type", ASSERTION_TYPE), ("client_id", "signs")];
    let assertion = key.signs(&json!({ "alg": "ES256" }), &claims(&app));
    let named = pushes(&app, &[&form[..], &[("client_assertion", &assertion)]].concat());
    assert_eq!(told(named).await, Ok(()), "with its name beside it, and a single key without kid");
    let same_id = with(claims(&app), "jti", json!("one"));
    assert_eq!(asserts(&app, &key.signs(&header, &same_id)).await, Ok(()));
    let again = with(same_id, "exp", json!(now + 90));
    assert!(
        asserts(&app, &key.signs(&header, &again)).await.is_err(),
        "another statement under the same jti"
    );

    let mut refusals = Vec::new();
    for (name, value) in [
        ("iss", json!("basic")),
        ("iss", json!("nobody")),
        ("sub", json!("basic")),
        ("aud", json!("https://evil.example")),
        ("aud", json!([issuer, "https://evil.example"])),
        ("aud", json!([])),
        ("aud", Value::Null),
        ("aud", json!(format!("{issuer}/"))),
        ("aud", json!(format!("{issuer}/oauth2/revoke"))),
        ("jti", Value::Null),
        ("jti", json!("")),
        ("jti", json!("j".repeat(300))),
        ("exp", Value::Null),
        ("exp", json!(now - 120)),
        ("exp", json!(now + 86_400)),
        ("exp", json!("soon")),
        ("iat", json!(now + 3600)),
        ("nbf", json!(now + 3600)),
    ] {
        let refused = asserts(&app, &key.signs(&header, &with(claims(&app), name, value.clone()))).await;
        refusals.push(refused.expect_err(&format!("{name}: {value}")));
    }
    for header in [
        json!({ "alg": "none" }),
        json!({ "alg": "HS256", "kid": "k1" }),
        json!({ "alg": "RS256", "kid": "k1" }),
        json!({ "alg": "ES256", "kid": "k2" }),
        json!({ "alg": "ES256", "kid": "k1", "crit": ["x"] }),
        json!({ "alg": "ES256", "jwk": key.jwks("k1")["keys"][0] }),
        json!({ "alg": "ES256", "jku": "https://evil.example/jwks.json" }),
    ] {
        let refused = asserts(&app, &key.signs(&header, &claims(&app))).await;
        refusals.push(refused.expect_err(&header.to_string()));
    }
    let forged = Key::generate().signs(&header, &claims(&app));
    refusals.push(asserts(&app, &forged).await.unwrap_err());
    let unsigned = format!("{}.", key.signs(&header, &claims(&app)).rsplit_once('.').unwrap().0);
    for text in [unsigned.as_str(), "", ".", "..", "a.b.c", "eyJhbGciOiJFUzI1NiJ9"] {
        if !text.is_empty() {
            refusals.push(asserts(&app, text).await.unwrap_err());
        }
    }
    assert!(refusals.iter().all(|refusal| *refusal == refusals[0]));
    assert_eq!(refusals[0].0, 401);

    let wrong_type =
        [("client_assertion_type", "urn:x"), ("client_assertion", &key.signs(&header, &claims(&app)))];
    assert_eq!(told(pushes(&app, &wrong_type)).await.unwrap_err().0, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keys_of_a_site_are_fetched_where_it_says() {
    let key = Key::generate();
    let server = crate::support::keys_server::KeysServer::start(key.jwks("k1").to_string()).await;
    let line = format!("redirect_uris = [\"{CALLBACK}\"]");
    let sites = registry(&[("signs", &line)]);
    let file = sites.path().join("signs.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text: String =
        text.lines().filter(|line| !line.starts_with("client_secret")).map(|l| format!("{l}\n")).collect();
    let keys = format!("token_endpoint_auth_method = \"private_key_jwt\"\njwks_uri = \"{}\"\n", server.url);
    std::fs::write(&file, text + &keys).unwrap();
    let settings = vec![("PARTNERS__DIR", sites.path().to_str().unwrap().to_owned())];
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let header = |kid: &str| json!({ "alg": "ES256", "kid": kid });
    assert_eq!(asserts(&app, &key.signs(&header("k1"), &claims(&app))).await, Ok(()));
    assert_eq!(asserts(&app, &key.signs(&header("k1"), &claims(&app))).await, Ok(()));
    assert_eq!(server.asked(), 1, "kept");
    let newer = Key::generate();
    server.publish(newer.jwks("k2").to_string());
    assert_eq!(asserts(&app, &newer.signs(&header("k2"), &claims(&app))).await, Ok(()), "a change is found");
    assert!(asserts(&app, &key.signs(&header("k1"), &claims(&app))).await.is_err(), "the old key has ended");
}

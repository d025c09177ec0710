//! What the token and userinfo endpoints refuse.

use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode as sign};
use mon_releve::sandbox::franceconnect::ClientAuthentication;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use super::support::*;

async fn refused(response: Response, status: StatusCode, error: &str, code: &str) -> Value {
    assert_eq!(response.status(), status);
    let body = json(response).await;
    assert_eq!(body["error"], error, "{body}");
    let uri = body["error_uri"].as_str().expect("an error_uri");
    assert!(uri.contains(&format!("code={code}&id=")), "{uri}");
    body
}

#[tokio::test]
async fn a_code_serves_once_and_its_second_use_kills_the_token() {
    let world = World::open();
    let code = world.code().await;
    let tokens = json(world.exchanges(&code).await).await;
    let access_token = tokens["access_token"].as_str().expect("a token");
    assert_eq!(world.userinfo(access_token).await.status(), StatusCode::OK);
    let again = world.exchanges(&code).await;
    refused(again, StatusCode::BAD_REQUEST, "invalid_grant", "Y0416228").await;
    let dead = world.userinfo(access_token).await;
    refused(dead, StatusCode::UNAUTHORIZED, "invalid_token", "Y040000").await;
}

#[tokio::test]
async fn a_code_lives_30_seconds() {
    let world = World::open();
    let code = world.code().await;
    world.passes(29);
    assert_eq!(world.exchanges(&code).await.status(), StatusCode::OK);
    let code = world.code().await;
    world.passes(30);
    let late = world.exchanges(&code).await;
    refused(late, StatusCode::BAD_REQUEST, "invalid_grant", "Y043F0A8").await;
}

#[tokio::test]
async fn a_code_belongs_to_its_client_and_callback() {
    let world = World::open();
    let code = world.code().await;
    let mut form = exchange(&code);
    form[2].1 = "http://localhost:8080/connexion/retour/";
    let response = world.post("/token", &form).await;
    refused(response, StatusCode::BAD_REQUEST, "invalid_grant", "Y04F8199").await;

    let mut form = exchange(&code);
    form[3].1 = OTHER_CLIENT;
    form[4].1 = "autre-secret";
    let response = world.post("/token", &form).await;
    assert_eq!(json(response).await["error"], "invalid_grant");
    assert_eq!(world.exchanges(&code).await.status(), StatusCode::OK, "still whole");
}

#[tokio::test]
async fn token_errors_are_those_of_franceconnect() {
    let world = World::open();
    let unknown = world.exchanges("inconnu").await;
    let body = refused(unknown, StatusCode::BAD_REQUEST, "invalid_grant", "Y049E20B").await;
    assert_eq!(body["error_description"], "grant request is invalid (authorization code not found)");

    let mut form = exchange("x");
    form[4].1 = "faux";
    let response = world.post("/token", &form).await;
    let body = refused(response, StatusCode::UNAUTHORIZED, "invalid_client", "Y0434A7B").await;
    assert_eq!(body["error_description"], "client authentication failed (invalid secret provided)");

    let mut form = exchange("x");
    form.remove(1);
    let response = world.post("/token", &form).await;
    let body = refused(response, StatusCode::BAD_REQUEST, "invalid_request", "Y048017B").await;
    assert_eq!(body["error_description"], "missing required parameter 'code' (undefined)");

    let mut form = exchange("x");
    form[0].1 = "refresh_token";
    let response = world.post("/token", &form).await;
    assert_eq!(json(response).await["error"], "unsupported_grant_type");

    let mut form = exchange("x");
    form.push(("code_verifier", "x"));
    let response = world.post("/token", &form).await;
    assert_eq!(json(response).await["error"], "invalid_request");
}

#[tokio::test]
async fn a_basic_header_is_refused_alone_and_beside_a_secret() {
    let world = World::open();
    let code = world.code().await;
    let form = exchange(&code);
    let both = world.browser.post(world.at("/token")).form(&form);
    let both = both.basic_auth(CLIENT, Some(SECRET)).send().await;
    let both = both.expect("an answer");
    assert_eq!(json(both).await["error"], "invalid_request");

    let alone = world.browser.post(world.at("/token")).form(&form[..4]);
    let alone = alone.basic_auth(CLIENT, Some(SECRET)).send().await;
    let alone = alone.expect("an answer");
    refused(alone, StatusCode::UNAUTHORIZED, "invalid_client", "Y044D82C").await;
}

#[tokio::test]
async fn a_private_key_authenticates_once_per_assertion() {
    let pair = rcgen::KeyPair::generate().expect("a key");
    let key = EncodingKey::from_ec_pem(pair.serialize_pem().as_bytes()).expect("a key");
    let mut public = Jwk::from_encoding_key(&key, Algorithm::ES256).expect("a public key");
    public.common.key_id = Some("cle-1".to_owned());
    let keys = JwkSet { keys: vec![public] };
    let world = World::open_with(ClientAuthentication::PrivateKeyJwt(keys));
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some("cle-1".to_owned());
    let claims = json!({
        "iss": CLIENT, "sub": CLIENT, "aud": world.at("/token"),
        "exp": world.now() + 60, "jti": "une-fois",
    });
    let assertion = sign(&header, &claims, &key).expect("an assertion");
    let code = world.code().await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("client_id", CLIENT),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", &assertion),
    ];
    let first = world.post("/token", &form).await;
    assert_eq!(first.status(), StatusCode::OK, "{}", text(first).await);
    let again = world.post("/token", &form).await;
    assert_eq!(json(again).await["error"], "invalid_client");
    let by_secret = world.exchanges("x").await;
    refused(by_secret, StatusCode::UNAUTHORIZED, "invalid_client", "Y044D82C").await;
}

#[tokio::test]
async fn userinfo_is_refused_once_the_grant_is_30_seconds_old() {
    let world = World::open();
    let code = world.code().await;
    world.passes(20);
    let tokens = json(world.exchanges(&code).await).await;
    let access_token = tokens["access_token"].as_str().expect("a token");
    world.passes(9);
    assert_eq!(world.userinfo(access_token).await.status(), StatusCode::OK);
    world.passes(1);
    let late = world.userinfo(access_token).await;
    refused(late, StatusCode::UNAUTHORIZED, "invalid_token", "Y0446BD3").await;
}

#[tokio::test]
async fn userinfo_wants_a_bearer_header() {
    let world = World::open();
    let tokens = world.tokens().await;
    let access_token = tokens["access_token"].as_str().expect("a token");
    let query = encode(&[("access_token", access_token)]);
    let response = world.get(&world.at(&format!("/userinfo?{query}"))).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    let body = json(response).await;
    assert_eq!(body["error"], "invalid_token");
    let response = world.userinfo("inconnu").await;
    let body = json(response).await;
    assert_eq!(body["error_description"], "invalid token provided (access token not found)");
}

#[tokio::test]
async fn a_revoked_token_is_dead_and_revocation_takes_exactly_three_fields() {
    let world = World::open();
    let tokens = world.tokens().await;
    let access_token = tokens["access_token"].as_str().expect("a token");
    let mut form = vec![
        ("token", access_token),
        ("client_id", CLIENT),
        ("client_secret", SECRET),
        ("token_type_hint", "access_token"),
    ];
    let response = world.post("/token/revocation", &form).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    form.pop();
    let response = world.post("/token/revocation", &form).await;
    assert_eq!(response.status(), StatusCode::OK);
    let dead = world.userinfo(access_token).await;
    assert_eq!(dead.status(), StatusCode::UNAUTHORIZED);
}

//! What a data provider is told of a token.

use mon_releve::sandbox::franceconnect::behaviour::{Envelope, Order};
use reqwest::StatusCode;
use serde_json::{Value, json as value};

use super::support::*;

fn asking<'a>(token: &'a str, secret: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("token", token), ("client_id", DATA_PROVIDER), ("client_secret", secret)]
}

/// What is behind the token, read without its envelope.
async fn behind(world: &World, token: &str) -> Value {
    world.orders(Order { envelope: Some(Envelope::SignedOnly), ..Order::default() });
    let response = world.post("/checktoken", &asking(token, SECRET)).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "application/token-introspection+jwt");
    let claims = world.verified(&text(response).await).await.expect("signed");
    assert_eq!((&claims["aud"], &claims["iss"]), (&value!(DATA_PROVIDER), &value!(world.issuer)));
    assert_eq!(claims["iat"], world.now());
    assert!(claims.get("exp").is_none(), "never expires by itself");
    claims["token_introspection"].clone()
}

#[tokio::test]
async fn the_identity_is_told_whatever_the_scopes_and_the_scopes_are_ours_alone() {
    let world = World::open();
    let tokens = world.tokens().await;
    let introspected = behind(&world, tokens["access_token"].as_str().expect("a token")).await;
    assert_eq!((&introspected["active"], &introspected["aud"]), (&value!(true), &value!(CLIENT)));
    assert_eq!(introspected["scope"], "", "none of ours was asked for");
    assert_eq!(introspected["family_name"], "MARRONNIER-TEST");
    assert!(introspected.get("email").is_none());
}

#[tokio::test]
async fn a_dead_token_and_an_unknown_one_are_only_not_active() {
    let world = World::open();
    let tokens = world.tokens().await;
    world.passes(60);
    for token in [tokens["access_token"].as_str().expect("a token"), "inconnu"] {
        assert_eq!(behind(&world, token).await, value!({ "active": false }));
    }
}

#[tokio::test]
async fn exactly_three_parameters_are_taken_and_errors_are_those_of_franceconnect() {
    let world = World::open();
    let mut bodies = vec![Vec::new(), asking("", SECRET)];
    bodies.extend((0..3).map(|missing| {
        let mut form = asking("x", SECRET);
        form.remove(missing);
        form
    }));
    bodies.push([asking("x", SECRET), vec![("grant_type", "x")]].concat());
    bodies.push([asking("x", SECRET), vec![("token", "y")]].concat());
    for form in bodies {
        let response = world.post("/checktoken", &form).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{form:?}");
        let body = json(response).await;
        assert_eq!(body["error"], "invalid_request");
        assert_eq!(body["error_description"], "Required parameter missing or invalid.");
    }
    for (client, secret) in [(DATA_PROVIDER, "faux"), (CLIENT, SECRET), ("inconnu", SECRET)] {
        let form = [("token", "x"), ("client_id", client), ("client_secret", secret)];
        let response = world.post("/checktoken", &form).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{client}");
        let body = json(response).await;
        assert_eq!(body["error"], "invalid_client");
        assert_eq!(body["error_description"], "Client authentication failed.");
    }
}

#[tokio::test]
async fn without_the_providers_keys_there_is_no_answer() {
    let world = World::open();
    let response = world.post("/checktoken", &asking("inconnu", SECRET)).await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(json(response).await["error"], "server_error");
}

//! Lying and failing on demand, and only then.

use std::time::Duration;

use jsonwebtoken::dangerous::insecure_decode;
use mon_releve::sandbox::franceconnect::behaviour::{CallbackError, Mood, Order, Rotation, Tamper};
use reqwest::StatusCode;
use serde_json::{Value, json as value};

use super::support::*;

#[tokio::test]
async fn a_rotation_changes_the_key_with_or_without_its_id() {
    let world = World::open();
    let before = world.tokens().await;
    let old = before["id_token"].as_str().expect("an id_token");
    assert!(world.verified(old).await.is_some());
    let kid = jsonwebtoken::decode_header(old).expect("a header").kid;

    for (rotation, same) in [(Rotation::SameKid, true), (Rotation::NewKid, false)] {
        world.orders(Order { rotate_keys: Some(rotation), ..Order::default() });
        assert!(world.verified(old).await.is_none());
        let after = world.tokens().await;
        let new = after["id_token"].as_str().expect("an id_token");
        assert!(world.verified(new).await.is_some());
        let header = jsonwebtoken::decode_header(new).expect("a header");
        assert_eq!(header.kid == kid, same);
    }
}

#[tokio::test]
async fn an_ordered_callback_error_serves_one_sign_in() {
    let world = World::open();
    world.orders(Order { next_callback: Some(CallbackError::TemporarilyUnavailable), ..Order::default() });
    let callback = world.signs_in("nominal-f").await;
    assert_eq!(parameter(&callback, "error").as_deref(), Some("temporarily_unavailable"));
    assert_eq!(parameter(&callback, "code"), None);
    let callback = world.signs_in("nominal-f").await;
    assert!(parameter(&callback, "code").is_some());
}

#[tokio::test]
async fn every_id_token_lie_is_told() {
    let world = World::open();
    for (tamper, member, expected) in [
        (Tamper::IdTokenWrongNonce, "nonce", value!("0".repeat(64))),
        (Tamper::IdTokenMissingNonce, "nonce", Value::Null),
        (Tamper::IdTokenWrongIss, "iss", value!("https://imposteur.example.org/api/v2")),
        (Tamper::IdTokenWrongAud, "aud", value!("autre-service")),
        (Tamper::IdTokenManyAudiences, "aud", value!([CLIENT, "autre-service"])),
        (Tamper::IdTokenExpired, "exp", value!(world.now() - 3540)),
        (Tamper::IdTokenFutureIat, "iat", value!(world.now() + 3600)),
        (Tamper::AcrTooLow, "acr", value!("eidas0")),
        (Tamper::AcrMissing, "acr", Value::Null),
    ] {
        world.tampers(tamper);
        let tokens = world.tokens().await;
        let id_token = tokens["id_token"].as_str().expect("an id_token");
        let header = jsonwebtoken::decode_header(id_token).expect("a header");
        assert_eq!(header.alg, jsonwebtoken::Algorithm::ES256);
        let claims = insecure_decode::<Value>(id_token).expect("claims").claims;
        assert_eq!(claims[member], expected, "{tamper:?}");
    }
}

#[tokio::test]
async fn every_signature_lie_fails_verification() {
    let world = World::open();
    for (tamper, algorithm) in [
        (Tamper::IdTokenAlgNone, "none"),
        (Tamper::IdTokenHs256ClientSecret, "HS256"),
        (Tamper::IdTokenRs256, "RS256"),
        (Tamper::IdTokenBadSignature, "ES256"),
        (Tamper::UnknownKid, "ES256"),
    ] {
        world.tampers(tamper);
        let tokens = world.tokens().await;
        let id_token = tokens["id_token"].as_str().expect("an id_token");
        assert_eq!(header(id_token)["alg"], algorithm, "{tamper:?}");
        assert!(world.verified(id_token).await.is_none(), "{tamper:?}");
    }
    for tamper in [Tamper::UserinfoAlgNone, Tamper::UserinfoRs256, Tamper::UserinfoBadSignature] {
        world.tampers(tamper);
        let tokens = world.tokens().await;
        let access_token = tokens["access_token"].as_str().expect("a token");
        let userinfo = text(world.userinfo(access_token).await).await;
        assert!(world.verified(&userinfo).await.is_none(), "{tamper:?}");
    }
}

#[tokio::test]
async fn the_rsa_and_secret_signatures_are_genuine_so_that_only_pinning_refuses_them() {
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
    let world = World::open();
    let keys = world.keys().await;
    let rsa =
        keys.keys.iter().find(|key| key.common.key_algorithm == Some(jsonwebtoken::jwk::KeyAlgorithm::RS256));
    let rsa = DecodingKey::from_jwk(rsa.expect("an RSA key")).expect("a key");
    let secret = DecodingKey::from_secret(SECRET.as_bytes());
    for (tamper, algorithm, key) in [
        (Tamper::IdTokenRs256, Algorithm::RS256, rsa),
        (Tamper::IdTokenHs256ClientSecret, Algorithm::HS256, secret),
    ] {
        world.tampers(tamper);
        let tokens = world.tokens().await;
        let id_token = tokens["id_token"].as_str().expect("an id_token");
        let mut validation = Validation::new(algorithm);
        validation.validate_exp = false;
        validation.validate_aud = false;
        decode::<Value>(id_token, &key, &validation).expect("a genuine signature");
    }
}

#[tokio::test]
async fn every_userinfo_lie_is_told() {
    let world = World::open();
    for (tamper, member) in [
        (Tamper::UserinfoOtherSub, "sub"),
        (Tamper::UserinfoMissingSub, "sub"),
        (Tamper::UserinfoWrongIss, "iss"),
        (Tamper::UserinfoWrongAud, "aud"),
        (Tamper::UserinfoExpired, "exp"),
        (Tamper::UserinfoWithoutBirthplace, "birthplace"),
    ] {
        world.tampers(Tamper::None);
        let honest = userinfo_claims(&world).await;
        world.tampers(tamper);
        let lie = userinfo_claims(&world).await;
        assert_ne!(honest[member], lie[member], "{tamper:?}");
    }
    world.tampers(Tamper::UserinfoIsIdToken);
    assert_eq!(userinfo_claims(&world).await["nonce"], NONCE);
    world.tampers(Tamper::UserinfoUnsignedJson);
    let tokens = world.tokens().await;
    let access_token = tokens["access_token"].as_str().expect("a token");
    let claims = json(world.userinfo(access_token).await).await;
    assert!(claims["family_name"].is_string());
}

#[tokio::test]
async fn the_callback_lies_about_state_and_issuer() {
    let world = World::open();
    for (tamper, state, issuer) in [
        (Tamper::CallbackMissingIss, Some(STATE.to_owned()), None),
        (
            Tamper::CallbackWrongIss,
            Some(STATE.to_owned()),
            Some("https://imposteur.example.org/api/v2".to_owned()),
        ),
        (Tamper::CallbackMissingState, None, Some(world.issuer.clone())),
        (Tamper::CallbackStateUndefined, Some("undefined".to_owned()), Some(world.issuer.clone())),
        (Tamper::CallbackWrongState, Some(format!("{STATE}0")), Some(world.issuer.clone())),
    ] {
        world.tampers(tamper);
        let callback = world.signs_in("nominal-f").await;
        assert_eq!(parameter(&callback, "state"), state, "{tamper:?}");
        assert_eq!(parameter(&callback, "iss"), issuer, "{tamper:?}");
    }
}

#[tokio::test]
async fn an_older_id_token_shape_is_honest() {
    let world = World::open();
    world.tampers(Tamper::IdTokenOlderShape);
    let tokens = world.tokens().await;
    let id_token = tokens["id_token"].as_str().expect("an id_token");
    assert_eq!(header(id_token)["typ"], "JWT");
    let claims = world.verified(id_token).await.expect("signed");
    assert!(claims["at_hash"].is_string());
}

#[tokio::test]
async fn addresses_fail_as_ordered_and_every_call_is_counted() {
    let world = World::open();
    let jwks = world.at("/jwks");
    for (mood, status) in [
        (Mood::ServerError, StatusCode::INTERNAL_SERVER_ERROR),
        (Mood::Unavailable, StatusCode::SERVICE_UNAVAILABLE),
        (Mood::Garbage, StatusCode::OK),
    ] {
        world.orders(Order { jwks: Some(mood), ..Order::default() });
        let response = world.get(&jwks).await;
        assert_eq!(response.status(), status);
        assert!(response.json::<jsonwebtoken::jwk::JwkSet>().await.is_err());
    }
    world.orders(Order { jwks: Some(Mood::Reset), ..Order::default() });
    let answer = world.browser.get(&jwks).send().await;
    let is_cut = match answer {
        Err(_) => true,
        Ok(answer) => answer.bytes().await.is_err(),
    };
    assert!(is_cut);
    assert_eq!(world.control.calls().jwks, 4);

    world.orders(Order { jwks: Some(Mood::Slow), delay_ms: Some(60_000), ..Order::default() });
    let request = world.browser.get(&jwks).timeout(Duration::from_millis(200));
    assert!(request.send().await.is_err_and(|error| error.is_timeout()));

    world.orders(Order { reset: true, ..Order::default() });
    assert_eq!(world.keys().await.keys.len(), 2);
}

#[tokio::test]
async fn the_control_address_takes_json_and_forms_and_refuses_what_it_does_not_know() {
    let world = World::open();
    let address = world.issuer.replace("/api/v2", "/controle");
    let send = |body: Value| world.browser.post(&address).json(&body).send();
    let order = value!({ "token": "unavailable", "delay_ms": 5, "tamper": "acr_too_low" });
    let state = json(send(order).await.expect("an answer")).await;
    assert_eq!(state["behaviour"]["token"], "unavailable");
    assert_eq!(world.exchanges("x").await.status(), StatusCode::SERVICE_UNAVAILABLE);

    for wrong in [value!({ "tokens": "ok" }), value!({ "tamper": "nawak" })] {
        let response = send(wrong).await.expect("an answer");
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    }
    let form = [("reset", "true"), ("userinfo", "slow"), ("jwks", "")];
    let response = world.browser.post(&address).form(&form).send().await;
    assert_eq!(response.expect("an answer").status(), StatusCode::SEE_OTHER);
    let request = world.browser.get(&address);
    let request = request.header("accept", "application/json");
    let state = json(request.send().await.expect("an answer")).await;
    assert_eq!(state["behaviour"]["token"], "ok");
    assert_eq!(state["behaviour"]["userinfo"], "slow");
    assert_eq!(state["calls"]["token"], 1);
}

#[tokio::test]
async fn every_choice_of_the_control_page_is_an_order_and_other_origins_give_none() {
    let world = World::open();
    let address = world.issuer.replace("/api/v2", "/controle");
    let page = text(world.get(&address).await).await;
    let page = scraper::Html::parse_document(&page);
    let options = scraper::Selector::parse("select option:not([value])").expect("a selector");
    let mut tried = 0;
    for option in page.select(&options) {
        let select = option.parent().and_then(scraper::ElementRef::wrap);
        let name = select.and_then(|select| select.attr("name")).expect("a name");
        let choice: String = option.text().collect();
        let form = [(name, choice.as_str())];
        let response = world.browser.post(&address).form(&form).send().await;
        let status = response.expect("an answer").status();
        assert_eq!(status, StatusCode::SEE_OTHER, "{name}={choice}");
        tried += 1;
    }
    assert!(tried > 50, "{tried}");
    let request = world.browser.post(&address).json(&value!({ "reset": true }));
    let request = request.header("origin", "https://ailleurs.example.org");
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}

async fn userinfo_claims(world: &World) -> Value {
    let tokens = world.tokens().await;
    let access_token = tokens["access_token"].as_str().expect("a token");
    let userinfo = text(world.userinfo(access_token).await).await;
    world.verified(&userinfo).await.expect("signed")
}

fn header(token: &str) -> Value {
    use base64::Engine as _;
    let (header, _) = token.split_once('.').expect("a JWS");
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(header).expect("base64url");
    serde_json::from_slice(&bytes).expect("a header")
}

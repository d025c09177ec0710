//! What a person does, and what the service learns.

use mon_releve::sandbox::people;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::support::*;

#[tokio::test]
async fn a_person_signs_in_and_the_service_learns_what_its_scopes_allow() {
    let world = World::open();
    let callback = world.signs_in("nominal-f").await;
    assert!(callback.as_str().starts_with(CALLBACK));
    assert_eq!(parameter(&callback, "state").as_deref(), Some(STATE));
    assert_eq!(parameter(&callback, "iss"), Some(world.issuer.clone()));

    let code = parameter(&callback, "code").expect("a code");
    let response = world.exchanges(&code).await;
    assert_eq!(response.headers()["cache-control"], "no-store");
    let tokens = json(response).await;
    let userinfo = world.userinfo(tokens["access_token"].as_str().expect("a token")).await;
    assert_eq!(userinfo.status(), StatusCode::OK);
    assert_eq!(userinfo.headers()["content-type"], "application/jwt");
    let claims = world.verified(&text(userinfo).await).await.expect("signed");

    let person = people::invented()
        .expect("people")
        .into_iter()
        .find(|person| person.id == "nominal-f")
        .expect("nominal-f");
    assert_eq!(claims["sub"], person.userinfo["sub"]);
    assert_eq!(claims["family_name"], person.userinfo["family_name"]);
    assert_eq!(claims["given_name_array"], person.userinfo["given_name_array"]);
    assert_eq!(claims["aud"], CLIENT);
    assert_eq!(claims["iss"], world.issuer);
    assert_eq!(claims["exp"], world.now() + 60);
    assert_eq!(claims.get("idp_birthdate"), None, "not asked for");
}

#[tokio::test]
async fn the_id_token_says_who_and_how_but_never_an_identity() {
    let world = World::open();
    let tokens = world.tokens().await;
    let members: Vec<_> = tokens.as_object().expect("an object").keys().collect();
    assert_eq!(members, ["access_token", "expires_in", "id_token", "scope", "token_type"]);
    assert_eq!(tokens["expires_in"], 60);
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["scope"], SCOPE);

    let id_token = tokens["id_token"].as_str().expect("an id_token");
    let header = jsonwebtoken::decode_header(id_token).expect("a header");
    assert_eq!(header.alg, jsonwebtoken::Algorithm::ES256);
    assert_eq!(header.typ, None);
    let claims = world.verified(id_token).await.expect("signed");
    let mut names: Vec<_> = claims.as_object().expect("an object").keys().collect();
    names.sort();
    assert_eq!(names, ["acr", "aud", "auth_time", "exp", "iat", "iss", "nonce", "sub"]);
    assert_eq!(claims["nonce"], NONCE);
    assert_eq!(claims["acr"], "eidas1");
    assert_eq!(claims["aud"], CLIENT);
    let exp = claims["exp"].as_i64().expect("a time");
    assert_eq!(Some(exp - 60), claims["iat"].as_i64());
}

#[tokio::test]
async fn amr_is_given_when_asked_for_and_granted() {
    let world = World::open();
    let claims = r#"{"id_token":{"amr":{"essential":true}}}"#;
    let response = world.authorize(&request_with("claims", claims)).await;
    let address = location(&response);
    let (_, interaction) = address.rsplit_once('/').expect("an interaction");
    world.chooses(interaction, "nominal-f").await;
    let callback = world.agrees(interaction).await;
    let code = parameter(&callback, "code").expect("a code");
    let tokens = json(world.exchanges(&code).await).await;
    let id_token = tokens["id_token"].as_str().expect("an id_token");
    let claims = world.verified(id_token).await.expect("signed");
    assert_eq!(claims["amr"], json!(["fc", "pwd"]));
}

#[tokio::test]
async fn pages_offer_people_then_say_what_is_transmitted_without_script() {
    let world = World::open();
    let interaction = world.starts().await;
    let address = world.at(&format!("/interaction/{interaction}"));
    let response = world.get(&address).await;
    let policy = response.headers()["content-security-policy"].to_str().expect("a policy").to_owned();
    assert!(policy.contains("form-action 'self' http://localhost:8080;"), "{policy}");
    assert!(!policy.contains("unsafe"));
    let page = text(response).await;
    assert!(page.contains("FranceConnect simulé"));
    assert!(page.contains(r#"value="nominal-f""#));
    assert!(!page.contains("<script") && !page.contains("style="));

    world.chooses(&interaction, "nominal-f").await;
    let page = text(world.get(&address).await).await;
    assert!(page.contains("Continuer vers mon-relevé"));
    assert!(page.contains("Date de naissance"));
    assert!(!page.contains("Fournisseur d’identité"));
    let style =
        world.get(&address.replace(&format!("/api/v2/interaction/{interaction}"), "/simulateur.css")).await;
    assert_eq!(style.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_live_session_skips_the_choice_but_not_the_information() {
    let world = World::open();
    world.signs_in("nominal-f").await;
    world.passes(29 * 60);
    let second = world.starts().await;
    let page = text(world.get(&world.at(&format!("/interaction/{second}"))).await).await;
    assert!(page.contains("Informations transmises"));
    let callback = world.agrees(&second).await;
    assert!(parameter(&callback, "code").is_some());

    world.passes(29 * 60);
    let third = world.starts().await;
    let page = text(world.get(&world.at(&format!("/interaction/{third}"))).await).await;
    assert!(page.contains("Informations transmises"), "the half hour slides");

    world.passes(30 * 60);
    let fourth = world.starts().await;
    let page = text(world.get(&world.at(&format!("/interaction/{fourth}"))).await).await;
    assert!(page.contains("Qui êtes-vous"));
}

#[tokio::test]
async fn a_tester_can_become_somebody_else_within_a_session() {
    let world = World::open();
    world.signs_in("nominal-f").await;
    let interaction = world.starts().await;
    let form = [("interaction", interaction.as_str())];
    world.post("/change-person", &form).await;
    let page = text(world.get(&world.at(&format!("/interaction/{interaction}"))).await).await;
    assert!(page.contains("Qui êtes-vous"));
}

#[tokio::test]
async fn going_back_tells_the_service_why() {
    for (choice, error, description) in [
        ("access_denied", "access_denied", "User auth aborted"),
        ("identity_not_recognised", "access_denied", "user authentication aborted"),
        (
            "server_error",
            "server_error",
            "authentication aborted due to a technical error on the authorization server",
        ),
        (
            "temporarily_unavailable",
            "temporarily_unavailable",
            "authentication aborted due to a technical error on the authorization server",
        ),
    ] {
        let world = World::open();
        let interaction = world.starts().await;
        let query = encode(&[("interaction", &interaction), ("error", choice)]);
        let address = world.at(&format!("/redirect-to-sp-with-error?{query}"));
        let response = world.get(&address).await;
        assert_eq!(response.status(), StatusCode::FOUND, "{choice}");
        let callback = url(&location(&response));
        assert_eq!(parameter(&callback, "error").as_deref(), Some(error));
        assert_eq!(parameter(&callback, "error_description").as_deref(), Some(description));
        assert_eq!(parameter(&callback, "state").as_deref(), Some(STATE));
        assert_eq!(parameter(&callback, "iss"), Some(world.issuer.clone()));
        let again = world.get(&address).await;
        assert_eq!(again.status(), StatusCode::UNAUTHORIZED, "it is over");
    }
}

#[tokio::test]
async fn an_interaction_is_over_after_half_an_hour_or_once_agreed() {
    let world = World::open();
    let interaction = world.starts().await;
    world.passes(30 * 60);
    let late = world.get(&world.at(&format!("/interaction/{interaction}"))).await;
    assert_eq!(late.status(), StatusCode::UNAUTHORIZED);
    assert!(text(late).await.contains("Y190001"));

    let interaction = world.starts().await;
    world.chooses(&interaction, "nominal-f").await;
    world.agrees(&interaction).await;
    let again = world.post("/consent", &[("interaction", &interaction)]).await;
    assert_eq!(again.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn of_two_clicks_on_continue_one_gets_a_code() {
    let world = World::open();
    let interaction = world.starts().await;
    world.chooses(&interaction, "nominal-f").await;
    let form = [("interaction", interaction.as_str())];
    let clicks = futures_util::future::join(world.post("/consent", &form), world.post("/consent", &form));
    let (one, other) = clicks.await;
    let mut statuses = [one.status(), other.status()];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::UNAUTHORIZED]);
}

#[tokio::test]
async fn discovery_advertises_what_franceconnect_advertises() {
    let world = World::open();
    let response = world.get(&world.at("/.well-known/openid-configuration")).await;
    assert_eq!(response.headers()["cache-control"], "public, max-age=600");
    assert!(response.headers().get("set-cookie").is_none());
    assert!(response.headers().get("access-control-allow-origin").is_none());
    let document: Value = json(response).await;
    assert_eq!(document["issuer"], world.issuer);
    assert_eq!(document["token_endpoint"], world.at("/token"));
    assert_eq!(document["acr_values_supported"], json!(["eidas1"]));
    assert_eq!(document["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(document["id_token_signing_alg_values_supported"], json!(["HS256", "ES256", "RS256"]));
    let keys = world.keys().await;
    assert_eq!(keys.keys.len(), 2, "one EC, one RSA");
}

#[tokio::test]
async fn an_unknown_path_or_method_is_not_found() {
    let world = World::open();
    for response in [
        world.get(&world.at("/inconnu")).await,
        world.get(&world.at("/token")).await,
        world.post("/userinfo", &[]).await,
        world.post("/session/end", &[]).await,
    ] {
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert!(text(response).await.contains("Y000404"));
    }
}

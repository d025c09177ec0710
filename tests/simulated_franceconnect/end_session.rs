//! Signing out.

use mon_releve::sandbox::franceconnect::behaviour::{Order, Rotation};
use reqwest::StatusCode;

use super::support::*;

async fn hint(world: &World) -> String {
    let tokens = world.tokens().await;
    tokens["id_token"].as_str().expect("an id_token").to_owned()
}

fn address(world: &World, parameters: &[(&str, &str)]) -> String {
    world.at(&format!("/session/end?{}", encode(parameters)))
}

#[tokio::test]
async fn an_expired_hint_still_ends_the_session_and_leads_back() {
    let world = World::open();
    let hint = hint(&world).await;
    world.passes(20 * 60);
    let parameters = [
        ("id_token_hint", hint.as_str()),
        ("post_logout_redirect_uri", AFTER_SIGN_OUT),
        ("state", "retour-42"),
    ];
    let response = world.get(&address(&world, &parameters)).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(location(&response), format!("{AFTER_SIGN_OUT}?state=retour-42"));
    let interaction = world.starts().await;
    let page = text(world.get(&world.at(&format!("/interaction/{interaction}"))).await).await;
    assert!(page.contains("Qui êtes-vous"), "the session is over");
}

#[tokio::test]
async fn nothing_but_the_hint_is_needed_and_the_state_is_echoed_only_if_sent() {
    let world = World::open();
    let hint = hint(&world).await;
    let response = world.get(&address(&world, &[("id_token_hint", &hint)])).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(text(response).await.contains("Vous êtes déconnecté"));
    let parameters = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", AFTER_SIGN_OUT)];
    let response = world.get(&address(&world, &parameters)).await;
    assert_eq!(location(&response), AFTER_SIGN_OUT);
}

#[tokio::test]
async fn a_wrong_sign_out_request_is_shown_and_changes_nothing() {
    let world = World::open();
    let hint = hint(&world).await;
    let slash = format!("{AFTER_SIGN_OUT}/");
    let (input, _) = hint.rsplit_once('.').expect("a JWS");
    let forged = format!("{input}.{}", "A".repeat(86));
    for (parameters, code) in [
        (vec![], "Y030007"),
        (vec![("id_token_hint", hint.as_str()), ("id", "x")], "Y030007"),
        (vec![("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", &slash)], "Y04CFAEF"),
        (vec![("id_token_hint", hint.as_str()), ("client_id", OTHER_CLIENT)], "Y0467882"),
        (vec![("id_token_hint", "pas-un-jeton")], "Y04FEDB9"),
        (vec![("id_token_hint", forged.as_str())], "Y04E2A91"),
    ] {
        let response = world.get(&address(&world, &parameters)).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert!(text(response).await.contains(code), "{code}");
    }
    let interaction = world.starts().await;
    let page = text(world.get(&world.at(&format!("/interaction/{interaction}"))).await).await;
    assert!(page.contains("Informations transmises"), "still signed in");
}

#[tokio::test]
async fn a_hint_signed_before_a_rotation_is_refused() {
    let world = World::open();
    let hint = hint(&world).await;
    world.orders(Order { rotate_keys: Some(Rotation::SameKid), ..Order::default() });
    let response = world.get(&address(&world, &[("id_token_hint", &hint)])).await;
    assert!(text(response).await.contains("Y04E2A91"));
}

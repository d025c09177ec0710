//! What an authorization request may not do.

use reqwest::StatusCode;

use super::support::*;

/// The request is refused on a page; the service learns nothing.
async fn shown(parameters: &[(&str, &str)], code: &str) {
    let world = World::open();
    let response = world.authorize(parameters).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{parameters:?}");
    assert!(response.headers().get("location").is_none());
    let page = text(response).await;
    assert!(page.contains(code), "{parameters:?}: {page}");
}

/// The service learns the error.
async fn returned(parameters: &[(&str, &str)], error: &str, description: &str) {
    let world = World::open();
    let response = world.authorize(parameters).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "{parameters:?}");
    let callback = url(&location(&response));
    assert!(callback.as_str().starts_with(CALLBACK));
    assert_eq!(parameter(&callback, "error").as_deref(), Some(error));
    assert_eq!(parameter(&callback, "error_description").as_deref(), Some(description));
    assert_eq!(parameter(&callback, "state").as_deref(), Some(STATE));
    assert_eq!(parameter(&callback, "iss"), Some(world.issuer.clone()));
}

#[tokio::test]
async fn a_parameter_outside_the_list_is_refused() {
    for name in [
        "code_challenge",
        "code_challenge_method",
        "response_mode",
        "max_age",
        "login_hint",
        "display",
        "id_token_hint",
        "request",
        "request_uri",
        "utm_source",
    ] {
        shown(&request_with(name, "x"), "Y030007").await;
    }
}

#[tokio::test]
async fn a_missing_parameter_is_refused() {
    for name in ["client_id", "redirect_uri", "response_type", "scope", "acr_values", "nonce", "state"] {
        shown(&request_without(name), "Y030007").await;
    }
}

#[tokio::test]
async fn a_parameter_given_twice_is_refused() {
    let mut parameters = request();
    parameters.push(("scope", "openid"));
    shown(&parameters, "Y030007").await;
}

#[tokio::test]
async fn a_nonce_of_21_characters_is_refused_and_22_accepted() {
    shown(&request_with("nonce", "123456789012345678901"), "Y030007").await;
    let world = World::open();
    let response = world.authorize(&request_with("nonce", "1234567890123456789012")).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn prompt_may_only_be_login_consent_or_both() {
    for prompt in ["", "none", "select_account", "login none"] {
        shown(&request_with("prompt", prompt), "Y030007").await;
    }
    let world = World::open();
    for prompt in ["login", "consent", "login consent", "consent login"] {
        let response = world.authorize(&request_with("prompt", prompt)).await;
        assert!(location(&response).starts_with("/api/v2/interaction/"));
    }
}

#[tokio::test]
async fn the_client_and_its_callback_are_checked_before_anything_returns() {
    shown(&request_with("client_id", "inconnu"), "Y04EA6EF").await;
    shown(&request_with("redirect_uri", "http://localhost:8080/connexion/retour/"), "Y04C013C").await;
    shown(&request_with("redirect_uri", "/connexion/retour"), "Y030007").await;
    let mut parameters = request_with("redirect_uri", "https://ailleurs.example.org/");
    parameters.retain(|(name, _)| *name != "scope");
    parameters.push(("scope", "openid dgfip_rfr"));
    shown(&parameters, "Y040001").await;
}

#[tokio::test]
async fn a_known_scope_that_was_not_granted_returns_and_an_unknown_one_is_ignored() {
    returned(
        &request_with("scope", "openid idp_birthdate"),
        "invalid_scope",
        "requested scope is not allowed",
    )
    .await;
    let world = World::open();
    let response = world.authorize(&request_with("scope", "openid phone nawak")).await;
    assert!(location(&response).starts_with("/api/v2/interaction/"));
}

#[tokio::test]
async fn openid_must_be_asked_for() {
    returned(
        &request_with("scope", "identite_pivot"),
        "invalid_request",
        "openid scope must be requested when using the acr_values parameter",
    )
    .await;
}

#[tokio::test]
async fn the_lowest_known_level_counts() {
    for level in ["eidas2", "eidas3 eidas2"] {
        returned(
            &request_with("acr_values", level),
            "invalid_acr",
            "acr_value is not valid, should be equal one of these values, expected eidas1, got eidas2",
        )
        .await;
    }
    let world = World::open();
    for level in ["eidas3 eidas1", "inconnu"] {
        let response = world.authorize(&request_with("acr_values", level)).await;
        assert!(location(&response).starts_with("/api/v2/interaction/"), "{level}");
    }
}

#[tokio::test]
async fn another_response_type_returns_in_the_fragment_when_it_names_a_token() {
    returned(
        &request_with("response_type", ""),
        "invalid_request",
        "missing required parameter 'response_type'",
    )
    .await;
    returned(
        &request_with("response_type", "none"),
        "unsupported_response_type",
        "unsupported response_type requested",
    )
    .await;
    let world = World::open();
    let response = world.authorize(&request_with("response_type", "id_token")).await;
    let callback = url(&location(&response));
    assert_eq!(callback.query(), None);
    let fragment = callback.fragment().expect("a fragment");
    assert!(fragment.starts_with("error=unsupported_response_type"));
}

#[tokio::test]
async fn a_hint_at_an_identity_provider_is_not_allowed() {
    returned(
        &request_with("idp_hint", "9c716f61-b8a1-435c-a407-ef4d677ec270"),
        "invalid_idp_hint",
        "An idp_hint was provided but is not allowed",
    )
    .await;
}

#[tokio::test]
async fn amr_must_be_granted_and_claims_must_be_an_object() {
    let world = World::open();
    let amr = r#"{"id_token":{"amr":{"essential":true}}}"#;
    let mut parameters = request_with("claims", amr);
    parameters.retain(|(name, _)| !matches!(*name, "client_id" | "scope"));
    parameters.extend([("client_id", OTHER_CLIENT), ("scope", "openid")]);
    let response = world.authorize(&parameters).await;
    assert!(text(response).await.contains("Y100009"));
    shown(&request_with("claims", "[1]"), "Y030007").await;
}

#[tokio::test]
async fn a_form_is_accepted_and_another_body_is_not() {
    let world = World::open();
    let response = world.post("/authorize", &request()).await;
    assert!(location(&response).starts_with("/api/v2/interaction/"));
    let request = world.browser.post(world.at("/authorize")).body("{}");
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
}

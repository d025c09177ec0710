//! From the button to the records, and every way it may go wrong.

use mon_releve::sandbox::franceconnect::behaviour::{CallbackError, Mood, Order, Rotation, Tamper};
use mon_releve::sandbox::franceconnect::forgery::Forgery;
use reqwest::StatusCode;
use reqwest::header::RETRY_AFTER;
use serde_json::json;

use crate::support::app::{App, Wish};
use crate::support::visitor::{Visitor, location};

#[tokio::test(flavor = "multi_thread")]
async fn somebody_with_one_record_goes_from_the_button_to_the_transcript() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    let button = visitor.opens("/").await.attribute("a.fr-connect", "href");
    assert_eq!(button, "/connexion");
    assert_eq!(visitor.signs_in_as("foreign-portugal").await, "/mes-releves");
    let transcript = visitor.opens("/mes-releves").await;
    assert_eq!(transcript.status, StatusCode::OK);
    assert!(transcript.title().contains("Relevé de notes"), "{}", transcript.title());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_english_journey_stays_english() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    let authorize = visitor.clicks_sign_in("/en/connexion").await;
    let callback = visitor.identifies_as(&authorize, "nominal-f").await;
    assert_eq!(location(&visitor.comes_back(&callback).await), "/en/mes-releves");
    assert_eq!(visitor.opens("/en/mes-releves").await.attribute("html", "lang"), "en");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_authorization_request_holds_what_franceconnect_takes_and_nothing_else() {
    let app = App::start().await;
    let authorize = Visitor::of(&app).clicks_sign_in("/connexion").await;
    let parameters: std::collections::BTreeMap<_, _> = authorize.query_pairs().into_owned().collect();
    let names: Vec<_> = parameters.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["acr_values", "client_id", "nonce", "redirect_uri", "response_type", "scope", "state"]
    );
    assert_eq!(parameters["scope"], "openid identite_pivot");
    assert_eq!(parameters["acr_values"], "eidas1");
    for secret in ["state", "nonce"] {
        assert_eq!(parameters[secret].len(), 64);
        assert!(parameters[secret].bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
    assert_ne!(parameters["state"], parameters["nonce"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_sign_in_independently_in_any_order() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    let first = visitor.clicks_sign_in("/connexion").await;
    let second = visitor.clicks_sign_in("/connexion").await;
    let second = visitor.identifies_as(&second, "nominal-f").await;
    assert_eq!(location(&visitor.comes_back(&second).await), "/mes-releves");
    let first = visitor.identifies_as(&first, "nominal-f").await;
    assert_eq!(location(&visitor.comes_back(&first).await), "/mes-releves");
    assert_eq!(visitor.opens("/mes-releves").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_asked_for_first_is_reached_after_signing_in() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("nominal-f").await;
    let wanted = visitor.opens("/mes-releves").await.links("/mes-releves/").remove(0);
    visitor.signs_out().await;
    let start = location(&visitor.get(&wanted).await);
    let authorize = visitor.clicks_sign_in(&start).await;
    let callback = visitor.identifies_as(&authorize, "nominal-f").await;
    assert_eq!(location(&visitor.comes_back(&callback).await), wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_target_never_leads_away() {
    let app = App::start().await;
    for target in
        ["https://example.org", "//example.org", "/\\example.org", "/connexion", "%2F%2Fexample.org", ""]
    {
        let visitor = Visitor::of(&app);
        let authorize = visitor.clicks_sign_in(&format!("/connexion?retour={target}")).await;
        let callback = visitor.identifies_as(&authorize, "nominal-f").await;
        assert_eq!(location(&visitor.comes_back(&callback).await), "/mes-releves", "{target}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn turning_back_at_franceconnect_loses_nothing() {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    let authorize = visitor.clicks_sign_in("/en/connexion?retour=/mes-releves/0123").await;
    let callback = visitor.turns_back(&authorize).await;
    let page = location(&visitor.comes_back(&callback).await);
    assert_eq!(page, "/en/connexion/annulee?retour=/mes-releves/0123");
    let page = visitor.opens(&page).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.attribute("a.fr-connect", "href"), "/en/connexion?retour=/mes-releves/0123");
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_that_franceconnect_sends_back_end_in_a_page_with_a_way_on() {
    let app = App::start().await;
    for (error, path, status) in [
        (CallbackError::AccessDenied, "/connexion/annulee", StatusCode::OK),
        (CallbackError::IdentityNotRecognised, "/connexion/annulee", StatusCode::OK),
        (CallbackError::LeakedCode, "/connexion/non-aboutie", StatusCode::OK),
        (CallbackError::InvalidScope, "/connexion/indisponible", StatusCode::SERVICE_UNAVAILABLE),
        (CallbackError::ServerError, "/connexion/indisponible", StatusCode::SERVICE_UNAVAILABLE),
        (CallbackError::TemporarilyUnavailable, "/connexion/indisponible", StatusCode::SERVICE_UNAVAILABLE),
    ] {
        app.order(&Order { reset: true, next_callback: Some(error), ..Order::default() });
        let visitor = Visitor::of(&app);
        let authorize = visitor.clicks_sign_in("/connexion?retour=/mes-releves/0123").await;
        let callback = visitor.identifies_as(&authorize, "nominal-f").await;
        let leads_to = location(&visitor.comes_back(&callback).await);
        assert!(leads_to.starts_with(&format!("{path}?retour=/mes-releves/0123")), "{error:?}: {leads_to}");
        let page = visitor.get(&leads_to).await;
        assert_eq!(page.status(), status, "{error:?}");
        assert_eq!(page.headers().contains_key(RETRY_AFTER), status == StatusCode::SERVICE_UNAVAILABLE);
        let text = page.text().await.unwrap();
        assert!(text.contains("href=\"/connexion?retour=/mes-releves/0123\""), "{error:?}: a way on");
        assert!(!text.contains("aborted") && !text.contains("erreur technique"), "no provider text");
    }
}

/// Every lie of the simulator that must not sign anybody in.
const LIES: &[Tamper] = &[
    Tamper::CallbackWrongIss,
    Tamper::CallbackMissingIss,
    Tamper::CallbackWrongState,
    Tamper::CallbackStateUndefined,
    Tamper::CallbackMissingState,
    Tamper::TokenTypeMac,
    Tamper::TokenWithoutIdToken,
    Tamper::IdTokenWrongNonce,
    Tamper::IdTokenMissingNonce,
    Tamper::IdTokenWrongIss,
    Tamper::IdTokenWrongAud,
    Tamper::IdTokenManyAudiences,
    Tamper::IdTokenExpired,
    Tamper::IdTokenFutureIat,
    Tamper::IdTokenAlgNone,
    Tamper::IdTokenHs256ClientSecret,
    Tamper::IdTokenRs256,
    Tamper::IdTokenBadSignature,
    Tamper::IdTokenWrongAtHash,
    Tamper::UnknownKid,
    Tamper::AcrTooLow,
    Tamper::AcrMissing,
    Tamper::UserinfoOtherSub,
    Tamper::UserinfoMissingSub,
    Tamper::UserinfoWrongIss,
    Tamper::UserinfoWrongAud,
    Tamper::UserinfoExpired,
    Tamper::UserinfoAlgNone,
    Tamper::UserinfoRs256,
    Tamper::UserinfoBadSignature,
    Tamper::UserinfoUnsignedJson,
    Tamper::UserinfoIsIdToken,
];

#[tokio::test(flavor = "multi_thread")]
async fn no_lie_of_the_provider_signs_anybody_in() {
    let app = App::start().await;
    for lie in LIES {
        app.order(&Order { reset: true, tamper: Some(*lie), ..Order::default() });
        let visitor = Visitor::of(&app);
        let authorize = visitor.clicks_sign_in("/connexion").await;
        let callback = visitor.identifies_as(&authorize, "nominal-f").await;
        let response = visitor.comes_back(&callback).await;
        match response.status() {
            StatusCode::BAD_REQUEST => {}
            StatusCode::SEE_OTHER => {
                assert!(location(&response).starts_with("/connexion/indisponible?"), "{lie:?}");
            }
            status => panic!("{lie:?}: {status}"),
        }
        let records = visitor.get("/mes-releves").await;
        assert_eq!(location(&records), "/connexion?retour=/mes-releves", "{lie:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn shapes_that_franceconnect_is_known_to_send_are_accepted() {
    let app = App::start().await;
    for shape in [Tamper::IdTokenOlderShape, Tamper::UserinfoContentTypeCharset] {
        app.order(&Order { reset: true, tamper: Some(shape), ..Order::default() });
        assert_eq!(Visitor::of(&app).signs_in_as("nominal-f").await, "/mes-releves", "{shape:?}");
    }
    app.order(&Order { reset: true, tamper: Some(Tamper::UserinfoWithoutBirthplace), ..Order::default() });
    assert_eq!(Visitor::of(&app).signs_in_as("foreign-portugal").await, "/mes-releves");
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_in_goes_on_when_franceconnect_rotates_its_keys() {
    let app = App::start().await;
    Visitor::of(&app).signs_in_as("nominal-f").await;
    for rotation in [Rotation::NewKid, Rotation::SameKid, Rotation::SameKid, Rotation::NewKid] {
        app.order(&Order { rotate_keys: Some(rotation), ..Order::default() });
        assert_eq!(Visitor::of(&app).signs_in_as("nominal-f").await, "/mes-releves", "{rotation:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_franceconnect_that_fails_in_the_middle_is_not_the_citizens_fault() {
    let app = App::start().await;
    Visitor::of(&app).signs_in_as("nominal-f").await;
    for mood in [Mood::ServerError, Mood::Unavailable, Mood::Garbage, Mood::Reset] {
        for order in [
            Order { reset: true, token: Some(mood), ..Order::default() },
            Order { reset: true, userinfo: Some(mood), ..Order::default() },
        ] {
            app.order(&order);
            let visitor = Visitor::of(&app);
            let authorize = visitor.clicks_sign_in("/connexion").await;
            let callback = visitor.identifies_as(&authorize, "nominal-f").await;
            let page = location(&visitor.comes_back(&callback).await);
            let response = visitor.get(&page).await;
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{order:?}");
            assert!(response.headers().contains_key(RETRY_AFTER));
            app.order(&Order { reset: true, ..Order::default() });
            assert_eq!(visitor.signs_in_as("nominal-f").await, "/mes-releves", "and starting again works");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_franceconnect_is_given_up_within_the_time_set() {
    let settings = vec![("FRANCECONNECT__TIMEOUT_MS", "200".to_owned())];
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let visitor = Visitor::of(&app);
    let authorize = visitor.clicks_sign_in("/connexion").await;
    app.order(&Order { token: Some(Mood::Slow), delay_ms: Some(30_000), ..Order::default() });
    let callback = visitor.identifies_as(&authorize, "nominal-f").await;
    let page = location(&visitor.comes_back(&callback).await);
    assert_eq!(visitor.opens(&page).await.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_starts_and_explains_itself_while_franceconnect_is_down() {
    let app = App::start_with(Wish { without_franceconnect: true, ..Wish::default() }).await;
    let visitor = Visitor::of(&app);
    assert_eq!(visitor.opens("/").await.status, StatusCode::OK);
    assert_eq!(visitor.opens("/readyz").await.status, StatusCode::OK);
    let response = visitor.get("/connexion?retour=/mes-releves/0123").await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.headers().contains_key(RETRY_AFTER));
    let text = response.text().await.unwrap();
    assert!(text.contains("/connexion?retour=/mes-releves/0123"), "the intent survives");
}

#[tokio::test(flavor = "multi_thread")]
async fn discovery_is_fetched_again_once_it_works() {
    let app = App::start().await;
    app.order(&Order { discovery: Some(Mood::ServerError), ..Order::default() });
    let visitor = Visitor::of(&app);
    assert_eq!(visitor.get("/connexion").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    app.order(&Order {
        discovery: Some(Mood::Ok),
        tamper: Some(Tamper::DiscoveryWrongIssuer),
        ..Order::default()
    });
    assert_eq!(visitor.get("/connexion").await.status(), StatusCode::SERVICE_UNAVAILABLE, "another issuer");
    app.order(&Order { reset: true, ..Order::default() });
    assert_eq!(visitor.signs_in_as("nominal-f").await, "/mes-releves");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_needs_a_higher_level_of_assurance_asks_franceconnect_for_it() {
    let settings = vec![("FRANCECONNECT__HAND_OFF_ACR_VALUES", "eidas2".to_owned())];
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let visitor = Visitor::of(&app);
    for (path, level) in [
        ("/connexion", "eidas1"),
        ("/connexion?niveau=eidas2", "eidas2"),
        ("/connexion?niveau=eidas3", "eidas1"),
        ("/connexion?niveau=eidas0", "eidas1"),
    ] {
        let authorize = visitor.clicks_sign_in(path).await;
        let asked = authorize.query_pairs().find(|(name, _)| name == "acr_values").unwrap().1.into_owned();
        assert_eq!(asked, level, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_carer_at_the_keyboard_is_noted_in_the_trail() {
    let app = App::start().await;
    let claims = json!({ "rep_scope": ["Famille-Scolarité", "Travail-Formation\n"] });
    app.order(&Order { forge_id_token: Some(Forgery { claims, ..Forgery::default() }), ..Order::default() });
    Visitor::of(&app).signs_in_as("nominal-f").await;
    let noted: Vec<String> = app.trail().await;
    let entry =
        noted.iter().find(|entry| entry.contains("IDENTIFICATION")).expect("a sign-in leaves a trace");
    assert!(entry.contains("eidas1, Aidants Connect: Famille-Scolarité, Travail-Formation\""), "{entry}");
}

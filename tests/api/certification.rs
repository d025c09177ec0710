//! The certification tests of the OpenID Foundation for relying parties, basic profile, under their official
//! names: what the provider does, and whether somebody is signed in.
//!
//! Those of other profiles have no place here: FranceConnect knows neither Basic authentication at the token
//! endpoint, nor scopes of its own choosing, nor another response type than `code`.

use mon_releve::sandbox::franceconnect::behaviour::{KeySetShape, Order, Rotation, Tamper};
use mon_releve::sandbox::franceconnect::forgery::{Forgery, SignatureShape};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::app::App;
use crate::support::visitor::{Visitor, location};

fn id_token(claims: Value) -> Order {
    forged(Forgery { claims, ..Forgery::default() })
}

fn forged(forgery: Forgery) -> Order {
    Order { forge_id_token: Some(forgery), ..Order::default() }
}

fn tampered(tamper: Tamper) -> Order {
    Order { tamper: Some(tamper), ..Order::default() }
}

async fn signs_in(order: Order) {
    let app = App::start().await;
    app.order(&order);
    assert_eq!(Visitor::of(&app).signs_in_as("nominal-f").await, "/mes-releves");
}

async fn signs_nobody_in(order: Order) {
    let app = App::start().await;
    app.order(&order);
    let visitor = Visitor::of(&app);
    let authorize = visitor.clicks_sign_in("/connexion").await;
    let callback = visitor.identifies_as(&authorize, "nominal-f").await;
    let response = visitor.comes_back(&callback).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let page = visitor.opens(&location(&response)).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "a page says so");
    assert_eq!(location(&visitor.get("/mes-releves").await), "/connexion?retour=/mes-releves");
}

/// One test a line: official name, verdict, what the provider does.
macro_rules! stories {
    ($($name:ident: $verdict:ident($order:expr);)+) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            $verdict($order).await;
        })+
    };
}

stories! {
    oidcc_client_test: signs_in(Order::default());
    oidcc_client_test_invalid_iss: signs_nobody_in(id_token(json!({ "iss": "https://example.org/" })));
    oidcc_client_test_missing_iss: signs_nobody_in(id_token(json!({ "iss": null })));
    oidcc_client_test_missing_sub: signs_nobody_in(id_token(json!({ "sub": null })));
    oidcc_client_test_invalid_aud: signs_nobody_in(id_token(json!({ "aud": "https://example.org/" })));
    oidcc_client_test_missing_aud: signs_nobody_in(id_token(json!({ "aud": null })));
    oidcc_client_test_missing_iat: signs_nobody_in(id_token(json!({ "iat": null })));
    oidcc_client_test_missing_exp: signs_nobody_in(id_token(json!({ "exp": null })));
    oidcc_client_test_nonce_invalid: signs_nobody_in(id_token(json!({ "nonce": "f".repeat(64) })));
    oidcc_client_test_kid_absent_single_jwks: signs_in(forged(Forgery {
        header: json!({ "kid": null }),
        ..Forgery::default()
    }));
    // The specification leaves the choice; without a name for the key we do not guess.
    oidcc_client_test_kid_absent_multiple_jwks: signs_nobody_in(Order {
        key_set: Some(KeySetShape::SecondEcKey),
        ..forged(Forgery { header: json!({ "kid": null }), ..Forgery::default() })
    });
    // ES256 alone is registered at FranceConnect: a genuine RS256 token is none of ours.
    oidcc_client_test_idtoken_sig_rs256: signs_nobody_in(tampered(Tamper::IdTokenRs256));
    oidcc_client_test_idtoken_sig_none: signs_nobody_in(tampered(Tamper::IdTokenAlgNone));
    oidcc_client_test_invalid_sig_es256: signs_nobody_in(tampered(Tamper::IdTokenBadSignature));
    oidcc_client_test_invalid_sig_hs256: signs_nobody_in(tampered(Tamper::IdTokenHs256ClientSecret));
    oidcc_client_test_invalid_sig_rs256: signs_nobody_in(Order {
        tamper: Some(Tamper::IdTokenRs256),
        ..forged(Forgery { signature: SignatureShape::Zeros, ..Forgery::default() })
    });
    oidcc_client_test_userinfo_invalid_sub: signs_nobody_in(tampered(Tamper::UserinfoOtherSub));
    oidcc_client_test_userinfo_bearer_header: signs_in(Order::default());
    oidcc_client_test_userinfo_signed: signs_in(Order::default());
    oidcc_client_test_scope_userinfo_claims: signs_in(Order::default());
    oidcc_client_test_invalid_athash: signs_nobody_in(tampered(Tamper::IdTokenWrongAtHash));
    oidcc_client_test_discovery_openid_config: signs_in(Order::default());
    oidcc_client_test_discovery_jwks_uri_keys: signs_in(Order::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_client_test_discovery_issuer_mismatch() {
    let app = App::start().await;
    app.order(&tampered(Tamper::DiscoveryWrongIssuer));
    assert_eq!(Visitor::of(&app).get("/connexion").await.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_client_test_signing_key_rotation() {
    let app = App::start().await;
    for rotation in [Rotation::NewKid, Rotation::SameKid] {
        assert_eq!(Visitor::of(&app).signs_in_as("nominal-f").await, "/mes-releves");
        app.order(&Order { rotate_keys: Some(rotation), ..Order::default() });
        assert_eq!(Visitor::of(&app).signs_in_as("nominal-f").await, "/mes-releves", "{rotation:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn oidcc_client_test_signing_key_rotation_just_before_signing() {
    let app = App::start().await;
    Visitor::of(&app).signs_in_as("nominal-f").await;
    let visitor = Visitor::of(&app);
    let authorize = visitor.clicks_sign_in("/connexion").await;
    let callback = visitor.identifies_as(&authorize, "nominal-f").await;
    app.order(&Order { rotate_keys: Some(Rotation::NewKid), ..Order::default() });
    assert_eq!(location(&visitor.comes_back(&callback).await), "/mes-releves");
}

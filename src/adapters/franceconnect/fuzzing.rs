//! Doors for the fuzz targets (`fuzz/`): what reads bytes of FranceConnect's, without a signature in the way.
//! Built by `cargo fuzz` alone.
#![expect(missing_docs, reason = "one door a target, named like it")]

use std::sync::LazyLock;

use secrecy::SecretString;
use url::Url;

use super::client_authentication::ClientAuthentication;
use super::encryption::DecryptionKeys;
use super::id_token::{self, Expectations};
use super::key_set::KeySet;
use super::provider_metadata::{Issuer, ProviderMetadata, Registration};
use super::signed_token::{SignedToken, VerifiedClaims};
use super::{check_token, strict_json, user_info};
use crate::domain::assurance::Assurance;
use crate::domain::subject::Subject;
use crate::ports::identity_provider::Nonce;
use crate::ports::token_introspection::Introspection;

const ISSUER: &str = "https://oidc.example.org/api/v2";
const CLIENT_ID: &str = "mon-releve";
const NOW: i64 = 1_780_000_000;

/// One key of each kind, thrown away.
static KEYS: LazyLock<DecryptionKeys> =
    LazyLock::new(|| DecryptionKeys::parse(include_str!("../../../fuzz/keys.json")).expect("good keys"));

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

pub fn id_token(bytes: &[u8]) {
    let _ = SignedToken::parse("id_token", text(bytes));
    let Some(claims) = strict_json::object(bytes) else { return };
    let nonce = Nonce::parse(&"0".repeat(64)).expect("64 hexadecimal digits");
    let expected = Expectations {
        issuer: ISSUER,
        client_id: CLIENT_ID,
        nonce: &nonce,
        assurance: Assurance::Low,
        access_token: "token",
        now: NOW,
    };
    if let Ok(authentication) = id_token::check(&VerifiedClaims::unverified("id_token", claims), &expected) {
        assert!(!authentication.subject.as_str().is_empty());
    }
}

pub fn userinfo(bytes: &[u8]) {
    let Some(claims) = strict_json::object(bytes) else { return };
    let subject = Subject::parse("subject").expect("a subject");
    let claims = VerifiedClaims::unverified("userinfo", claims);
    if let Ok(pivot) = user_info::check(&claims, ISSUER, CLIENT_ID, &subject, NOW) {
        assert!(!pivot.canonical_birth_name().as_str().is_empty());
    }
}

pub fn check_token(bytes: &[u8]) {
    let Some(claims) = strict_json::object(bytes) else { return };
    let claims = VerifiedClaims::unverified("checktoken", claims);
    if let Ok(Introspection::Active(token)) = check_token::check(&claims, ISSUER, CLIENT_ID, NOW) {
        assert!(!token.pivot.canonical_birth_name().as_str().is_empty());
    }
}

pub fn jwks(bytes: &[u8]) {
    let Some(keys) = KeySet::parse(bytes) else { return };
    let token = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImEifQ.e30.\
                 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let token = SignedToken::parse("id_token", token).expect("a compact JWS");
    assert!(token.verify(&keys).is_err(), "zeros are no signature");
}

pub fn discovery(bytes: &[u8]) {
    let registration = Registration {
        client_id: CLIENT_ID,
        authentication: &ClientAuthentication::SecretPost(SecretString::from("secret")),
        redirect_uri: &Url::parse("https://releves.example.org/connexion/retour").expect("an address"),
    };
    let issuer = Issuer::parse(ISSUER).expect("an issuer");
    if let Ok(metadata) = ProviderMetadata::parse(bytes, &issuer, &registration) {
        assert_eq!(metadata.jwks_uri.scheme(), "https");
    }
}

pub fn jwe(bytes: &[u8]) {
    let _ = KEYS.decrypt("id_token", text(bytes));
    let _ = DecryptionKeys::parse(text(bytes));
}

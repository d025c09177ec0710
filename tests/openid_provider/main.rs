//! Signing in at a third party's OpenID Provider, the very library FranceConnect is built on, configured like
//! FranceConnect and FranceConnect+: what our own simulator and our own reading could both get wrong.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

#[path = "../support/mod.rs"]
mod support;

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use reqwest::StatusCode;
use serde_json::{Value, json};
use support::app::{App, CLIENT_ID, CLIENT_SECRET, Wish};
use support::ports::free_port;
use support::visitor::{Visitor, location};

const SUBJECT: &str = "0f0e0d0c0b0a09080706050403020100";

/// How this relying party is registered.
struct Profile {
    /// Members of the client's registration.
    registration: Value,
    /// Our settings beside those of every test.
    settings: Vec<(&'static str, String)>,
    /// Civil status, under the names of the platform.
    claims: Value,
}

/// One provider, ended with the test.
struct Provider(Child);

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn node() -> Command {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/openid_provider");
    assert!(folder.join("node_modules").exists(), "run `make test`, which installs the provider");
    let mut node = Command::new("node");
    node.current_dir(folder).arg("server.mjs").stderr(Stdio::null());
    node
}

fn start(settings: &Value) -> Provider {
    let mut process = node().stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    process.stdin.take().unwrap().write_all(settings.to_string().as_bytes()).unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line.trim(), "ready");
    Provider(process)
}

/// A private key set that the provider's library made, in a file.
fn decryption_keys(folder: &Path, algorithm: &str) -> PathBuf {
    let keys = node().args(["keys", algorithm]).output().unwrap().stdout;
    let file = folder.join("decryption.json");
    std::fs::write(&file, keys).unwrap();
    file
}

fn civil_status(prefix: &str) -> Value {
    let claims = [
        ("family_name", json!("MARRONNIER-TEST")),
        ("given_name", json!("Ambre Lise")),
        ("birthdate", json!("2005-03-02")),
        ("gender", json!("female")),
        ("birthplace", json!("2B033")),
        ("birthcountry", json!("99100")),
    ];
    claims.into_iter().map(|(name, value)| (format!("{prefix}{name}"), value)).collect()
}

/// Signs in and out again, and looks at what the header then says.
async fn signs_in_and_out(profile: Profile) {
    let issuer = format!("http://localhost:{}", free_port());
    let mut settings = vec![("FRANCECONNECT__ISSUER", issuer.clone())];
    settings.extend(profile.settings);
    let app = App::start_with(Wish { without_franceconnect: true, settings, ..Wish::default() }).await;
    let mut client = json!({
        "client_id": CLIENT_ID,
        "redirect_uris": [app.at("/connexion/retour")],
        "post_logout_redirect_uris": [app.at("/deconnexion/retour")],
        "response_types": ["code"],
        "grant_types": ["authorization_code"],
        "subject_type": "pairwise",
        "id_token_signed_response_alg": "ES256",
        "userinfo_signed_response_alg": "ES256",
    });
    client.as_object_mut().unwrap().extend(profile.registration.as_object().unwrap().clone());
    if client.get("client_secret").is_none() || client.get("id_token_encrypted_response_alg").is_some() {
        client["jwks_uri"] = json!(app.at("/.well-known/jwks.json"));
    }
    let account = json!({ "id": SUBJECT, "claims": profile.claims });
    let _provider = start(&json!({ "issuer": issuer, "client": client, "account": account }));

    let visitor = Visitor::of(&app);
    let mut address = visitor.clicks_sign_in("/connexion").await;
    for _ in 0..6 {
        if address.path() == "/connexion/retour" {
            break;
        }
        let response = visitor.client.get(address.clone()).send().await.unwrap();
        address = address.join(&location(&response)).unwrap();
    }
    assert_eq!(location(&visitor.comes_back(&address).await), "/mes-releves", "signed in");
    let page = visitor.opens("/mes-releves").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("MARRONNIER-TEST"), "the identity came through");

    let sign_out = visitor.signs_out().await;
    let at_provider = visitor.client.get(&sign_out).send().await.unwrap();
    assert_eq!(at_provider.status(), StatusCode::OK, "the provider takes the hint and the address");
}

fn by_secret() -> Value {
    json!({ "client_secret": CLIENT_SECRET, "token_endpoint_auth_method": "client_secret_post" })
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_secret() {
    signs_in_and_out(Profile { registration: by_secret(), settings: vec![], claims: civil_status("") }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_an_assertion_signed_by_our_key() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("assertion.pem");
    std::fs::write(&file, rcgen::KeyPair::generate().unwrap().serialize_pem()).unwrap();
    signs_in_and_out(Profile {
        registration: json!({
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "ES256",
        }),
        settings: vec![
            ("FRANCECONNECT__CLIENT_AUTH", "private_key_jwt".to_owned()),
            ("FRANCECONNECT__CLIENT_PRIVATE_KEY_FILE", file.to_str().unwrap().to_owned()),
        ],
        claims: civil_status(""),
    })
    .await;
}

/// FranceConnect+: nested tokens, the register's version of the identity, a higher level.
async fn encrypted_with(algorithm: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = decryption_keys(folder.path(), algorithm);
    let mut registration = by_secret();
    for token in ["id_token", "userinfo"] {
        registration[format!("{token}_encrypted_response_alg")] = json!(algorithm);
        registration[format!("{token}_encrypted_response_enc")] = json!("A256GCM");
    }
    let mut claims = civil_status("rnipp_");
    claims["family_name"] = json!("AS THE BANK WRITES IT");
    claims["given_name"] = json!("Ambre");
    signs_in_and_out(Profile {
        registration,
        settings: vec![
            ("FRANCECONNECT__ACR_VALUES", "eidas2".to_owned()),
            ("FRANCECONNECT__ENCRYPTION__JWKS_FILE", file.to_str().unwrap().to_owned()),
        ],
        claims,
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn encrypted_with_ecdh_es() {
    encrypted_with("ECDH-ES").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn encrypted_with_rsa_oaep() {
    encrypted_with("RSA-OAEP").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn encrypted_with_rsa_oaep_256() {
    encrypted_with("RSA-OAEP-256").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_the_encryption_that_is_configured_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = decryption_keys(folder.path(), "ECDH-ES");
    let settings = vec![("FRANCECONNECT__ENCRYPTION__JWKS_FILE", file.to_str().unwrap().to_owned())];
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let visitor = Visitor::of(&app);
    let authorize = visitor.clicks_sign_in("/connexion").await;
    let callback = visitor.identifies_as(&authorize, "nominal-f").await;
    let leads_to = location(&visitor.comes_back(&callback).await);
    assert!(leads_to.starts_with("/connexion/indisponible?"), "{leads_to}");
    assert_eq!(location(&visitor.get("/mes-releves").await), "/connexion?retour=/mes-releves");
}

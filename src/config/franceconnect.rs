//! `[franceconnect]`.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use super::data_provider::{self, DataProviderSettings};
use super::list::List;
use super::{Environment, Problems};
use crate::domain::assurance::Assurance;

/// `[franceconnect]`, checked.
#[derive(Clone)]
pub struct FranceConnectSettings {
    /// Issuer, to the letter.
    pub issuer: String,
    /// `client_id`.
    pub client_id: String,
    /// What proves who we are.
    pub authentication: ClientCredential,
    /// Our private encryption keys as a JWKS, when registered at FranceConnect+.
    pub encryption_jwks: Option<SecretString>,
    /// Level of assurance asked for.
    pub assurance: Assurance,
    /// Level of assurance needed to hand a transcript over; never lower.
    pub hand_off_assurance: Assurance,
    /// Scopes beside `openid`.
    pub scopes: Vec<String>,
    /// Our registration as a data provider, if there is one.
    pub data_provider: Option<DataProviderSettings>,
    /// Whether to send PKCE.
    pub pkce: bool,
    /// Longest wait for one answer.
    pub timeout: Duration,
}

/// What proves to FranceConnect who we are.
#[derive(Clone)]
pub enum ClientCredential {
    /// `client_secret`.
    Secret(SecretString),
    /// A private key in PEM, for `private_key_jwt`.
    PrivateKey(SecretString),
}

#[derive(Deserialize)]
pub(super) struct Typed {
    issuer: Option<String>,
    client_id: Option<String>,
    client_secret: Option<SecretString>,
    #[serde(default, rename = "client_secret_file")]
    _client_secret_file: Option<String>,
    client_private_key: Option<SecretString>,
    #[serde(default, rename = "client_private_key_file")]
    _client_private_key_file: Option<String>,
    acr_values: String,
    hand_off_acr_values: Option<String>,
    scopes: List,
    signing_alg: String,
    pkce: bool,
    timeout_ms: u64,
    client_auth: String,
    #[serde(default)]
    encryption: Option<Encryption>,
    #[serde(default)]
    data_provider: Option<data_provider::Typed>,
}

/// `[franceconnect.encryption]`.
#[derive(Deserialize)]
struct Encryption {
    jwks: Option<SecretString>,
    #[serde(default, rename = "jwks_file")]
    _jwks_file: Option<String>,
}

impl Typed {
    pub(super) fn resolve(
        self,
        environment: Environment,
        problems: &mut Problems,
    ) -> Option<FranceConnectSettings> {
        let issuer = checked_issuer(self.issuer, environment, problems);
        if self.client_id.as_deref().is_none_or(str::is_empty) {
            problems.missing("franceconnect.client_id", "copy it from the partner portal of FranceConnect");
        }
        let authentication =
            credential(&self.client_auth, self.client_secret, self.client_private_key, problems);
        let assurance = level("franceconnect.acr_values", &self.acr_values, problems);
        let hand_off_assurance = match &self.hand_off_acr_values {
            Some(acr) => level("franceconnect.hand_off_acr_values", acr, problems),
            None => assurance,
        };
        if hand_off_assurance < assurance {
            problems.add(
                "franceconnect.hand_off_acr_values",
                "is lower than acr_values",
                "leave it out, or write a higher level",
            );
        }
        if self.signing_alg != "ES256" {
            problems.add(
                "franceconnect.signing_alg",
                "is not ES256",
                "register ES256 for id_token and userinfo at FranceConnect; nothing else is accepted",
            );
        }
        if !(100..=60_000).contains(&self.timeout_ms) {
            problems.add(
                "franceconnect.timeout_ms",
                "is not between 100 and 60000",
                "5000 fits: codes live 30 s",
            );
        }
        if self.encryption.as_ref().is_some_and(|encryption| encryption.jwks.is_none()) {
            problems.missing("franceconnect.encryption.jwks", "set jwks_file to our private JWKS");
        }
        let data_provider = self.data_provider.map(|typed| typed.resolve(problems));
        Some(FranceConnectSettings {
            issuer: issuer?,
            client_id: self.client_id?,
            authentication: authentication?,
            encryption_jwks: self.encryption.and_then(|encryption| encryption.jwks),
            assurance: assurance?,
            hand_off_assurance: hand_off_assurance?,
            scopes: beside_openid(self.scopes),
            data_provider: match data_provider {
                None => None,
                Some(data_provider) => Some(data_provider?),
            },
            pkce: self.pkce,
            timeout: Duration::from_millis(self.timeout_ms),
        })
    }
}

fn level(key: &str, acr: &str, problems: &mut Problems) -> Option<Assurance> {
    let level = Assurance::from_code(acr);
    if level.is_none() {
        problems.add(
            key,
            "is not one level",
            "write \"eidas1\" for FranceConnect, \"eidas2\" or \"eidas3\" for FranceConnect+",
        );
    }
    level
}

/// `openid` is always asked for and so not repeated.
fn beside_openid(scopes: List) -> Vec<String> {
    scopes.into_items().into_iter().filter(|scope| scope != "openid").collect()
}

fn credential(
    method: &str,
    secret: Option<SecretString>,
    key: Option<SecretString>,
    problems: &mut Problems,
) -> Option<ClientCredential> {
    let given = |value: Option<SecretString>| value.filter(|value| !value.expose_secret().is_empty());
    match method {
        "client_secret_post" => {
            let secret = given(secret);
            if secret.is_none() {
                problems.missing(
                    "franceconnect.client_secret",
                    "set client_secret_file, or MON_RELEVE__FRANCECONNECT__CLIENT_SECRET",
                );
            }
            secret.map(ClientCredential::Secret)
        }
        "private_key_jwt" => {
            let key = given(key);
            if key.is_none() {
                problems.missing(
                    "franceconnect.client_private_key",
                    "set client_private_key_file to a P-256 key in PEM",
                );
            }
            key.map(ClientCredential::PrivateKey)
        }
        _ => {
            problems.add(
                "franceconnect.client_auth",
                "is not a method of FranceConnect",
                "write \"client_secret_post\" or \"private_key_jwt\"",
            );
            None
        }
    }
}

/// Hosts of FranceConnect's test platforms; keys of one platform never work on another.
const TEST_HOSTS: &[&str] = &["dev-franceconnect.fr", "localhost", "127.0.0.1", "[::1]"];

fn checked_issuer(
    issuer: Option<String>,
    environment: Environment,
    problems: &mut Problems,
) -> Option<String> {
    const KEY: &str = "franceconnect.issuer";
    let Some(issuer) = issuer else {
        problems.missing(
            KEY,
            "write \"https://oidc.franceconnect.gouv.fr/api/v2\", or the sandbox of config/integration.toml",
        );
        return None;
    };
    let Ok(url) = Url::parse(&issuer) else {
        problems.add(
            KEY,
            "is not an address",
            "write it to the letter, such as \"https://oidc.franceconnect.gouv.fr/api/v2\"",
        );
        return None;
    };
    let host = url.host_str().unwrap_or_default();
    let is_test_host = TEST_HOSTS.iter().any(|test| host == *test || host.ends_with(&format!(".{test}")));
    let is_loopback = is_test_host && !host.ends_with("dev-franceconnect.fr");
    if environment == Environment::Production && is_test_host {
        problems.add(KEY, "is a test platform", "production needs \"https://oidc.franceconnect.gouv.fr/api/v2\"; for the sandbox set server.environment = \"test\"");
    } else if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback) {
        problems.add(
            KEY,
            "is not https",
            "FranceConnect is reached over https; http is for a simulator on this machine",
        );
    }
    Some(issuer)
}

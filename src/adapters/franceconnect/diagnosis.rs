//! `mon-releve doctor`: is FranceConnect as we expect it, and are we registered as we believe?

use std::sync::Arc;

use openidconnect::{AuthorizationCode, RequestTokenError};
use serde_json::{Map, Value};

use super::CLOCK_SKEW_SECONDS;
use super::back_channel::Answer;
use super::client_authentication::ClientAuthentication;
use super::key_set::KeySet;
use super::provider::FranceConnect;
use super::provider_metadata::ProviderMetadata;
use super::strict_json;
use super::token_endpoint::TokenEndpointError;

/// How one thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// As it should be.
    Good,
    /// Works, and deserves a look.
    Warning,
    /// Signing in cannot work.
    Bad,
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub what: &'static str,
    /// How it stands.
    pub health: Health,
    /// What was found, and what to do.
    pub detail: String,
}

impl Finding {
    fn new(what: &'static str, health: Health, detail: impl Into<String>) -> Self {
        Self { what, health, detail: detail.into() }
    }
}

/// Clocks further apart than this deserve a look, in seconds.
const WORTH_A_LOOK_SECONDS: i64 = 5;

impl FranceConnect {
    /// Looks at everything that a first sign-in depends on. The token endpoint is asked once, with a
    /// code that cannot exist: its refusal tells whether it knows us.
    pub async fn diagnose(&self) -> Vec<Finding> {
        let settings = self.settings();
        let mut findings = vec![
            Finding::new(
                "redirect URI",
                Health::Good,
                format!("declare to the letter: {}", settings.redirect_uri),
            ),
            Finding::new(
                "post-logout URI",
                Health::Good,
                format!("declare to the letter: {}", settings.post_logout_redirect_uri),
            ),
        ];
        let address = settings.issuer.discovery_url();
        let answer = match self.back_channel().get(&address, None).await {
            Ok(answer) => answer,
            Err(error) => {
                let detail = format!(
                    "{address}: {}; check [franceconnect] issuer and the way out of this network",
                    cause(&error)
                );
                findings.push(Finding::new("discovery", Health::Bad, detail));
                return findings;
            }
        };
        findings.push(Finding::new("discovery", Health::Good, address.to_string()));
        findings.push(self.clock_offset(&answer));
        if let Some(document) = strict_json::object(&answer.body) {
            findings.extend(self.announced(&document));
        }
        match self.metadata().await {
            Err(error) => findings.push(Finding::new("issuer", Health::Bad, cause(&error))),
            Ok(metadata) => {
                findings.push(Finding::new("issuer", Health::Good, settings.issuer.as_str()));
                findings.push(self.keys(&metadata).await);
                findings.push(self.registration(&metadata).await);
            }
        }
        findings
    }

    fn clock_offset(&self, answer: &Answer) -> Finding {
        const WHAT: &str = "clock";
        let theirs = answer.date.as_deref().and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
        let Some(theirs) = theirs else {
            return Finding::new(
                WHAT,
                Health::Warning,
                "FranceConnect sent no Date: cannot compare, run NTP",
            );
        };
        let offset = self.now().as_second() - theirs.timestamp().as_second();
        let detail = format!("{offset:+} s against FranceConnect");
        match offset.abs() {
            0..=WORTH_A_LOOK_SECONDS => Finding::new(WHAT, Health::Good, detail),
            seconds if seconds <= CLOCK_SKEW_SECONDS => {
                Finding::new(WHAT, Health::Warning, format!("{detail}: run NTP, tokens live 60 s"))
            }
            _ => Finding::new(WHAT, Health::Bad, format!("{detail}: run NTP, every token will be refused")),
        }
    }

    /// What the discovery document announces, against what we use.
    fn announced(&self, document: &Map<String, Value>) -> Vec<Finding> {
        let settings = self.settings();
        let holds = |member: &str, value: &str| {
            let list = document.get(member).and_then(Value::as_array)?;
            Some(list.iter().any(|item| item.as_str() == Some(value)))
        };
        let method = match settings.authentication {
            ClientAuthentication::SecretPost(_) => "client_secret_post",
            ClientAuthentication::PrivateKeyJwt(_) => "private_key_jwt",
        };
        let mut wanted = vec![
            ("id_token algorithm", "id_token_signing_alg_values_supported", "ES256", Health::Bad),
            ("userinfo algorithm", "userinfo_signing_alg_values_supported", "ES256", Health::Bad),
            ("level of assurance", "acr_values_supported", settings.assurance.code(), Health::Bad),
            ("client authentication", "token_endpoint_auth_methods_supported", method, Health::Bad),
            ("response type", "response_types_supported", "code", Health::Bad),
        ];
        wanted.extend(
            settings
                .scopes
                .iter()
                .map(|scope| ("scope", "scopes_supported", scope.as_str(), Health::Warning)),
        );
        wanted
            .into_iter()
            .map(|(what, member, value, otherwise)| match holds(member, value) {
                Some(true) => Finding::new(what, Health::Good, value),
                Some(false) => Finding::new(what, otherwise, format!("{value} is not among {member}")),
                None => Finding::new(what, Health::Warning, format!("{member} is not announced")),
            })
            .collect()
    }

    async fn keys(&self, metadata: &ProviderMetadata) -> Finding {
        const WHAT: &str = "key set";
        match self.back_channel().get(&metadata.jwks_uri, None).await {
            Err(error) => {
                Finding::new(WHAT, Health::Bad, format!("{}: {}", metadata.jwks_uri, cause(&error)))
            }
            Ok(answer) => match KeySet::parse(&answer.body).map_or(0, |keys| keys.count()) {
                0 => Finding::new(WHAT, Health::Bad, "no key for ES256: is this FranceConnect?"),
                count => Finding::new(WHAT, Health::Good, format!("{count} for ES256")),
            },
        }
    }

    async fn registration(&self, metadata: &Arc<ProviderMetadata>) -> Finding {
        const WHAT: &str = "client";
        let code = AuthorizationCode::new("mon-releve-doctor-no-such-code".to_owned());
        match self.exchange(metadata, code, None).await {
            Ok(_) => Finding::new(
                WHAT,
                Health::Bad,
                "a code that cannot exist was taken: this is not FranceConnect",
            ),
            Err(RequestTokenError::ServerResponse(answer)) => match answer.error().as_ref() {
                "invalid_grant" => {
                    Finding::new(WHAT, Health::Good, "known, and a bad code is refused as it should be")
                }
                "invalid_client" => Finding::new(
                    WHAT,
                    Health::Bad,
                    "client_id or its secret is not known here: are they of this platform, copied whole?",
                ),
                _ => Finding::new(
                    WHAT,
                    Health::Warning,
                    "the token endpoint refused in another way than invalid_grant",
                ),
            },
            Err(RequestTokenError::Request(TokenEndpointError::BackChannel(error))) => {
                Finding::new(WHAT, Health::Bad, format!("the token endpoint: {}", cause(&error)))
            }
            Err(_) => Finding::new(WHAT, Health::Bad, "the token endpoint does not answer as OAuth 2.0 asks"),
        }
    }
}

/// The innermost causes in one line: they name hosts and reasons, no secret is in any of them.
fn cause(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(inner) = next {
        text = format!("{text}: {inner}");
        next = inner.source();
    }
    text
}

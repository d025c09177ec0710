//! The data provider's side of FranceConnect: `checktoken` (v2).
//!
//! The answer is a JWE around a JWS, on every platform; the JWE names no key, the JWS never expires, so it
//! must be fresh. That a token is active authorises nothing: scope, level and audience are the service's to
//! judge.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::encryption::DecryptionKeys;
use super::error::ProtocolError;
use super::provider::FranceConnect;
use super::signed_token::VerifiedClaims;
use super::{CLOCK_SKEW_SECONDS, user_info};
use crate::domain::assurance::Assurance;
use crate::ports::Unavailable;
use crate::ports::token_introspection::{ActiveToken, BearerToken, Introspection, TokenIntrospection};

/// Our registration as a data provider.
pub struct DataProviderSettings {
    /// `client_id`, other than the relying party's.
    pub client_id: String,
    /// `client_secret`.
    pub client_secret: SecretString,
    /// What FranceConnect encrypts to.
    pub decryption: DecryptionKeys,
}

/// Introspection of tokens at FranceConnect.
pub struct CheckToken {
    franceconnect: Arc<FranceConnect>,
    settings: DataProviderSettings,
}

/// Oldest answer taken, in seconds: it was asked for just now.
const FRESH_SECONDS: i64 = 60;
const NAME: &str = "checktoken";

impl CheckToken {
    /// A data provider beside this relying party: addresses and keys of FranceConnect are shared.
    pub fn new(franceconnect: Arc<FranceConnect>, settings: DataProviderSettings) -> Self {
        Self { franceconnect, settings }
    }

    async fn ask(&self, token: &BearerToken) -> anyhow::Result<Introspection> {
        let metadata = self.franceconnect.metadata().await?;
        let form = [
            ("token", token.as_str()),
            ("client_id", &self.settings.client_id),
            ("client_secret", self.settings.client_secret.expose_secret()),
        ];
        let url = self.franceconnect.settings().issuer.check_token_url();
        let answer = self.franceconnect.back_channel().post_form(&url, &form).await?;
        if answer.media_type != "application/token-introspection+jwt" {
            return Err(ProtocolError::ContentType(NAME).into());
        }
        let compact = std::str::from_utf8(&answer.body).map_err(|_| ProtocolError::NotEncrypted(NAME))?;
        let signed = self.decrypt(compact.trim())?;
        let claims = self.franceconnect.verify(&metadata, NAME, &signed).await?;
        let issuer = self.franceconnect.settings().issuer.as_str();
        let now = self.franceconnect.now().as_second();
        Ok(check(&claims, issuer, &self.settings.client_id, now)?)
    }

    /// FranceConnect takes the first key that fits in our key set, whoever of ours it was made for.
    fn decrypt(&self, compact: &str) -> Result<String, ProtocolError> {
        let ours = self.settings.decryption.decrypt(NAME, compact);
        match (&self.franceconnect.settings().decryption, ours) {
            (Some(others), Err(ProtocolError::Decryption(_))) => others.decrypt(NAME, compact),
            (_, ours) => ours,
        }
    }
}

#[async_trait::async_trait]
impl TokenIntrospection for CheckToken {
    async fn introspect(&self, token: &BearerToken) -> Result<Introspection, Unavailable> {
        self.ask(token).await.map_err(|error| Unavailable::because("FranceConnect", error))
    }
}

/// Checks the claims of an answer.
pub(super) fn check(
    claims: &VerifiedClaims,
    issuer: &str,
    client_id: &str,
    now: i64,
) -> Result<Introspection, ProtocolError> {
    claims.expect_issuer_and_audience(issuer, client_id)?;
    let issued_at = claims.instant("iat")?;
    if issued_at < now - FRESH_SECONDS || issued_at > now + CLOCK_SKEW_SECONDS {
        return Err(claims.refuse("iat"));
    }
    // An id_token or userinfo has the same issuer and key.
    for foreign in ["nonce", "sub"] {
        if claims.get(foreign).is_some() {
            return Err(claims.refuse(foreign));
        }
    }
    let token = claims.part("token_introspection")?;
    match token.get("active") {
        Some(Value::Bool(true)) => {}
        Some(Value::Bool(false)) => return Ok(Introspection::Inactive),
        _ => return Err(token.refuse("active")),
    }
    if token.instant("exp")? <= now - CLOCK_SKEW_SECONDS {
        return Ok(Introspection::Inactive);
    }
    let assurance = Assurance::from_code(token.text("acr")?).ok_or_else(|| token.refuse("acr"))?;
    Ok(Introspection::Active(Box::new(ActiveToken {
        audience: token.text("aud")?.to_owned(),
        scopes: token.text("scope")?.split_whitespace().map(str::to_owned).collect(),
        assurance,
        pivot: user_info::pivot_identity(&token)?,
    })))
}

//! Statements of sites, verified with ES256 and nothing else, by keys that were registered or are fetched
//! from the site.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::franceconnect::cached_document::{CachedDocument, Failure, Fetched};
use super::franceconnect::signed_token::{SignedToken, VerifiedClaims};
use super::franceconnect::{BackChannel, KeySet};
use crate::domain::enrolment_site::SiteKeys;
use crate::ports::Unavailable;
use crate::ports::client_assertions::{AssertionClaims, ClientAssertions};
use crate::ports::clock::Clock;

/// Name of such a token in the log.
const NAME: &str = "client_assertion";
/// Longest wait for a site's keys.
const PATIENCE: Duration = Duration::from_secs(3);

/// Verifies statements.
pub struct SiteAssertions {
    back_channel: BackChannel,
    clock: Arc<dyn Clock>,
    fetched: Mutex<HashMap<Url, Arc<CachedDocument<KeySet>>>>,
}

impl SiteAssertions {
    /// A verifier that has fetched nothing yet.
    ///
    /// # Errors
    /// When the machine's certificate store cannot be used.
    pub fn new(clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        Ok(Self { back_channel: BackChannel::new(PATIENCE)?, clock, fetched: Mutex::default() })
    }

    fn cache(&self, url: &Url) -> Arc<CachedDocument<KeySet>> {
        let mut fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(fetched.entry(url.clone()).or_default())
    }

    async fn fetch(&self, url: &Url) -> anyhow::Result<Fetched<KeySet>> {
        let answer = self.back_channel.get(url, None).await?;
        let document = KeySet::parse(&answer.body).ok_or_else(|| anyhow::anyhow!("not a key set"))?;
        Ok(Fetched { document, max_age: answer.max_age })
    }

    async fn verified_at(
        &self,
        token: &SignedToken<'_>,
        url: &Url,
    ) -> Result<Option<VerifiedClaims>, Unavailable> {
        let unavailable = |failure| {
            let cause = match failure {
                Failure::Fetch(error) => error,
                Failure::NotAgainSoSoon => anyhow::anyhow!("a fetch just failed"),
            };
            Unavailable::because("the keys of an enrolment site", cause)
        };
        let (cache, now) = (self.cache(url), self.clock.now());
        let keys = cache.get(now, self.fetch(url)).await.map_err(unavailable)?;
        if let Ok(claims) = token.verify(&keys) {
            return Ok(Some(claims));
        }
        // The site may have changed its keys since.
        let newer = cache.newer_than(&keys, now, self.fetch(url)).await;
        Ok(newer.ok().and_then(|keys| token.verify(&keys).ok()))
    }
}

#[async_trait::async_trait]
impl ClientAssertions for SiteAssertions {
    fn claimed_issuer(&self, assertion: &str) -> Option<String> {
        SignedToken::parse(NAME, assertion).ok()?.claimed("iss").map(str::to_owned)
    }

    async fn verified(
        &self,
        assertion: &str,
        keys: &SiteKeys,
    ) -> Result<Option<AssertionClaims>, Unavailable> {
        let Ok(token) = SignedToken::parse(NAME, assertion) else { return Ok(None) };
        let verified = match keys {
            SiteKeys::Document(jwks) => {
                KeySet::parse(jwks.as_bytes()).and_then(|keys| token.verify(&keys).ok())
            }
            SiteKeys::At(url) => self.verified_at(&token, url).await?,
        };
        Ok(verified.as_ref().and_then(claims))
    }
}

fn claims(verified: &VerifiedClaims) -> Option<AssertionClaims> {
    let audiences = match verified.get("aud")? {
        Value::String(audience) => vec![audience.clone()],
        Value::Array(audiences) => {
            audiences.iter().map(|audience| audience.as_str().map(str::to_owned)).collect::<Option<_>>()?
        }
        _ => return None,
    };
    let optional = |claim| verified.get(claim).map(|_| verified.instant(claim).ok());
    let not_before = match (optional("iat"), optional("nbf")) {
        (Some(None), _) | (_, Some(None)) => return None,
        (issued_at, not_before) => issued_at.flatten().max(not_before.flatten()),
    };
    Some(AssertionClaims {
        issuer: verified.text("iss").ok()?.to_owned(),
        subject: verified.text("sub").ok()?.to_owned(),
        audiences,
        id: verified.text("jti").ok()?.to_owned(),
        expires_at: verified.instant("exp").ok()?,
        not_before,
    })
}

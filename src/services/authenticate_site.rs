//! From what a site shows to which site it is: by its secret, or by a statement it signed.
//!
//! Each site has one way, the one it registered. A site that does not exist looks like one with another
//! secret, and takes as long.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;

use crate::domain::enrolment_site::{EnrolmentSite, EnrolmentSites, SiteAuthentication};
use crate::domain::redacted::redacted_debug;
use crate::ports::Unavailable;
use crate::ports::client_assertions::{AssertionClaims, ClientAssertions};
use crate::ports::clock::Clock;
use crate::ports::short_term_store::ShortTermStore;
use crate::services::site_registry::SiteRegistry;

/// How far a site's clock and ours may differ, in seconds.
const CLOCK_SKEW: i64 = 60;
/// Longest life of a statement, in seconds.
const LONGEST_LIFE: i64 = 60 * 60;

/// What a site shows.
#[derive(Clone)]
pub enum SiteProof {
    /// Its secret in an `Authorization: Basic` header.
    SecretBasic {
        /// `client_id`, decoded or not.
        client_id: String,
        /// The secret.
        secret: String,
    },
    /// Its secret in the body.
    SecretPost {
        /// `client_id`.
        client_id: String,
        /// The secret.
        secret: String,
    },
    /// A statement it signed.
    Assertion {
        /// `client_id`, if it stands beside the statement.
        client_id: Option<String>,
        /// The statement.
        assertion: String,
    },
}

redacted_debug!(SiteProof);

/// The gesture.
pub struct AuthenticateSiteService {
    /// The registry.
    pub sites: Arc<SiteRegistry>,
    /// Reads statements.
    pub assertions: Arc<dyn ClientAssertions>,
    /// Remembers which were used.
    pub store: Arc<dyn ShortTermStore>,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

impl AuthenticateSiteService {
    /// The site, if it proves who it is to one of `audiences`, our names at this address.
    ///
    /// # Errors
    /// When the store, or a site whose keys are needed, does not answer.
    pub async fn site(
        &self,
        proof: &SiteProof,
        audiences: &[String],
    ) -> Result<Option<Arc<EnrolmentSite>>, Unavailable> {
        let sites = self.sites.current();
        match proof {
            SiteProof::SecretBasic { client_id, secret } => {
                let is_basic = |site: &Arc<EnrolmentSite>| {
                    matches!(site.authentication, SiteAuthentication::SecretBasic(_))
                };
                Ok(sites.with_secret(client_id, secret).filter(is_basic))
            }
            SiteProof::SecretPost { client_id, secret } => {
                let is_post = |site: &Arc<EnrolmentSite>| {
                    matches!(site.authentication, SiteAuthentication::SecretPost(_))
                };
                Ok(sites.with_secret(client_id, secret).filter(is_post))
            }
            SiteProof::Assertion { client_id, assertion } => {
                self.by_assertion(&sites, client_id.as_deref(), assertion, audiences).await
            }
        }
    }

    async fn by_assertion(
        &self,
        sites: &EnrolmentSites,
        client_id: Option<&str>,
        assertion: &str,
        audiences: &[String],
    ) -> Result<Option<Arc<EnrolmentSite>>, Unavailable> {
        let Some(claimed) = self.assertions.claimed_issuer(assertion) else { return Ok(None) };
        let site = sites.by_client_id(&claimed).filter(|_| client_id.is_none_or(|id| id == claimed));
        let Some(site) = site else { return Ok(None) };
        let SiteAuthentication::PrivateKeyJwt(keys) = &site.authentication else { return Ok(None) };
        let Some(claims) = self.assertions.verified(assertion, keys).await? else { return Ok(None) };
        let is_good = claims.issuer == claimed
            && claims.subject == claimed
            && !claims.audiences.is_empty()
            && claims.audiences.iter().all(|audience| audiences.contains(audience))
            && self.is_current(&claims)
            && self.is_first_use(&site, &claims).await?;
        Ok(is_good.then_some(site))
    }

    fn is_current(&self, claims: &AssertionClaims) -> bool {
        let now = self.clock.now().as_second();
        let lives = (now - CLOCK_SKEW + 1)..=(now + LONGEST_LIFE + CLOCK_SKEW);
        lives.contains(&claims.expires_at)
            && claims.not_before.is_none_or(|instant| instant <= now + CLOCK_SKEW)
    }

    async fn is_first_use(
        &self,
        site: &EnrolmentSite,
        claims: &AssertionClaims,
    ) -> Result<bool, Unavailable> {
        if !(1..=255).contains(&claims.id.len()) {
            return Ok(false);
        }
        let hash = hex::encode(digest::digest(&digest::SHA256, claims.id.as_bytes()));
        let entry = format!("assertion:{}:{hash}", site.client_id.as_str());
        let left = claims.expires_at - self.clock.now().as_second() + 2 * CLOCK_SKEW;
        let window = Duration::from_secs(left.max(1).unsigned_abs());
        Ok(self.store.count(&entry, window).await?.number == 1)
    }
}

//! From a FranceConnect token that a site brings to the person it stands for. For any API of ours.

use std::sync::Arc;

use crate::domain::assurance::Assurance;
use crate::domain::enrolment_site::EnrolmentSite;
use crate::domain::pivot_identity::PivotIdentity;
use crate::ports::Unavailable;
use crate::ports::token_introspection::{BearerToken, Introspection, TokenIntrospection};
use crate::services::site_registry::SiteRegistry;

/// Who brings the token, and whom it stands for.
pub struct AcceptedToken {
    /// The site that FranceConnect issued it to.
    pub site: Arc<EnrolmentSite>,
    /// The person.
    pub pivot: PivotIdentity,
    /// How surely the person is known.
    pub assurance: Assurance,
    /// The token.
    pub token: BearerToken,
}

/// What a token is worth to us.
pub enum Acceptance {
    /// It opens the person's records to that site.
    Accepted(Box<AcceptedToken>),
    /// Unknown, expired or revoked.
    Inactive,
    /// Issued to a site that is not in the registry.
    UnknownSite,
    /// The person was not asked for our data.
    InsufficientScope,
    /// The person must be known this surely.
    InsufficientAssurance(Assurance),
}

/// The gesture.
pub struct AcceptTokenService {
    /// FranceConnect.
    pub introspection: Arc<dyn TokenIntrospection>,
    /// The registry.
    pub sites: Arc<SiteRegistry>,
    /// Our scope.
    pub scope: String,
    /// How surely any site's person must be known; a site may ask for more.
    pub floor: Assurance,
}

impl AcceptTokenService {
    /// Weighs a token.
    ///
    /// # Errors
    /// When FranceConnect does not answer as it must.
    pub async fn weigh(&self, brought: &BearerToken) -> Result<Acceptance, Unavailable> {
        let token = match self.introspection.introspect(brought).await? {
            Introspection::Active(token) => token,
            Introspection::Inactive => return Ok(Acceptance::Inactive),
        };
        let Some(site) = self.sites.current().by_franceconnect_client_id(&token.audience) else {
            return Ok(Acceptance::UnknownSite);
        };
        if !token.scopes.contains(&self.scope) {
            return Ok(Acceptance::InsufficientScope);
        }
        let floor = self.floor.max(site.acr_floor);
        if token.assurance < floor {
            return Ok(Acceptance::InsufficientAssurance(floor));
        }
        let accepted =
            AcceptedToken { site, pivot: token.pivot, assurance: token.assurance, token: brought.clone() };
        Ok(Acceptance::Accepted(Box::new(accepted)))
    }
}

//! The registry of enrolment sites as it stands; replaced as a whole when the operator says so.

use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::domain::enrolment_site::EnrolmentSites;

/// The registry, shared by everybody who asks which site this is.
///
/// What is under way keeps the `client_id` alone and asks again at its next step: a reload loses no flow, and
/// ends those of a site that is no longer there.
#[derive(Default)]
pub struct SiteRegistry(ArcSwap<EnrolmentSites>);

impl SiteRegistry {
    /// A registry that begins with these.
    pub fn new(sites: EnrolmentSites) -> Self {
        Self(ArcSwap::from_pointee(sites))
    }

    /// The sites by now.
    pub fn current(&self) -> Arc<EnrolmentSites> {
        self.0.load_full()
    }

    /// These are the sites from now on.
    pub fn replace(&self, sites: EnrolmentSites) {
        self.0.store(Arc::new(sites));
    }
}

//! What works right now, for whoever decides where requests go.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::join;

use crate::domain::exam_file::RecordRef;
use crate::ports::clock::Clock;
use crate::ports::exam_records::ExamRecords;
use crate::ports::identity_provider::IdentityProvider;
use crate::ports::register::Register;
use crate::ports::short_term_store::ShortTermStore;

/// State of each component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// Sessions, attempts and codes.
    pub sessions: bool,
    /// The directory of exam records.
    pub records: bool,
    /// Issuances and audit trail.
    pub register: bool,
    /// The certificate of the seal is within its dates.
    pub seal: bool,
    /// FranceConnect's addresses and keys are at hand; they are fetched at the first sign-in.
    pub franceconnect: bool,
}

impl Readiness {
    /// Whether requests should come here. Without FranceConnect there is still everything to verify, and
    /// without a seal everything to see.
    pub fn is_ready(self) -> bool {
        self.sessions && self.records && self.register
    }
}

/// The gesture.
pub struct ReportReadinessService {
    /// Sessions.
    pub sessions: Arc<dyn ShortTermStore>,
    /// The directory, when we have one. Another service's outage is no reason to send requests elsewhere: it
    /// is the same for every replica.
    pub records: Option<Arc<dyn ExamRecords>>,
    /// The register.
    pub register: Arc<dyn Register>,
    /// FranceConnect.
    pub provider: Arc<dyn IdentityProvider>,
    /// Last second of the certificate that seals; its first one has come, or the service would not start.
    pub seal_ends: Timestamp,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

impl ReportReadinessService {
    /// Asks each component something that costs it nothing; each ends within its own bound.
    pub async fn now(&self) -> Readiness {
        let nobodys = RecordRef::from_random([0; 16]);
        let (sessions, records, register) = join!(
            self.sessions.get("readiness"),
            async {
                match &self.records {
                    Some(records) => records.file(&nobodys).await.map(drop),
                    None => Ok(()),
                }
            },
            self.register.issued(&nobodys, 1)
        );
        Readiness {
            sessions: sessions.is_ok(),
            records: records.is_ok(),
            register: register.is_ok(),
            seal: self.clock.now() <= self.seal_ends,
            franceconnect: self.provider.is_known(),
        }
    }
}

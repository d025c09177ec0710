//! From a gesture to its trace: written before the gesture shows anything.

use std::sync::Arc;

use crate::domain::audit::{Action, Actor, AuditEntry};
use crate::domain::exam_file::RecordRef;
use crate::ports::Unavailable;
use crate::ports::audit_trail::AuditTrail;
use crate::ports::clock::Clock;

/// The gesture.
pub struct KeepTrailService {
    /// Where traces are kept.
    pub trail: Arc<dyn AuditTrail>,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

/// What an entry may hold beside who and what.
#[derive(Default)]
pub struct Circumstances<'a> {
    /// Which record.
    pub record: Option<&'a RecordRef>,
    /// How it was found to be this person's.
    pub evidence: Option<&'a str>,
    /// Further facts that are not personal.
    pub context: Option<String>,
}

impl KeepTrailService {
    /// Keeps a trace of what happens now.
    ///
    /// # Errors
    /// When the trail does not answer: then the gesture must not happen.
    pub async fn note(
        &self,
        actor: Actor,
        action: Action,
        circumstances: Circumstances<'_>,
    ) -> Result<(), Unavailable> {
        self.trail.append(&self.entry(actor, action, circumstances)).await
    }

    /// The trace of what happens now, for whoever keeps it together with what happens.
    pub fn entry(&self, actor: Actor, action: Action, circumstances: Circumstances<'_>) -> AuditEntry {
        AuditEntry {
            at: self.clock.now(),
            actor,
            action,
            record: circumstances.record.cloned(),
            evidence: circumstances.evidence.map(str::to_owned),
            context: circumstances.context,
        }
    }
}

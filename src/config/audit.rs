//! `[audit]`.

use serde::Deserialize;

use super::Problems;

/// `[audit]`, checked.
#[derive(Clone, Copy, Debug)]
pub struct AuditSettings {
    /// How long entries of the trail are kept, in months: 36 by CRPA R. 114-9-5.
    pub retention_months: u16,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    retention_months: u16,
}

impl Typed {
    pub(super) fn resolve(self, problems: &mut Problems) -> AuditSettings {
        if self.retention_months < 36 {
            problems.add(
                "audit.retention_months",
                "is less than 36",
                "the trail of exchanges between administrations is kept 36 months (CRPA R. 114-9-5)",
            );
        }
        AuditSettings { retention_months: self.retention_months }
    }
}

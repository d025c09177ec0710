//! Whether the trail is whole: every entry follows the one before, and says what it said.

use std::sync::Arc;

use crate::domain::audit::{BEGINNING, chained};
use crate::ports::Unavailable;
use crate::ports::audit_archive::{AuditArchive, KeptEntry};

/// The gesture.
pub struct AuditTrailService {
    /// The trail.
    pub archive: Arc<dyn AuditArchive>,
}

/// What an audit found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// Entries looked at.
    pub entries: u64,
    /// Whether the first one is the first ever, or what stood before was purged.
    pub is_from_the_beginning: bool,
    /// Number and hash of the last one, to be noted elsewhere: with it the next audit also sees an end cut off.
    pub last: Option<(i64, Vec<u8>)>,
    /// The first entry that is not as it was.
    pub flaw: Option<(i64, Flaw)>,
}

/// What is wrong with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Its content is not the one it was chained with.
    Changed,
    /// It does not follow the entry before it: one was removed or put in between.
    OutOfChain,
    /// The entry noted at an earlier audit is not there, or is another.
    NotAsNoted,
}

impl AuditTrailService {
    /// Follows the chain from its first entry to its last. `noted` is the last one of an earlier audit.
    ///
    /// # Errors
    /// When the trail cannot be read.
    pub async fn verify(&self, noted: Option<(i64, &[u8])>) -> Result<Audit, Unavailable> {
        let mut audit = Audit { entries: 0, is_from_the_beginning: true, last: None, flaw: None };
        let mut is_noted_found = noted.is_none();
        loop {
            let after = audit.last.as_ref().map_or(0, |(id, _)| *id);
            let page = self.archive.after(after).await?;
            if page.is_empty() {
                break;
            }
            for entry in page {
                if audit.last.is_none() {
                    audit.is_from_the_beginning = entry.before == BEGINNING;
                }
                is_noted_found |= noted.is_some_and(|(id, hash)| id == entry.id && hash == entry.hash);
                let flaw = flaw(&entry, audit.last.as_ref().map(|(_, hash)| hash.as_slice()));
                audit.entries += 1;
                if let Some(flaw) = flaw {
                    audit.flaw = Some((entry.id, flaw));
                    return Ok(audit);
                }
                audit.last = Some((entry.id, entry.hash));
            }
        }
        if let (false, Some((id, _))) = (is_noted_found, noted) {
            audit.flaw = Some((id, Flaw::NotAsNoted));
        }
        Ok(audit)
    }
}

fn flaw(entry: &KeptEntry, last: Option<&[u8]>) -> Option<Flaw> {
    if last.is_some_and(|last| last != entry.before) {
        Some(Flaw::OutOfChain)
    } else if chained(&entry.before, &entry.content) != *entry.hash {
        Some(Flaw::Changed)
    } else {
        None
    }
}

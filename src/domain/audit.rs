//! The trail of who saw what (CRPA R. 114-9-5): kept 36 months, apart from technical logs, and shown to the
//! person concerned. Says which transcript and why it was found to be theirs, never what stands in it.

use aws_lc_rs::digest;
use jiff::Timestamp;

use super::coded::coded;
use super::exam_file::RecordRef;
use super::redacted::redacted_debug;
use super::share::ShareId;
use super::subject::Subject;

/// Hash before the first entry.
pub const BEGINNING: [u8; 32] = [0; 32];

/// SHA-256 over the hash of the entry before and the content of this one, as it is kept.
pub fn chained(before: &[u8], content: &str) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(before);
    context.update(content.as_bytes());
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

coded! {
    /// What was done.
    Action {
        /// Signed in with FranceConnect.
        SignedIn = "IDENTIFICATION",
        /// Looked at a transcript.
        Viewed = "CONSULTATION",
        /// Downloaded a sealed rendering.
        Downloaded = "TELECHARGEMENT",
        /// Obtained by, or sent to, an enrolment site.
        HandedOver = "TRANSMISSION",
        /// Made a code that lets others see a transcript.
        Shared = "PARTAGE",
        /// Turned such a code off.
        Unshared = "FIN_PARTAGE",
        /// A second proof linked a record to a person.
        Linked = "RATTACHEMENT",
        /// Such a link was removed.
        Unlinked = "DETACHEMENT",
        /// Made public after its import.
        Published = "PUBLICATION",
        /// Withdrawn after its import.
        Withdrawn = "RETRAIT",
    }
}

/// Who did it.
#[derive(Clone, PartialEq, Eq)]
pub enum Actor {
    /// The candidate, signed in with FranceConnect.
    Candidate(Subject),
    /// Somebody who held the candidate's INA and management number, without FranceConnect.
    Credentials,
    /// An enrolment site, by its `client_id`.
    Site(String),
    /// Somebody with a code that the candidate gave away.
    Share(ShareId),
    /// The ministry, at the command line.
    Ministry,
}

/// One entry of the trail.
#[derive(Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What.
    pub action: Action,
    /// Which record; none for a sign-in, nor for a whole session of records.
    pub record: Option<RecordRef>,
    /// How the record was found to be this person's, by level and rule ids such as `L2 R-COG`.
    pub evidence: Option<String>,
    /// Further facts that are not personal, such as the level of assurance or the site's legal basis.
    pub context: Option<String>,
}

redacted_debug!(Actor, AuditEntry);

//! What an entry is on disk: one JSON object, and the hash that chains it to the entry before.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::trail::Written;
use crate::domain::audit::{Action, Actor, AuditEntry, BEGINNING, chained};
use crate::domain::exam_file::RecordRef;
use crate::domain::share::ShareId;
use crate::domain::subject::Subject;

#[derive(Serialize, Deserialize)]
struct Kept {
    at: Timestamp,
    actor: KeptActor,
    action: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptActor {
    Candidate(String),
    Credentials,
    Site(String),
    Share(String),
    Ministry,
}

/// The entry cannot be read back: damage, or a newer program's.
#[derive(Debug, thiserror::Error)]
#[error("an entry of the audit trail cannot be read")]
pub(super) struct UnreadableEntry;

/// The entry as it is kept.
pub(super) fn write(entry: &AuditEntry) -> String {
    let kept = Kept {
        at: entry.at,
        actor: match &entry.actor {
            Actor::Candidate(subject) => KeptActor::Candidate(subject.as_str().to_owned()),
            Actor::Credentials => KeptActor::Credentials,
            Actor::Site(client_id) => KeptActor::Site(client_id.clone()),
            Actor::Share(id) => KeptActor::Share(id.as_str().to_owned()),
            Actor::Ministry => KeptActor::Ministry,
        },
        action: entry.action.code().to_owned(),
        record: entry.record.as_ref().map(|record| record.as_str().to_owned()),
        evidence: entry.evidence.clone(),
        context: entry.context.clone(),
    };
    serde_json::to_string(&kept).expect("texts always serialize")
}

/// An entry read back.
pub(super) fn read(content: &str) -> Result<AuditEntry, UnreadableEntry> {
    let kept: Kept = serde_json::from_str(content).map_err(|_| UnreadableEntry)?;
    Ok(AuditEntry {
        at: kept.at,
        actor: match kept.actor {
            KeptActor::Candidate(subject) => {
                Actor::Candidate(Subject::parse(&subject).map_err(|_| UnreadableEntry)?)
            }
            KeptActor::Credentials => Actor::Credentials,
            KeptActor::Site(client_id) => Actor::Site(client_id),
            KeptActor::Share(id) => Actor::Share(ShareId::parse(&id).map_err(|_| UnreadableEntry)?),
            KeptActor::Ministry => Actor::Ministry,
        },
        action: Action::from_code(&kept.action).ok_or(UnreadableEntry)?,
        record: kept
            .record
            .map(|record| RecordRef::parse(&record))
            .transpose()
            .map_err(|_| UnreadableEntry)?,
        evidence: kept.evidence,
        context: kept.context,
    })
}

/// One entry in its place.
pub(super) struct Link<'a> {
    pub(super) entry: &'a Written,
    /// Hash of the entry before.
    pub(super) before: Vec<u8>,
    /// SHA-256 over the hash before and the content.
    pub(super) hash: Vec<u8>,
}

/// Chains entries to the last one kept, given by its hash.
pub(super) fn chain<'a>(
    last: Option<Vec<u8>>,
    entries: impl Iterator<Item = &'a Written>,
) -> impl Iterator<Item = Link<'a>> {
    let mut last = last.unwrap_or_else(|| BEGINNING.to_vec());
    entries.map(move |entry| {
        let hash = chained(&last, &entry.content).to_vec();
        let before = std::mem::replace(&mut last, hash.clone());
        Link { entry, before, hash }
    })
}

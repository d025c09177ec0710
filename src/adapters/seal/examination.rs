//! What a file says for itself: ours and whole, ours and changed, or not ours.
//!
//! Only documents that we made are ever verified, so the strictest reading wins: a file is good when it is
//! byte for byte what we would write around the same signature, and nothing else is.

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use memchr::memmem;

use super::attachment::attached_json;
use super::cms;
use super::taken_apart::take_apart;
use super::trust::{Distrust, Trust};
use crate::adapters::exam_records::wire;
use crate::ports::register::RenderingKind;
use crate::ports::seal_examiner::{Examination, Flaw, SealedTranscript};

/// More than the largest file that we ever seal, in bytes; nobody needs to read further.
pub const LARGEST_FILE: usize = 4 * 1024 * 1024;

/// Looks at a whole file, or at its first bytes when it is larger than [`LARGEST_FILE`].
pub fn examine(file: &[u8], trust: &Trust, now: Timestamp) -> Examination {
    if file.is_empty() {
        return Examination::Foreign(Flaw::Empty);
    }
    if file.len() > LARGEST_FILE {
        return Examination::Foreign(Flaw::TooLarge);
    }
    if file.starts_with(b"%PDF-") {
        return pdf(file, trust, now);
    }
    unlike(file)
}

fn pdf(file: &[u8], trust: &Trust, now: Timestamp) -> Examination {
    let Ok(parts) = take_apart(file) else { return unlike(file) };
    let Some(chain) = cms::signer_of(&parts.signature, &parts.digest) else { return unlike(file) };
    if let Err(distrust) = trust.judge(&chain, parts.sealed_at, now) {
        return Examination::Foreign(match distrust {
            Distrust::Unknown => Flaw::Certificate,
            Distrust::Validity => Flaw::Validity,
            Distrust::Purpose => Flaw::Purpose,
        });
    }
    let transcript = attached_json(parts.drawn).ok().and_then(|json| wire::parse_transcript(&json).ok());
    // Sealed by us and no transcript: nothing that this service can vouch for.
    let Some(transcript) = transcript else { return Examination::Foreign(Flaw::Kind) };
    Examination::Genuine(Box::new(SealedTranscript {
        kind: RenderingKind::Pdf,
        transcript,
        sealed_at: parts.sealed_at,
        sealed_by: chain.first().map(|leaf| leaf.tbs_certificate().subject().to_string()).unwrap_or_default(),
        sha256: sha256(file),
    }))
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

/// A file that is not as we seal: altered if it bears a mark that our service leaves, or else foreign.
///
/// The name of the program stands in two places of each PDF, so that no single changed byte takes both
/// away. A forger may write it as well, and is told that the file is not the original: true too.
fn unlike(file: &[u8]) -> Examination {
    if memmem::find(file, b"mon-releve").is_some() {
        Examination::Altered(Flaw::Changed)
    } else {
        Examination::Foreign(Flaw::Kind)
    }
}

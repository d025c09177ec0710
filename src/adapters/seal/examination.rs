//! What a file says for itself: ours and whole, ours and changed, or not ours.
//!
//! Only documents that we made are ever verified, so the strictest reading wins: a file is good when it is
//! byte for byte what we would write around the same signature, and nothing else is.

use aws_lc_rs::digest::{SHA256, digest};
use jiff::{SignedDuration, Timestamp};
use memchr::memmem;
use x509_cert::Certificate;

use super::attachment::attached_json;
use super::cms;
use super::jws::{open_json, resembles_ours};
use super::taken_apart::take_apart;
use super::timestamp::Stamp;
use super::trust::{Distrust, Trust};
use super::xmldsig;
use crate::adapters::exam_records::wire;
use crate::ports::register::RenderingKind;
use crate::ports::seal_examiner::{Examination, Flaw, SealedTranscript, TimeStamp};

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
    let opened = match file {
        [b'%', b'P', b'D', b'F', ..] => open_pdf(file),
        [b'<', b'e', b'l', b'm', b'o', ..] => open_elmo(file, trust, now),
        [b'e', b'y', b'J', ..] => open_json(file).map(|opened| Opened {
            kind: RenderingKind::Json,
            chain: opened.chain,
            sealed_at: None,
            stamp: None,
            data: Some(opened.payload),
        }),
        _ => None,
    };
    match opened {
        Some(opened) => judged(opened, sha256(file), trust, now),
        None => unlike(file),
    }
}

/// A file whose seal is its own: byte for byte as whoever holds that key seals.
struct Opened {
    kind: RenderingKind,
    chain: Vec<Certificate>,
    sealed_at: Option<Timestamp>,
    stamp: Option<Stamp>,
    /// The transcript as data.
    data: Option<Vec<u8>>,
}

fn open_pdf(file: &[u8]) -> Option<Opened> {
    let parts = take_apart(file).ok()?;
    let cms::Opened { chain, stamp } = cms::open(&parts.signature, &parts.digest)?;
    Some(Opened {
        kind: RenderingKind::Pdf,
        chain,
        sealed_at: Some(parts.sealed_at),
        stamp,
        data: attached_json(parts.drawn).ok(),
    })
}

/// The document and the PDF in it stand and fall together. An XML signature does not cover its certificates:
/// around a PDF of ours, others than ours are a change.
fn open_elmo(file: &[u8], trust: &Trust, now: Timestamp) -> Option<Opened> {
    let elmo = xmldsig::open_elmo(file)?;
    let pdf = open_pdf(&elmo.pdf)?;
    let is_ours = judge(&pdf, trust, now).is_ok();
    if is_ours && trust.judge(&elmo.chain, None, now) == Err(Distrust::Unknown) {
        return None;
    }
    let data = pdf.data.filter(|_| is_ours);
    Some(Opened { kind: RenderingKind::Elmo, chain: elmo.chain, sealed_at: None, stamp: None, data })
}

/// A stamp that is believed proves when the seal was made, so its certificate is looked at in that instant; a
/// seal that claims to be younger than its stamp is none.
fn judge(opened: &Opened, trust: &Trust, now: Timestamp) -> Result<(), Distrust> {
    /// How far two good clocks may be apart.
    const TOLERANCE: SignedDuration = SignedDuration::from_mins(10);
    let proven = opened.stamp.as_ref().filter(|stamp| trust.believes(stamp, now)).map(|stamp| stamp.at);
    let is_contradicted =
        proven.zip(opened.sealed_at).is_some_and(|(stamped, said)| said > stamped + TOLERANCE);
    if is_contradicted {
        return Err(Distrust::Validity);
    }
    trust.judge(&opened.chain, opened.sealed_at, proven.unwrap_or(now))
}

fn judged(opened: Opened, sha256: [u8; 32], trust: &Trust, now: Timestamp) -> Examination {
    if let Err(distrust) = judge(&opened, trust, now) {
        return Examination::Foreign(match distrust {
            Distrust::Unknown => Flaw::Certificate,
            Distrust::Validity => Flaw::Validity,
            Distrust::Purpose => Flaw::Purpose,
        });
    }
    let transcript = opened.data.and_then(|json| wire::parse_transcript(&json).ok());
    // Sealed by us and no transcript: nothing that this service can vouch for.
    let Some(transcript) = transcript else { return Examination::Foreign(Flaw::Kind) };
    let subject = opened.chain.first().map(|leaf| leaf.tbs_certificate().subject().to_string());
    Examination::Genuine(Box::new(SealedTranscript {
        kind: opened.kind,
        transcript,
        sealed_at: opened.sealed_at,
        sealed_by: subject.unwrap_or_default(),
        stamp: opened.stamp.map(|stamp| TimeStamp {
            at: stamp.at,
            by: stamp
                .chain
                .first()
                .map(|leaf| leaf.tbs_certificate().subject().to_string())
                .unwrap_or_default(),
            is_trusted: trust.believes(&stamp, now),
        }),
        sha256,
    }))
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

/// A file that is not as we seal: altered if it bears a mark that our service leaves, or else foreign.
///
/// The name of the program stands in two places of each PDF, and the data under a JWS have two marks as well,
/// so that no single changed byte takes both away. A forger may write it as well, and is told that the file is not the original: true too.
fn unlike(file: &[u8]) -> Examination {
    if memmem::find(file, b"mon-releve").is_some() || resembles_ours(file) {
        Examination::Altered(Flaw::Changed)
    } else {
        Examination::Foreign(Flaw::Kind)
    }
}

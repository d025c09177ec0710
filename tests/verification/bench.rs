//! A genuine transcript with its keys, and the knives to cut it.

use std::ops::Range;

use jiff::Timestamp;
use mon_releve::adapters::exam_records::wire;
use mon_releve::adapters::render::elmo::UnsealedElmo;
use mon_releve::adapters::render::pdf::{PdfSettings, Printer, UnsealedPdf};
use mon_releve::adapters::seal::{SealKey, Trust, examine, seal};
use mon_releve::domain::exam_file::RecordRef;
use mon_releve::domain::exam_record::ExamRecord;
use mon_releve::domain::issuance::{Issuance, IssuanceId};
use mon_releve::domain::public_url::PublicUrl;
use mon_releve::domain::verification_code::VerificationCode;
use mon_releve::ports::rendering::{IssuedTranscript, SealedPdf};
use mon_releve::ports::seal_examiner::Examination;
use mon_releve::sandbox::people;
use mon_releve::sandbox::seal_keys::{self, SealKeys};

pub const NAME: &str = "Ministère chargé de l’agriculture";

/// The real time, which tools hold certificates against.
pub fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "the tools hold certificates against the real time")]
    Timestamp::now()
}

fn printer() -> Printer {
    Printer::new(PdfSettings {
        public_url: PublicUrl::parse("https://releves.example.org").unwrap(),
        issuer_name: NAME.to_owned(),
        is_sandbox: true,
        emblem: None,
    })
    .unwrap()
}

fn record(index: usize) -> ExamRecord {
    wire::parse(people::RECORDS.lines().nth(index).unwrap().as_bytes()).unwrap().released()
}

/// The `index`th invented transcript, drawn and not sealed.
pub fn drawn(index: usize) -> UnsealedPdf {
    printer().draw(&record(index), &issuance()).unwrap()
}

/// The same as data.
pub fn data(index: usize) -> String {
    printer().data(&record(index), &issuance())
}

/// The same as ELMO, around a sealed PDF.
pub fn elmo(index: usize, pdf: &SealedPdf) -> UnsealedElmo {
    let pdf = SealedPdf(pdf.0.clone());
    printer().elmo(&IssuedTranscript { record: record(index), issuance: issuance(), pdf }, &[])
}

/// How many there are.
pub fn count() -> usize {
    people::RECORDS.lines().count()
}

fn issuance() -> Issuance {
    Issuance {
        id: IssuanceId::from_random([3; 16]),
        code: VerificationCode::draw(|| 77),
        record: RecordRef::from_random([5; 16]),
        version: 1,
        issued_at: "2026-07-07T08:00:00Z".parse().unwrap(),
    }
}

pub fn key(keys: &SealKeys, at: Timestamp) -> SealKey {
    SealKey::from_pem(keys.chain_pem.as_bytes(), keys.key_pem.as_bytes(), at).unwrap()
}

/// A ministry: its keys and a transcript it sealed.
pub struct Genuine {
    pub keys: SealKeys,
    pub pdf: Vec<u8>,
}

impl Genuine {
    pub fn new() -> Self {
        Self::sealed_with(seal_keys::throw_away(now()).unwrap())
    }

    pub fn sealed_with(keys: SealKeys) -> Self {
        let pdf = seal(drawn(0), &key(&keys, now()), NAME, now()).unwrap().0;
        Self { keys, pdf }
    }

    /// What somebody says of a file who trusts this ministry's root.
    pub fn verdict(&self, file: &[u8]) -> String {
        verdict(file, &Trust::in_roots(self.keys.root_pem.as_bytes()).unwrap(), now())
    }

    /// The genuine file with a passage of the same length in the place of its only occurrence.
    pub fn replaced(&self, from: &str, to: &str) -> Vec<u8> {
        let places: Vec<_> = find_all(&self.pdf, from.as_bytes());
        assert_eq!(places.len(), 1, "{from}");
        let mut file = self.pdf.clone();
        file.splice(places[0]..places[0] + from.len(), to.bytes());
        file
    }

    /// The hexadecimal digits of the signature.
    pub fn gap(&self) -> Range<usize> {
        let seal = find_all(&self.pdf, b"/Type/Sig/Filter")[0];
        let start = seal + find_all(&self.pdf[seal..], b"/Contents<")[0] + b"/Contents<".len();
        start..start + self.pdf[start..].iter().position(|byte| *byte == b'>').unwrap()
    }

    /// Everything but the signature with its angle brackets: what is signed.
    pub fn signed_bytes(&self) -> Vec<u8> {
        let gap = self.gap();
        [&self.pdf[..gap.start - 1], &self.pdf[gap.end + 1..]].concat()
    }

    /// The genuine file with another signature in its gap.
    pub fn signed_by(&self, cms: &[u8]) -> Vec<u8> {
        let gap = self.gap();
        let digits = format!("{:0<1$}", hex::encode(cms), gap.len());
        assert_eq!(digits.len(), gap.len());
        let mut file = self.pdf.clone();
        file.splice(gap, digits.into_bytes());
        file
    }
}

/// Verdict and reason, such as `ALTERE FICHIER_MODIFIE`.
pub fn verdict(file: &[u8], trust: &Trust, now: Timestamp) -> String {
    match examine(file, trust, now) {
        Examination::Genuine(_) => "VALIDE".to_owned(),
        Examination::Altered(flaw) => format!("ALTERE {}", flaw.code()),
        Examination::Foreign(flaw) => format!("INCONNU {}", flaw.code()),
    }
}

pub fn find_all(text: &[u8], needle: &[u8]) -> Vec<usize> {
    text.windows(needle.len()).enumerate().filter(|(_, window)| *window == needle).map(|(at, _)| at).collect()
}

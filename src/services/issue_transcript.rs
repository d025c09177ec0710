//! From a published record to the transcript: entered in the register once, the same bytes for ever.
//!
//! Where a purge took the bytes, they are drawn and sealed anew under the same issuance. A seal holds an instant
//! and random numbers, so these are other bytes; both files are genuine, for the register keeps every hash.

use std::sync::Arc;

use aws_lc_rs::digest;
use jiff::Timestamp;

use crate::domain::exam_file::RecordRef;
use crate::domain::exam_record::ExamRecord;
use crate::domain::issuance::{Issuance, IssuanceId};
use crate::domain::verification_code::VerificationCode;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::ports::random::Random;
use crate::ports::register::{Register, RenderingKind};
use crate::ports::rendering::{
    Envelope, IssuedTranscript, SealedElmo, SealedJson, SealedPdf, SealedRenderer,
};

/// The gesture.
pub struct IssueTranscriptService {
    /// What was issued.
    pub register: Arc<dyn Register>,
    /// Draws and seals.
    pub renderer: Arc<dyn SealedRenderer>,
    /// Whether the sealed data are made with every issuance: without a directory of our own, nothing else tells
    /// a verifier what was issued.
    pub keeps_data: bool,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Identifiers and codes.
    pub random: Arc<dyn Random>,
}

impl IssueTranscriptService {
    /// The issuance of this version of a record; made when it is first looked at.
    ///
    /// # Errors
    /// When the register does not answer.
    pub async fn issuance(
        &self,
        reference: &RecordRef,
        record: &ExamRecord,
    ) -> Result<Issuance, Unavailable> {
        if let Some(issuance) = self.register.issued(reference, record.version).await? {
            return Ok(issuance);
        }
        let proposed = Issuance {
            id: IssuanceId::from_random(self.random.bytes()),
            code: VerificationCode::draw(|| {
                let [byte] = self.random.bytes();
                byte
            }),
            record: reference.clone(),
            version: record.version,
            issued_at: self.clock.now(),
        };
        let issuance = self.register.enter(proposed).await?;
        if self.keeps_data {
            self.json(record, &issuance).await?;
        }
        Ok(issuance)
    }

    /// When the version that `issuance` corrects was issued, if it ever was.
    ///
    /// # Errors
    /// When the register does not answer.
    pub async fn replaced_by(&self, issuance: &Issuance) -> Result<Option<Timestamp>, Unavailable> {
        if issuance.version <= 1 {
            return Ok(None);
        }
        let before = self.register.issued_before(&issuance.record, issuance.version).await?;
        Ok(before.map(|issuance| issuance.issued_at))
    }

    /// The sealed PDF: from the register, or drawn, sealed and kept there now.
    ///
    /// # Errors
    /// When the register or the seal does not answer; never an unsealed document.
    pub async fn pdf(&self, record: &ExamRecord, issuance: &Issuance) -> Result<SealedPdf, Unavailable> {
        if let Some(bytes) = self.register.rendering(&issuance.id, RenderingKind::Pdf).await? {
            return Ok(SealedPdf(bytes));
        }
        let SealedPdf(bytes) = self.renderer.pdf(record, issuance).await?;
        let now = self.clock.now();
        self.register.keep_rendering(&issuance.id, RenderingKind::Pdf, bytes, now).await.map(SealedPdf)
    }

    /// Has the sealed PDF kept in the register, drawn and sealed now unless it is there. Says whether it was
    /// made.
    ///
    /// # Errors
    /// When the register or the seal does not answer.
    pub async fn prepare_pdf(&self, reference: &RecordRef, record: &ExamRecord) -> Result<bool, Unavailable> {
        let issuance = self.issuance(reference, record).await?;
        if self.register.holds_rendering(&issuance.id, RenderingKind::Pdf).await? {
            return Ok(false);
        }
        self.pdf(record, &issuance).await.map(|_| true)
    }

    /// The sealed data: from the register, or written, sealed and kept there now.
    ///
    /// # Errors
    /// When the register or the seal does not answer; never unsealed data.
    pub async fn json(&self, record: &ExamRecord, issuance: &Issuance) -> Result<SealedJson, Unavailable> {
        let kind = RenderingKind::Json;
        let kept = match self.register.rendering(&issuance.id, kind).await? {
            Some(bytes) => bytes,
            None => {
                let SealedJson(jws) = self.renderer.json(record, issuance).await?;
                self.register.keep_rendering(&issuance.id, kind, jws.into_bytes(), self.clock.now()).await?
            }
        };
        let jws = String::from_utf8(kept).map_err(|error| Unavailable::because("the register", error))?;
        Ok(SealedJson(jws))
    }

    /// The sealed ELMO: from the register, or written around the sealed PDF, sealed and kept there now.
    ///
    /// # Errors
    /// When the register or the seal does not answer; never an unsealed document.
    pub async fn elmo(&self, record: &ExamRecord, issuance: &Issuance) -> Result<SealedElmo, Unavailable> {
        let kind = RenderingKind::Elmo;
        let kept = match self.register.rendering(&issuance.id, kind).await? {
            Some(bytes) => bytes,
            None => {
                let issued = self.issued(record, issuance).await?;
                let SealedElmo(elmo) = self.renderer.elmo(issued, Vec::new()).await?;
                self.register.keep_rendering(&issuance.id, kind, elmo.into_bytes(), self.clock.now()).await?
            }
        };
        let elmo = String::from_utf8(kept).map_err(|error| Unavailable::because("the register", error))?;
        Ok(SealedElmo(elmo))
    }

    /// Several transcripts of one person in one sealed ELMO, newest first. Made for one occasion: the register
    /// keeps each of the PDF in it, and of the whole its hash.
    ///
    /// # Errors
    /// When the register or the seal does not answer; never an unsealed document.
    pub async fn elmo_of(
        &self,
        newest: (&ExamRecord, &Issuance),
        others: &[(&ExamRecord, &Issuance)],
    ) -> Result<SealedElmo, Unavailable> {
        if others.is_empty() {
            return self.elmo(newest.0, newest.1).await;
        }
        let mut issued = Vec::with_capacity(others.len());
        for (record, issuance) in others {
            issued.push(self.issued(record, issuance).await?);
        }
        let elmo = self.renderer.elmo(self.issued(newest.0, newest.1).await?, issued).await?;
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(digest::digest(&digest::SHA256, elmo.0.as_bytes()).as_ref());
        let issuances: Vec<_> =
            std::iter::once(newest).chain(others.iter().copied()).map(|(_, issuance)| &issuance.id).collect();
        self.register.keep_hash(&issuances, RenderingKind::Elmo, &sha256, self.clock.now()).await?;
        Ok(elmo)
    }

    /// Signs an envelope around sealed data.
    ///
    /// # Errors
    /// When the seal does not answer.
    pub async fn envelope(&self, claims: String) -> Result<Envelope, Unavailable> {
        self.renderer.envelope(claims).await
    }

    async fn issued(
        &self,
        record: &ExamRecord,
        issuance: &Issuance,
    ) -> Result<IssuedTranscript, Unavailable> {
        let pdf = self.pdf(record, issuance).await?;
        Ok(IssuedTranscript { record: record.clone(), issuance: issuance.clone(), pdf })
    }
}

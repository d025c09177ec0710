//! What a transcript says, once it has left us: the exam record without the identifiers that open a
//! candidate's file.

use jiff::Timestamp;
use jiff::civil::Date;

use super::birthdate::Birthdate;
use super::exam_record::{Assessment, Decision, Exam, ExamRecord, Holder, Mention, Totals};
use super::issuance::IssuanceId;
use super::pivot_identity::Gender;
use super::redacted::redacted_debug;
use super::verification_code::VerificationCode;

/// A transcript as read from under its seal.
#[derive(Clone, PartialEq, Eq)]
pub struct Transcript {
    /// Birth name.
    pub birth_name: String,
    /// Usage name.
    pub usage_name: Option<String>,
    /// Given names in order.
    pub given_names: Vec<String>,
    /// Date of birth, possibly partial.
    pub birthdate: Birthdate,
    /// Sex.
    pub gender: Gender,
    /// Which exam, when and where.
    pub exam: Exam,
    /// The épreuves in the jury's order.
    pub assessments: Vec<Assessment>,
    /// Sums and average.
    pub totals: Option<Totals>,
    /// What the jury decided.
    pub decision: Decision,
    /// Honours.
    pub mention: Option<Mention>,
    /// European credits.
    pub ects: Option<u16>,
    /// Day of the jury's deliberation.
    pub deliberated_on: Date,
    /// From when it is public.
    pub published_at: Timestamp,
    /// Version of the record.
    pub version: u32,
    /// Its entry in the register.
    pub issuance: IssuanceId,
    /// The code printed on it.
    pub code: VerificationCode,
    /// When it was issued.
    pub issued_at: Timestamp,
}

redacted_debug!(Transcript);

impl Transcript {
    /// The record it was issued from.
    pub fn into_record(self) -> ExamRecord {
        ExamRecord {
            candidate: Holder {
                birth_name: self.birth_name,
                usage_name: self.usage_name,
                given_names: self.given_names,
                birthdate: self.birthdate,
                gender: self.gender,
            },
            exam: self.exam,
            assessments: self.assessments,
            totals: self.totals,
            decision: self.decision,
            mention: self.mention,
            ects: self.ects,
            deliberated_on: self.deliberated_on,
            published_at: self.published_at,
            version: self.version,
        }
    }
}

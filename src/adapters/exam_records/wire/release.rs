//! What leaves the directory, in the shape of the contract: a record without the identifiers that open a
//! candidate's file, and without the place of birth.

use serde::{Deserialize, Serialize};

use super::candidat::HolderJson;
use super::epreuve::{EpreuveJson, TotauxJson};
use super::examen::ExamenJson;
use super::field::{InvalidRecord, Text, coded, field, require};
use super::{in_paris, syntax};
use crate::domain::exam_record::{Decision, ExamRecord, Mention};

/// Reads a record that another service released. Members beside it, such as `emission`, are passed over.
///
/// # Errors
/// When the text is not one JSON object in that shape.
pub fn parse_released(json: &[u8]) -> Result<ExamRecord, InvalidRecord> {
    let record: ReleaseJson<'_, HolderJson<'_>> =
        serde_json::from_slice(json).map_err(|error| syntax(&error))?;
    record.into_record(HolderJson::into_domain)
}

/// The record as a value to embed in a larger document.
pub fn to_value(record: &ExamRecord) -> serde_json::Value {
    serde_json::to_value(ReleaseJson::from_domain(record))
        .expect("strings, numbers and lists always serialize")
}

/// A record, whoever it is about.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReleaseJson<'a, C> {
    pub(super) schema_version: u8,
    pub(super) candidat: C,
    #[serde(borrow)]
    pub(super) examen: ExamenJson<'a>,
    #[serde(borrow)]
    pub(super) epreuves: Vec<EpreuveJson<'a>>,
    #[serde(borrow, default)]
    pub(super) totaux: Option<TotauxJson<'a>>,
    #[serde(borrow)]
    pub(super) decision: Text<'a>,
    #[serde(borrow, default)]
    pub(super) mention: Option<Text<'a>>,
    #[serde(default)]
    pub(super) ects: Option<u16>,
    #[serde(borrow)]
    pub(super) date_deliberation: Text<'a>,
    #[serde(borrow)]
    pub(super) publie_le: Text<'a>,
    pub(super) version: u32,
}

impl<C> ReleaseJson<'_, C> {
    /// The record, once its candidate is read.
    pub(super) fn into_record<D>(
        self,
        candidate: impl FnOnce(C) -> Result<D, InvalidRecord>,
    ) -> Result<ExamRecord<D>, InvalidRecord> {
        require(self.schema_version == 1, "schemaVersion", "expected 1")?;
        require((1..=60).contains(&self.epreuves.len()), "epreuves", "expected 1 to 60 items")?;
        require(self.version >= 1, "version", "expected at least 1")?;
        require(self.ects.is_none_or(|ects| ects <= 600), "ects", "expected 0 to 600")?;
        let assessments = self
            .epreuves
            .into_iter()
            .enumerate()
            .map(|(index, epreuve)| epreuve.into_domain(format_args!("epreuves[{index}]"), true))
            .collect::<Result<_, _>>()?;
        Ok(ExamRecord {
            candidate: candidate(self.candidat)?,
            exam: self.examen.into_domain()?,
            assessments,
            totals: self.totaux.map(TotauxJson::into_domain).transpose()?,
            decision: coded("decision", &self.decision, Decision::from_code)?,
            mention: self.mention.map(|code| coded("mention", &code, Mention::from_code)).transpose()?,
            ects: self.ects,
            deliberated_on: field(
                "dateDeliberation",
                self.date_deliberation.parse().map_err(|_| "expected a date YYYY-MM-DD"),
            )?,
            published_at: field(
                "publieLe",
                self.publie_le.parse().map_err(|_| "expected an instant of RFC 3339 with its offset"),
            )?,
            version: self.version,
        })
    }
}

impl<'a> ReleaseJson<'a, HolderJson<'a>> {
    fn from_domain(record: &'a ExamRecord) -> Self {
        Self {
            schema_version: 1,
            candidat: HolderJson::from_domain(&record.candidate),
            examen: ExamenJson::from_domain(&record.exam),
            epreuves: record.assessments.iter().map(EpreuveJson::from_domain).collect(),
            totaux: record.totals.as_ref().map(TotauxJson::from_domain),
            decision: record.decision.code().into(),
            mention: record.mention.map(|mention| mention.code().into()),
            ects: record.ects,
            date_deliberation: Text::owned(record.deliberated_on.to_string()),
            publie_le: Text::owned(in_paris(record.published_at)),
            version: record.version,
        }
    }
}

//! An exam record as the ministry writes it: the import contract (`contract/releve.schema.json`).
//!
//! French lowerCamelCase keys, decimals as strings, unknown keys refused. The same shape is kept in
//! the store, attached to the PDF and served by the API; parsing it yields the domain's types, so
//! what was stored can always be read back.

mod candidat;
mod epreuve;
mod examen;
mod field;
mod release;
mod transcript;

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use self::candidat::CandidatJson;
use self::epreuve::{EpreuveJson, TotauxJson};
use self::examen::ExamenJson;
pub use self::field::InvalidRecord;
use self::field::field;
use self::release::ReleaseJson;
pub use self::release::{parse_released, to_value};
pub use self::transcript::parse_transcript;
use crate::domain::candidate::{Ina, Ine, NumGestion};
use crate::domain::exam_record::FiledRecord;

/// Reads one record.
///
/// # Errors
/// When the text is not one JSON object in the shape of the contract.
pub fn parse(json: &[u8]) -> Result<FiledRecord, InvalidRecord> {
    let record: Result<RecordJson, _> = match std::str::from_utf8(json) {
        // Text that is known to be UTF-8 is read faster than bytes that are not.
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(json),
    };
    record.map_err(|error| syntax(&error))?.into_domain()
}

/// Writes one record; always the same bytes for the same record.
pub fn write(record: &FiledRecord) -> String {
    serde_json::to_string(&RecordJson::from_domain(record))
        .expect("strings, numbers and lists always serialize")
}

/// Serde's messages quote the offending value, which may be a name or a mark: only its own words on
/// keys and places are repeated.
fn syntax(error: &serde_json::Error) -> InvalidRecord {
    let place = format!("column {}", error.column());
    let message = error.to_string();
    let expected = if message.starts_with("unknown field") {
        "a key that the contract does not know".to_owned()
    } else if message.starts_with("missing field") || message.starts_with("duplicate field") {
        message.split(" at line").next().unwrap_or_default().to_owned()
    } else if message.starts_with("invalid type") || message.starts_with("invalid value") {
        match message.split_once("expected ") {
            Some((_, expected)) => {
                format!("expected {}", expected.split(" at line").next().unwrap_or_default())
            }
            None => "another type of value expected".to_owned(),
        }
    } else {
        "one JSON object in UTF-8 expected".to_owned()
    };
    InvalidRecord { field: place, expected }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RecordJson<'a> {
    schema_version: u8,
    ina: String,
    num_gestion: String,
    #[serde(default)]
    ine: Option<String>,
    candidat: CandidatJson,
    examen: ExamenJson,
    epreuves: Vec<EpreuveJson<'a>>,
    #[serde(default)]
    totaux: Option<TotauxJson<'a>>,
    decision: String,
    #[serde(default)]
    mention: Option<String>,
    #[serde(default)]
    ects: Option<u16>,
    date_deliberation: String,
    publie_le: String,
    version: u32,
}

impl<'a> RecordJson<'a> {
    fn into_domain(self) -> Result<FiledRecord, InvalidRecord> {
        let Self { ina, num_gestion, ine, .. } = self;
        let rest = ReleaseJson {
            schema_version: self.schema_version,
            candidat: self.candidat,
            examen: self.examen,
            epreuves: self.epreuves,
            totaux: self.totaux,
            decision: self.decision,
            mention: self.mention,
            ects: self.ects,
            date_deliberation: self.date_deliberation,
            publie_le: self.publie_le,
            version: self.version,
        };
        rest.into_record(|candidate| {
            candidate.into_domain(
                field("ina", Ina::parse(&ina))?,
                field("numGestion", NumGestion::parse(&num_gestion))?,
                ine.map(|ine| field("ine", Ine::parse(&ine))).transpose()?,
            )
        })
    }

    fn from_domain(record: &'a FiledRecord) -> Self {
        Self {
            schema_version: 1,
            ina: record.candidate.ina.as_str().to_owned(),
            num_gestion: record.candidate.num_gestion.as_str().to_owned(),
            ine: record.candidate.ine.as_ref().map(|ine| ine.as_str().to_owned()),
            candidat: CandidatJson::from_domain(&record.candidate),
            examen: ExamenJson::from_domain(&record.exam),
            epreuves: record.assessments.iter().map(EpreuveJson::from_domain).collect(),
            totaux: record.totals.as_ref().map(TotauxJson::from_domain),
            decision: record.decision.code().to_owned(),
            mention: record.mention.map(|mention| mention.code().to_owned()),
            ects: record.ects,
            date_deliberation: record.deliberated_on.to_string(),
            publie_le: in_paris(record.published_at),
            version: record.version,
        }
    }
}

/// The instant as the ministry would write it: French time with its offset.
fn in_paris(instant: Timestamp) -> String {
    static PARIS: LazyLock<Option<TimeZone>> = LazyLock::new(|| TimeZone::get("Europe/Paris").ok());
    match &*PARIS {
        Some(paris) => instant.display_with_offset(paris.to_offset(instant)).to_string(),
        None => instant.to_string(),
    }
}

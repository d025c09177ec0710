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
use serde::Deserialize;

use self::candidat::CandidatJson;
use self::epreuve::{EpreuveJson, TotauxJson};
use self::examen::ExamenJson;
pub use self::field::InvalidRecord;
use self::field::{Text, field};
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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RecordJson<'a> {
    schema_version: u8,
    #[serde(borrow)]
    ina: Text<'a>,
    #[serde(borrow)]
    num_gestion: Text<'a>,
    #[serde(borrow, default)]
    ine: Option<Text<'a>>,
    #[serde(borrow)]
    candidat: CandidatJson<'a>,
    #[serde(borrow)]
    examen: ExamenJson<'a>,
    #[serde(borrow)]
    epreuves: Vec<EpreuveJson<'a>>,
    #[serde(borrow, default)]
    totaux: Option<TotauxJson<'a>>,
    #[serde(borrow)]
    decision: Text<'a>,
    #[serde(borrow, default)]
    mention: Option<Text<'a>>,
    #[serde(default)]
    ects: Option<u16>,
    #[serde(borrow)]
    date_deliberation: Text<'a>,
    #[serde(borrow)]
    publie_le: Text<'a>,
    version: u32,
}

impl RecordJson<'_> {
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
}

/// The instant as the ministry would write it: French time with its offset.
fn in_paris(instant: Timestamp) -> String {
    static PARIS: LazyLock<Option<TimeZone>> = LazyLock::new(|| TimeZone::get("Europe/Paris").ok());
    match &*PARIS {
        Some(paris) => instant.display_with_offset(paris.to_offset(instant)).to_string(),
        None => instant.to_string(),
    }
}

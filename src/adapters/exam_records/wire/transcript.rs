//! A transcript read back: what `render::json` wrote. Members that it does not need are passed over,
//! for the seal vouches for the whole.

use jiff::Timestamp;
use serde::Deserialize;

use super::candidat::HolderJson;
use super::epreuve::{EpreuveJson, TotauxJson};
use super::examen::ExamenJson;
use super::field::{InvalidRecord, Text, coded, field};
use super::syntax;
use crate::domain::exam_record::{Decision, Mention};
use crate::domain::issuance::IssuanceId;
use crate::domain::transcript::Transcript;
use crate::domain::verification_code::VerificationCode;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TranscriptJson<'a> {
    #[serde(borrow)]
    candidat: HolderJson<'a>,
    #[serde(borrow)]
    examen: ExamenJson<'a>,
    #[serde(borrow)]
    epreuves: Vec<EpreuveJson<'a>>,
    #[serde(borrow)]
    totaux: Option<TotauxJson<'a>>,
    #[serde(borrow)]
    decision: Text<'a>,
    #[serde(borrow)]
    mention: Option<Text<'a>>,
    ects: Option<u16>,
    #[serde(borrow)]
    date_deliberation: Text<'a>,
    publie_le: Timestamp,
    version: u32,
    emission: EmissionJson,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EmissionJson {
    id: String,
    code: String,
    emis_le: Timestamp,
}

/// Reads one transcript.
///
/// # Errors
/// When the text is not one JSON object in the shape that we issue.
pub fn parse_transcript(json: &[u8]) -> Result<Transcript, InvalidRecord> {
    let document: TranscriptJson<'_> = serde_json::from_slice(json).map_err(|error| syntax(&error))?;
    let holder = document.candidat.into_domain()?;
    let assessments = document
        .epreuves
        .into_iter()
        .enumerate()
        .map(|(index, epreuve)| epreuve.into_domain(format_args!("epreuves[{index}]"), true))
        .collect::<Result<_, _>>()?;
    Ok(Transcript {
        birth_name: holder.birth_name,
        usage_name: holder.usage_name,
        given_names: holder.given_names,
        birthdate: holder.birthdate,
        gender: holder.gender,
        exam: document.examen.into_domain()?,
        assessments,
        totals: document.totaux.map(TotauxJson::into_domain).transpose()?,
        decision: coded("decision", &document.decision, Decision::from_code)?,
        mention: document.mention.map(|code| coded("mention", &code, Mention::from_code)).transpose()?,
        ects: document.ects,
        deliberated_on: field(
            "dateDeliberation",
            document.date_deliberation.parse().map_err(|_| "expected a date YYYY-MM-DD"),
        )?,
        published_at: document.publie_le,
        version: document.version,
        issuance: field("emission.id", IssuanceId::parse(&document.emission.id))?,
        code: field("emission.code", VerificationCode::parse(&document.emission.code))?,
        issued_at: document.emission.emis_le,
    })
}

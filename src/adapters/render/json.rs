//! The transcript as data: the record in the shape of the import contract, with what the register
//! says of the issuance, and without what a holder of the transcript has no need to know.
//!
//! INA, INE, numGestion and place of birth are no part of a released record, so none can be written here.
//!
//! The bytes are canonical in the sense of RFC 8785: members sorted, no white space, and no number
//! but small integers, for the contract writes decimals as strings. The same bytes are attached to
//! the PDF, sealed for the APIs and hashed. `docs/releves.schema.json` describes them.

use serde_json::{Map, Value, json};

use crate::adapters::exam_records::wire;
use crate::domain::exam_record::ExamRecord;
use crate::domain::issuance::Issuance;
use crate::domain::public_url::PublicUrl;
use crate::domain::verification_code::VerificationCode;

/// Who issues.
pub struct Issuer<'a> {
    /// In words.
    pub name: &'a str,
    /// How citizens reach it; its keys are at `/.well-known/jwks.json` there.
    pub url: &'a PublicUrl,
}

/// Where anybody can check the transcript with this code.
pub fn verification_address(public_url: &PublicUrl, code: &VerificationCode) -> String {
    format!("{}/v/{code}", public_url.origin())
}

/// The canonical JSON of a transcript; always the same bytes for the same record and issuance.
pub fn transcript(record: &ExamRecord, issuance: &Issuance, issuer: &Issuer<'_>) -> String {
    let mut document = wire::to_value(record);
    if let Value::Object(members) = &mut document {
        let emission = json!({
            "id": issuance.id.as_str(),
            "code": issuance.code.to_string(),
            "emisLe": issuance.issued_at.to_string(),
            "emetteur": { "nom": issuer.name, "url": issuer.url.origin() },
            "urlVerification": verification_address(issuer.url, &issuance.code),
        });
        members.insert("emission".to_owned(), emission);
    }
    canonical(document).to_string()
}

/// Sorts the members of every object, whichever order the map type keeps.
fn canonical(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.into_iter().collect();
            members.sort_by(|one, other| one.0.cmp(&other.0));
            Value::Object(
                members.into_iter().map(|(name, value)| (name, canonical(value))).collect::<Map<_, _>>(),
            )
        }
        Value::Array(items) => Value::Array(items.into_iter().map(canonical).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Issuer, transcript};
    use crate::adapters::render::pdf::samples;
    use crate::domain::exam_record::ExamRecord;
    use crate::domain::public_url::PublicUrl;

    fn json(record: &ExamRecord) -> String {
        let url = PublicUrl::parse("https://releve.example").expect("an origin");
        transcript(record, &samples::issuance(), &Issuer { name: "Le ministère", url: &url })
    }

    #[test]
    fn the_transcript_is_the_record_and_its_issuance() {
        let (record, issuance) = (samples::record(), samples::issuance());
        let value: serde_json::Value = serde_json::from_str(&json(&record)).unwrap();
        let emission = &value["emission"];
        assert_eq!(emission["urlVerification"], format!("https://releve.example/v/{}", issuance.code));
        assert_eq!(emission["id"], issuance.id.as_str());
        assert_eq!(emission["emetteur"]["nom"], "Le ministère");
        assert_eq!(value["epreuves"], crate::adapters::exam_records::wire::to_value(&record)["epreuves"]);
    }

    #[test]
    fn nothing_that_opens_a_file_or_tells_a_birthplace_is_handed_on() {
        for record in samples::records() {
            let json = json(&record);
            for member in ["\"ina\"", "numGestion", "\"ine\"", "communeNaissance", "paysNaissance"] {
                assert!(!json.contains(member), "{member}");
            }
        }
    }

    #[test]
    fn members_are_sorted_so_that_the_bytes_never_change() {
        let first = json(&samples::record());
        assert!(first.starts_with(r#"{"candidat":{"dateNaissance":"#), "{first}");
        assert_eq!(first, json(&samples::record()));
    }
}

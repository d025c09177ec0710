//! The transcript as data: the record in the shape of the import contract, with what the register
//! says of the issuance, and without what a holder of the transcript has no need to know.
//!
//! INA and numGestion open a candidate's file, so they never leave it in a document that is handed
//! on; INE and place of birth leave only where the candidate agreed to that.
//!
//! The bytes are canonical in the sense of RFC 8785: members sorted, no white space, and no number
//! but small integers, for the contract writes decimals as strings. The same bytes are attached to
//! the PDF, served by the API and hashed.

use serde_json::{Map, Value, json};

use crate::adapters::exam_records::wire;
use crate::domain::exam_record::ExamRecord;
use crate::domain::issuance::Issuance;
use crate::domain::verification_code::VerificationCode;

/// Where anybody can check the transcript with this code.
pub fn verification_address(public_url: &str, code: &VerificationCode) -> String {
    format!("{}/v/{code}", public_url.trim_end_matches('/'))
}

/// The canonical JSON of a transcript; always the same bytes for the same record and issuance.
pub fn transcript(record: &ExamRecord, issuance: &Issuance, public_url: &str) -> String {
    let mut document = wire::to_value(record);
    if let Value::Object(members) = &mut document {
        let emission = json!({
            "id": issuance.id.as_str(),
            "code": issuance.code.to_string(),
            "emisLe": issuance.issued_at.to_string(),
            "urlVerification": verification_address(public_url, &issuance.code),
        });
        members.insert("emission".to_owned(), emission);
        for identifier in ["ina", "numGestion", "ine"] {
            members.remove(identifier);
        }
        if let Some(Value::Object(candidate)) = members.get_mut("candidat") {
            candidate.remove("communeNaissance");
            candidate.remove("paysNaissance");
        }
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
    use super::transcript;
    use crate::adapters::render::pdf::samples;

    #[test]
    fn the_transcript_is_the_record_and_its_issuance() {
        let (record, issuance) = (samples::record(), samples::issuance());
        let json = transcript(&record, &issuance, "https://releve.example/");
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(
            value["emission"]["urlVerification"],
            format!("https://releve.example/v/{}", issuance.code)
        );
        assert_eq!(value["emission"]["id"], issuance.id.as_str());
        assert_eq!(value["epreuves"], crate::adapters::exam_records::wire::to_value(&record)["epreuves"]);
    }

    #[test]
    fn nothing_that_opens_a_file_or_tells_a_birthplace_is_handed_on() {
        for record in samples::records() {
            let json = transcript(&record, &samples::issuance(), "https://releve.example");
            assert!(!json.contains(record.candidate.num_gestion.as_str()));
            for member in ["\"ina\"", "numGestion", "\"ine\"", "communeNaissance", "paysNaissance"] {
                assert!(!json.contains(member), "{member}");
            }
        }
    }

    #[test]
    fn members_are_sorted_so_that_the_bytes_never_change() {
        let json = transcript(&samples::record(), &samples::issuance(), "https://releve.example");
        assert!(json.starts_with(r#"{"candidat":{"dateNaissance":"#), "{json}");
        assert_eq!(json, transcript(&samples::record(), &samples::issuance(), "https://releve.example"));
    }
}

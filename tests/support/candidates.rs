//! Candidates of exam records, as FranceConnect knows them.

use mon_releve::domain::exam_record::Candidate;
use mon_releve::domain::insee::FRANCE;
use mon_releve::domain::pivot_identity::{BirthPlace, Gender};
use mon_releve::sandbox::people::{Person, Situation};
use serde_json::json;

/// Who a candidate is there: it fills the gaps of a date with `01` and knows every commune of birth. Their number
/// makes them somebody else than all others.
pub fn person(candidate: &Candidate, number: usize) -> Person {
    let (birthplace, birthcountry) = match &candidate.birth_place {
        BirthPlace::InFrance(commune) => (commune.as_str(), FRANCE),
        BirthPlace::SomewhereInFrance => ("35238", FRANCE),
        BirthPlace::Abroad(country) => ("", country.as_str()),
    };
    let claims = json!({
        "sub": format!("{number:064x}v1"),
        "given_name": candidate.given_names.join(" "),
        "given_name_array": candidate.given_names,
        "family_name": candidate.birth_name,
        "birthdate": candidate.birthdate.to_string().replace("-00", "-01"),
        "gender": match candidate.gender {
            Gender::Female => "female",
            Gender::Male => "male",
            Gender::Unspecified => "unspecified",
        },
        "birthplace": birthplace,
        "birthcountry": birthcountry,
    });
    Person {
        id: format!("person-{number}"),
        situation: Situation { fr: "Une personne de plus".to_owned(), en: "One more person".to_owned() },
        listed: false,
        acr: "eidas1".to_owned(),
        amr: Vec::new(),
        platform: "FC".to_owned(),
        userinfo: claims.as_object().expect("an object").clone(),
    }
}

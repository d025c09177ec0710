//! What of a transcript the scopes let out: every member is named here, and what is not named stays.

use serde_json::{Map, Value, json};

use crate::domain::enrolment_site::Scope;
use crate::domain::hand_off::Scopes;
use crate::domain::insee::FRANCE;
use crate::domain::pivot_identity::BirthPlace;
use crate::services::hand_off::pick_up::Handed;

/// Who the candidate is; leaves always.
const NAMES: &[&str] = &["nomNaissance", "nomUsage", "prenoms", "dateNaissance"];
/// Of the register's entry; leaves always.
const ISSUANCE: &[&str] = &["id", "emisLe", "emetteur"];
/// Whoever has the code sees the result.
const CODE: &[&str] = &["code", "urlVerification"];

/// The transcript as far as `scopes` go. `whole` is what the seal covers.
pub fn scoped(whole: &Value, handed: &Handed, scopes: &Scopes) -> Value {
    let mut members = only(whole, &["schemaVersion", "examen", "publieLe", "version"]);
    members.insert("id".to_owned(), handed.issuance.id.as_str().into());
    let mut candidate = only(&whole["candidat"], NAMES);
    let mut entry = only(&whole["emission"], ISSUANCE);
    if scopes.allow(&[Scope::Result]) {
        members.extend(only(whole, &["decision", "mention", "ects", "dateDeliberation"]));
        entry.extend(only(&whole["emission"], CODE));
    }
    if scopes.allow(&[Scope::Marks]) {
        members.extend(only(whole, &["epreuves", "totaux"]));
    }
    if scopes.allow(&[Scope::Identity]) {
        candidate.extend(only(&whole["candidat"], &["sexe"]));
    }
    if let (true, Some(held)) = (scopes.allow(&[Scope::Identity]), &handed.candidate) {
        members.insert("ina".to_owned(), held.ina.as_str().into());
        members.insert("ine".to_owned(), held.ine.as_ref().map(|ine| ine.as_str()).into());
        let (commune, country) = match &held.birth_place {
            BirthPlace::InFrance(commune) => (Some(commune.as_str()), FRANCE),
            BirthPlace::SomewhereInFrance => (None, FRANCE),
            BirthPlace::Abroad(country) => (None, country.as_str()),
        };
        candidate.insert("communeNaissance".to_owned(), commune.into());
        candidate.insert("paysNaissance".to_owned(), country.into());
    }
    members.insert("candidat".to_owned(), candidate.into());
    members.insert("emission".to_owned(), entry.into());
    json!(members)
}

fn only(object: &Value, names: &[&str]) -> Map<String, Value> {
    let member = |name: &&str| Some(((*name).to_owned(), object.get(*name)?.clone()));
    names.iter().filter_map(member).collect()
}

//! The member `candidat`, with the identifiers beside it.

use serde::{Deserialize, Serialize};

use super::field::{InvalidRecord, coded, field, optional_text, require, text};
use crate::domain::birthdate::Birthdate;
use crate::domain::candidate::{Ina, Ine, NumGestion};
use crate::domain::exam_record::{Candidate, Holder};
use crate::domain::insee::{CommuneCode, CountryCode, FRANCE};
use crate::domain::pivot_identity::{BirthPlace, Gender};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CandidatJson {
    nom_naissance: String,
    #[serde(default)]
    nom_usage: Option<String>,
    prenoms: Vec<String>,
    date_naissance: String,
    sexe: String,
    #[serde(default)]
    commune_naissance: Option<String>,
    pays_naissance: String,
}

impl CandidatJson {
    pub(super) fn into_domain(
        self,
        ina: Ina,
        num_gestion: NumGestion,
        ine: Option<Ine>,
    ) -> Result<Candidate, InvalidRecord> {
        let country = field("candidat.paysNaissance", CountryCode::parse(&self.pays_naissance))?;
        let commune = self
            .commune_naissance
            .map(|code| field("candidat.communeNaissance", CommuneCode::parse(&code)))
            .transpose()?;
        Ok(Candidate {
            ina,
            num_gestion,
            ine,
            birth_name: text("candidat.nomNaissance", self.nom_naissance, 256)?,
            usage_name: optional_text("candidat.nomUsage", self.nom_usage, 256)?,
            given_names: given_names(self.prenoms)?,
            birthdate: field("candidat.dateNaissance", Birthdate::parse(&self.date_naissance))?,
            gender: gender(&self.sexe)?,
            birth_place: match (country.is_france(), commune) {
                (true, Some(commune)) => BirthPlace::InFrance(commune),
                (true, None) => BirthPlace::SomewhereInFrance,
                (false, _) => BirthPlace::Abroad(country),
            },
        })
    }

    pub(super) fn from_domain(candidate: &Candidate) -> Self {
        let (commune, country) = match &candidate.birth_place {
            BirthPlace::InFrance(commune) => (Some(commune.as_str()), FRANCE),
            BirthPlace::SomewhereInFrance => (None, FRANCE),
            BirthPlace::Abroad(country) => (None, country.as_str()),
        };
        Self {
            nom_naissance: candidate.birth_name.clone(),
            nom_usage: candidate.usage_name.clone(),
            prenoms: candidate.given_names.clone(),
            date_naissance: candidate.birthdate.to_string(),
            sexe: gender_code(candidate.gender).to_owned(),
            commune_naissance: commune.map(str::to_owned),
            pays_naissance: country.to_owned(),
        }
    }
}

/// The member `candidat` of what leaves the directory.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct HolderJson {
    nom_naissance: String,
    #[serde(default)]
    nom_usage: Option<String>,
    prenoms: Vec<String>,
    date_naissance: String,
    sexe: String,
}

impl HolderJson {
    pub(super) fn into_domain(self) -> Result<Holder, InvalidRecord> {
        Ok(Holder {
            birth_name: text("candidat.nomNaissance", self.nom_naissance, 256)?,
            usage_name: optional_text("candidat.nomUsage", self.nom_usage, 256)?,
            given_names: given_names(self.prenoms)?,
            birthdate: field("candidat.dateNaissance", Birthdate::parse(&self.date_naissance))?,
            gender: gender(&self.sexe)?,
        })
    }

    pub(super) fn from_domain(holder: &Holder) -> Self {
        Self {
            nom_naissance: holder.birth_name.clone(),
            nom_usage: holder.usage_name.clone(),
            prenoms: holder.given_names.clone(),
            date_naissance: holder.birthdate.to_string(),
            sexe: gender_code(holder.gender).to_owned(),
        }
    }
}

fn gender_code(gender: Gender) -> &'static str {
    match gender {
        Gender::Female => "F",
        Gender::Male => "M",
        Gender::Unspecified => "X",
    }
}

fn given_names(names: Vec<String>) -> Result<Vec<String>, InvalidRecord> {
    require((1..=12).contains(&names.len()), "candidat.prenoms", "expected 1 to 12 items")?;
    let name = |(index, name)| text(format_args!("candidat.prenoms[{index}]"), name, 80);
    names.into_iter().enumerate().map(name).collect()
}

fn gender(code: &str) -> Result<Gender, InvalidRecord> {
    coded("candidat.sexe", code, |code| match code {
        "F" => Some(Gender::Female),
        "M" => Some(Gender::Male),
        "X" => Some(Gender::Unspecified),
        _ => None,
    })
}

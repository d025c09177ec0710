//! The member `candidat`, with the identifiers beside it.

use serde::{Deserialize, Serialize};

use super::field::{InvalidRecord, Text, coded, field, optional_text, require, text};
use crate::domain::birthdate::Birthdate;
use crate::domain::candidate::{Ina, Ine, NumGestion};
use crate::domain::exam_record::{Candidate, Holder};
use crate::domain::insee::{CommuneCode, CountryCode};
use crate::domain::pivot_identity::{BirthPlace, Gender};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CandidatJson<'a> {
    #[serde(borrow)]
    nom_naissance: Text<'a>,
    #[serde(borrow, default)]
    nom_usage: Option<Text<'a>>,
    #[serde(borrow)]
    prenoms: Vec<Text<'a>>,
    #[serde(borrow)]
    date_naissance: Text<'a>,
    #[serde(borrow)]
    sexe: Text<'a>,
    #[serde(borrow, default)]
    commune_naissance: Option<Text<'a>>,
    #[serde(borrow)]
    pays_naissance: Text<'a>,
}

impl CandidatJson<'_> {
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
}

/// The member `candidat` of what leaves the directory.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct HolderJson<'a> {
    #[serde(borrow)]
    nom_naissance: Text<'a>,
    #[serde(borrow, default)]
    nom_usage: Option<Text<'a>>,
    #[serde(borrow)]
    prenoms: Vec<Text<'a>>,
    #[serde(borrow)]
    date_naissance: Text<'a>,
    #[serde(borrow)]
    sexe: Text<'a>,
}

impl<'a> HolderJson<'a> {
    pub(super) fn into_domain(self) -> Result<Holder, InvalidRecord> {
        Ok(Holder {
            birth_name: text("candidat.nomNaissance", self.nom_naissance, 256)?,
            usage_name: optional_text("candidat.nomUsage", self.nom_usage, 256)?,
            given_names: given_names(self.prenoms)?,
            birthdate: field("candidat.dateNaissance", Birthdate::parse(&self.date_naissance))?,
            gender: gender(&self.sexe)?,
        })
    }

    pub(super) fn from_domain(holder: &'a Holder) -> Self {
        Self {
            nom_naissance: holder.birth_name.as_str().into(),
            nom_usage: holder.usage_name.as_deref().map(Text::from),
            prenoms: holder.given_names.iter().map(|name| name.as_str().into()).collect(),
            date_naissance: Text::owned(holder.birthdate.to_string()),
            sexe: gender_code(holder.gender).into(),
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

fn given_names(names: Vec<Text<'_>>) -> Result<Vec<String>, InvalidRecord> {
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

//! The member `examen`.

use serde::{Deserialize, Serialize};

use super::field::{InvalidRecord, coded, field, optional_text, require, text};
use crate::domain::candidate::Uai;
use crate::domain::exam_record::{Diploma, Exam, Route, School, SessionKind};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ExamenJson {
    diplome: String,
    libelle: String,
    #[serde(default)]
    specialite: Option<String>,
    #[serde(default)]
    option: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rncp: Option<String>,
    session: u16,
    type_session: String,
    modalite: String,
    #[serde(default)]
    region: Option<String>,
    etablissement: EtablissementJson,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct EtablissementJson {
    uai: String,
    nom: String,
    #[serde(default)]
    commune: Option<String>,
}

impl ExamenJson {
    pub(super) fn into_domain(self) -> Result<Exam, InvalidRecord> {
        require(
            (1970..=2100).contains(&self.session),
            "examen.session",
            "expected a year from 1970 to 2100",
        )?;
        let is_rncp = |code: &str| {
            code.strip_prefix("RNCP").is_some_and(|number| {
                (1..=6).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
            })
        };
        require(self.rncp.as_deref().is_none_or(is_rncp), "examen.rncp", "expected RNCP and 1 to 6 digits")?;
        Ok(Exam {
            diploma: coded("examen.diplome", &self.diplome, Diploma::from_code)?,
            label: text("examen.libelle", self.libelle, 200)?,
            speciality: optional_text("examen.specialite", self.specialite, 200)?,
            option: optional_text("examen.option", self.option, 200)?,
            rncp: self.rncp,
            session: self.session,
            session_kind: coded("examen.typeSession", &self.type_session, SessionKind::from_code)?,
            route: coded("examen.modalite", &self.modalite, Route::from_code)?,
            region: optional_text("examen.region", self.region, 100)?,
            school: School {
                uai: field("examen.etablissement.uai", Uai::parse(&self.etablissement.uai))?,
                name: text("examen.etablissement.nom", self.etablissement.nom, 200)?,
                commune: optional_text("examen.etablissement.commune", self.etablissement.commune, 100)?,
            },
        })
    }

    pub(super) fn from_domain(exam: &Exam) -> Self {
        Self {
            diplome: exam.diploma.code().to_owned(),
            libelle: exam.label.clone(),
            specialite: exam.speciality.clone(),
            option: exam.option.clone(),
            rncp: exam.rncp.clone(),
            session: exam.session,
            type_session: exam.session_kind.code().to_owned(),
            modalite: exam.route.code().to_owned(),
            region: exam.region.clone(),
            etablissement: EtablissementJson {
                uai: exam.school.uai.as_str().to_owned(),
                nom: exam.school.name.clone(),
                commune: exam.school.commune.clone(),
            },
        }
    }
}

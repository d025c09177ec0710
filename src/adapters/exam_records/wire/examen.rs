//! The member `examen`.

use serde::{Deserialize, Serialize};

use super::field::{InvalidRecord, Text, coded, field, optional_text, require, text};
use crate::domain::candidate::Uai;
use crate::domain::exam_record::{Diploma, Exam, Route, School, SessionKind};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ExamenJson<'a> {
    #[serde(borrow)]
    diplome: Text<'a>,
    #[serde(borrow)]
    libelle: Text<'a>,
    #[serde(borrow, default)]
    specialite: Option<Text<'a>>,
    #[serde(borrow, default)]
    option: Option<Text<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    rncp: Option<Text<'a>>,
    session: u16,
    #[serde(borrow)]
    type_session: Text<'a>,
    #[serde(borrow)]
    modalite: Text<'a>,
    #[serde(borrow, default)]
    region: Option<Text<'a>>,
    #[serde(borrow)]
    etablissement: EtablissementJson<'a>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct EtablissementJson<'a> {
    #[serde(borrow)]
    uai: Text<'a>,
    #[serde(borrow)]
    nom: Text<'a>,
    #[serde(borrow, default)]
    commune: Option<Text<'a>>,
}

impl<'a> ExamenJson<'a> {
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
            rncp: self.rncp.map(|code| code.to_string()),
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

    pub(super) fn from_domain(exam: &'a Exam) -> Self {
        let optional = |text: &'a Option<String>| text.as_deref().map(Text::from);
        Self {
            diplome: exam.diploma.code().into(),
            libelle: exam.label.as_str().into(),
            specialite: optional(&exam.speciality),
            option: optional(&exam.option),
            rncp: optional(&exam.rncp),
            session: exam.session,
            type_session: exam.session_kind.code().into(),
            modalite: exam.route.code().into(),
            region: optional(&exam.region),
            etablissement: EtablissementJson {
                uai: exam.school.uai.as_str().into(),
                nom: exam.school.name.as_str().into(),
                commune: optional(&exam.school.commune),
            },
        }
    }
}

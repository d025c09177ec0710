//! An exam record as the ministry writes it: the import contract (`contract/releve.schema.json`).
//!
//! French lowerCamelCase keys, decimals as strings, unknown keys refused. The same shape is kept in
//! the store, attached to the PDF and served by the API; parsing it yields the domain's types, so
//! what was stored can always be read back.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::birthdate::Birthdate;
use crate::domain::candidate::{Ina, Ine, NumGestion, Uai};
use crate::domain::decimal::{Decimal, Note};
use crate::domain::exam_record::{
    Assessment, Candidate, Decision, Diploma, Evaluation, Exam, ExamRecord, Mention, Route, School,
    SessionKind, Standing, Totals,
};
use crate::domain::insee::{CommuneCode, CountryCode, FRANCE};
use crate::domain::pivot_identity::{BirthPlace, Gender};

/// Why a line is no exam record. Names the field and what is expected there, never the value.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{field}: {expected}")]
pub struct InvalidRecord {
    /// Path of the field, such as `candidat.dateNaissance`.
    pub field: String,
    /// What should stand there.
    pub expected: String,
}

/// Reads one record.
///
/// # Errors
/// When the text is not one JSON object in the shape of the contract.
pub fn parse(json: &[u8]) -> Result<ExamRecord, InvalidRecord> {
    let record: RecordJson = serde_json::from_slice(json).map_err(|error| syntax(&error))?;
    record.into_domain()
}

/// Writes one record; always the same bytes for the same record.
pub fn write(record: &ExamRecord) -> String {
    serde_json::to_string(&RecordJson::from_domain(record))
        .expect("strings, numbers and lists always serialize")
}

/// The record as a value to embed in a larger document.
pub fn to_value(record: &ExamRecord) -> serde_json::Value {
    serde_json::to_value(RecordJson::from_domain(record))
        .expect("strings, numbers and lists always serialize")
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

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RecordJson {
    schema_version: u8,
    ina: String,
    num_gestion: String,
    #[serde(default)]
    ine: Option<String>,
    candidat: CandidatJson,
    examen: ExamenJson,
    epreuves: Vec<EpreuveJson>,
    #[serde(default)]
    totaux: Option<TotauxJson>,
    decision: String,
    #[serde(default)]
    mention: Option<String>,
    #[serde(default)]
    ects: Option<u16>,
    date_deliberation: String,
    publie_le: String,
    version: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CandidatJson {
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

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ExamenJson {
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
struct EtablissementJson {
    uai: String,
    nom: String,
    #[serde(default)]
    commune: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TotauxJson {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    points: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    coefficients: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moyenne: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EpreuveJson {
    code: String,
    libelle: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nature: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evaluation: Option<String>,
    #[serde(default)]
    coefficient: Option<String>,
    #[serde(default)]
    note: Option<String>,
    #[serde(default)]
    points: Option<String>,
    statut: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    session_conservee: Option<u16>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    composantes: Vec<EpreuveJson>,
}

/// A parser of one field: remembers where it stands.
fn field<T, E: std::fmt::Display>(path: impl Into<String>, parsed: Result<T, E>) -> Result<T, InvalidRecord> {
    parsed.map_err(|expected| InvalidRecord { field: path.into(), expected: expected.to_string() })
}

fn require(condition: bool, path: impl Into<String>, expected: &str) -> Result<(), InvalidRecord> {
    field(path, condition.then_some(()).ok_or(expected))
}

fn text(path: impl Into<String>, value: String, most: usize) -> Result<String, InvalidRecord> {
    let length = value.chars().count();
    let is_printable = !value.chars().any(char::is_control);
    field(
        path,
        ((1..=most).contains(&length) && is_printable)
            .then_some(value)
            .ok_or(format!("expected 1 to {most} characters")),
    )
}

/// An optional text may also be there and empty: that is the same as absent to a reader, but kept as
/// absent so that the record has one form.
fn optional_text(path: &str, value: Option<String>, most: usize) -> Result<Option<String>, InvalidRecord> {
    value.filter(|value| !value.is_empty()).map(|value| text(path, value, most)).transpose()
}

fn coded<T>(
    path: impl Into<String>,
    code: &str,
    from_code: impl Fn(&str) -> Option<T>,
) -> Result<T, InvalidRecord> {
    field(path, from_code(code).ok_or("a code that the contract does not know"))
}

impl RecordJson {
    fn into_domain(self) -> Result<ExamRecord, InvalidRecord> {
        require(self.schema_version == 1, "schemaVersion", "expected 1")?;
        require((1..=60).contains(&self.epreuves.len()), "epreuves", "expected 1 to 60 items")?;
        require(self.version >= 1, "version", "expected at least 1")?;
        require(self.ects.is_none_or(|ects| ects <= 600), "ects", "expected 0 to 600")?;
        let assessments = self
            .epreuves
            .into_iter()
            .enumerate()
            .map(|(index, epreuve)| epreuve.into_domain(&format!("epreuves[{index}]"), true))
            .collect::<Result<_, _>>()?;
        Ok(ExamRecord {
            candidate: self.candidat.into_domain(
                field("ina", Ina::parse(&self.ina))?,
                field("numGestion", NumGestion::parse(&self.num_gestion))?,
                self.ine.map(|ine| field("ine", Ine::parse(&ine))).transpose()?,
            )?,
            exam: self.examen.into_domain()?,
            assessments,
            totals: self.totaux.map(TotauxJson::into_domain).transpose()?,
            decision: coded("decision", &self.decision, Decision::from_code)?,
            mention: self.mention.map(|code| coded("mention", &code, Mention::from_code)).transpose()?,
            ects: self.ects,
            deliberated_on: field(
                "dateDeliberation",
                self.date_deliberation.parse().map_err(|_| "expected a date YYYY-MM-DD"),
            )?,
            published_at: field(
                "publieLe",
                self.publie_le.parse().map_err(|_| "expected an instant of RFC 3339 with its offset"),
            )?,
            version: self.version,
        })
    }

    fn from_domain(record: &ExamRecord) -> Self {
        Self {
            schema_version: 1,
            ina: record.candidate.ina.as_str().to_owned(),
            num_gestion: record.candidate.num_gestion.as_str().to_owned(),
            ine: record.candidate.ine.as_ref().map(|ine| ine.as_str().to_owned()),
            candidat: CandidatJson::from_domain(&record.candidate),
            examen: ExamenJson::from_domain(&record.exam),
            epreuves: record.assessments.iter().map(EpreuveJson::from_domain).collect(),
            totaux: record.totals.as_ref().map(TotauxJson::from_domain),
            decision: record.decision.code().to_owned(),
            mention: record.mention.map(|mention| mention.code().to_owned()),
            ects: record.ects,
            date_deliberation: record.deliberated_on.to_string(),
            publie_le: in_paris(record.published_at),
            version: record.version,
        }
    }
}

/// The instant as the ministry would write it: French time with its offset.
fn in_paris(instant: Timestamp) -> String {
    match jiff::tz::TimeZone::get("Europe/Paris") {
        Ok(paris) => instant.display_with_offset(paris.to_offset(instant)).to_string(),
        Err(_) => instant.to_string(),
    }
}

impl CandidatJson {
    fn into_domain(
        self,
        ina: Ina,
        num_gestion: NumGestion,
        ine: Option<Ine>,
    ) -> Result<Candidate, InvalidRecord> {
        require((1..=12).contains(&self.prenoms.len()), "candidat.prenoms", "expected 1 to 12 items")?;
        let given_names = self
            .prenoms
            .into_iter()
            .enumerate()
            .map(|(index, name)| text(format!("candidat.prenoms[{index}]"), name, 80))
            .collect::<Result<_, _>>()?;
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
            given_names,
            birthdate: field("candidat.dateNaissance", Birthdate::parse(&self.date_naissance))?,
            gender: coded("candidat.sexe", &self.sexe, |code| match code {
                "F" => Some(Gender::Female),
                "M" => Some(Gender::Male),
                "X" => Some(Gender::Unspecified),
                _ => None,
            })?,
            birth_place: match (country.is_france(), commune) {
                (true, Some(commune)) => BirthPlace::InFrance(commune),
                (true, None) => BirthPlace::SomewhereInFrance,
                (false, _) => BirthPlace::Abroad(country),
            },
        })
    }

    fn from_domain(candidate: &Candidate) -> Self {
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
            sexe: match candidate.gender {
                Gender::Female => "F",
                Gender::Male => "M",
                Gender::Unspecified => "X",
            }
            .to_owned(),
            commune_naissance: commune.map(str::to_owned),
            pays_naissance: country.to_owned(),
        }
    }
}

impl ExamenJson {
    fn into_domain(self) -> Result<Exam, InvalidRecord> {
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

    fn from_domain(exam: &Exam) -> Self {
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

impl TotauxJson {
    fn into_domain(self) -> Result<Totals, InvalidRecord> {
        let decimal = |path: &str, value: Option<String>| {
            value.map(|value| field(format!("totaux.{path}"), Decimal::parse(&value))).transpose()
        };
        Ok(Totals {
            points: decimal("points", self.points)?,
            coefficients: decimal("coefficients", self.coefficients)?,
            average: decimal("moyenne", self.moyenne)?,
        })
    }

    fn from_domain(totals: &Totals) -> Self {
        let text = |value: &Option<Decimal>| value.as_ref().map(|value| value.as_str().to_owned());
        Self {
            points: text(&totals.points),
            coefficients: text(&totals.coefficients),
            moyenne: text(&totals.average),
        }
    }
}

impl EpreuveJson {
    fn into_domain(self, path: &str, may_have_components: bool) -> Result<Assessment, InvalidRecord> {
        let most = if may_have_components { 20 } else { 0 };
        require(
            self.composantes.len() <= most,
            format!("{path}.composantes"),
            "expected at most 20 items, one level deep",
        )?;
        let decimal = |name: &str, value: Option<String>| {
            value.map(|value| field(format!("{path}.{name}"), Decimal::parse(&value))).transpose()
        };
        Ok(Assessment {
            code: text(format!("{path}.code"), self.code, 20)?,
            label: text(format!("{path}.libelle"), self.libelle, 300)?,
            is_optional: match self.nature.as_deref() {
                None | Some("OBLIGATOIRE") => false,
                Some("FACULTATIVE") => true,
                Some(_) => coded(format!("{path}.nature"), "", |_| None)?,
            },
            evaluation: self
                .evaluation
                .map(|code| coded(format!("{path}.evaluation"), &code, Evaluation::from_code))
                .transpose()?,
            coefficient: decimal("coefficient", self.coefficient)?,
            standing: coded(format!("{path}.statut"), &self.statut, Standing::from_code)?,
            note: self.note.map(|note| field(format!("{path}.note"), Note::parse(&note))).transpose()?,
            points: decimal("points", self.points)?,
            kept_from: self.session_conservee,
            components: self
                .composantes
                .into_iter()
                .enumerate()
                .map(|(index, part)| part.into_domain(&format!("{path}.composantes[{index}]"), false))
                .collect::<Result<_, _>>()?,
        })
    }

    fn from_domain(assessment: &Assessment) -> Self {
        Self {
            code: assessment.code.clone(),
            libelle: assessment.label.clone(),
            nature: assessment.is_optional.then(|| "FACULTATIVE".to_owned()),
            evaluation: assessment.evaluation.map(|evaluation| evaluation.code().to_owned()),
            coefficient: assessment.coefficient.as_ref().map(|value| value.as_str().to_owned()),
            note: assessment.note.as_ref().map(|value| value.as_str().to_owned()),
            points: assessment.points.as_ref().map(|value| value.as_str().to_owned()),
            statut: assessment.standing.code().to_owned(),
            session_conservee: assessment.kept_from,
            composantes: assessment.components.iter().map(Self::from_domain).collect(),
        }
    }
}

//! The members `epreuves` and `totaux`.

use std::borrow::Cow;
use std::fmt::Arguments;

use serde::{Deserialize, Serialize};

use super::field::{InvalidRecord, coded, field, require, text};
use crate::domain::decimal::{Decimal, Note};
use crate::domain::exam_record::{Assessment, Evaluation, Standing, Totals};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TotauxJson<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    points: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    coefficients: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moyenne: Option<Cow<'a, str>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct EpreuveJson<'a> {
    code: Cow<'a, str>,
    libelle: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nature: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evaluation: Option<Cow<'a, str>>,
    #[serde(default)]
    coefficient: Option<Cow<'a, str>>,
    #[serde(default)]
    note: Option<Cow<'a, str>>,
    #[serde(default)]
    points: Option<Cow<'a, str>>,
    statut: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    session_conservee: Option<u16>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    composantes: Vec<EpreuveJson<'a>>,
}

impl<'a> TotauxJson<'a> {
    pub(super) fn into_domain(self) -> Result<Totals, InvalidRecord> {
        let decimal = |path: &str, value: Option<Cow<'_, str>>| {
            value.map(|value| field(format_args!("totaux.{path}"), Decimal::parse(&value))).transpose()
        };
        Ok(Totals {
            points: decimal("points", self.points)?,
            coefficients: decimal("coefficients", self.coefficients)?,
            average: decimal("moyenne", self.moyenne)?,
        })
    }

    pub(super) fn from_domain(totals: &'a Totals) -> Self {
        let text = |value: &'a Option<Decimal>| value.as_ref().map(|value| Cow::Borrowed(value.as_str()));
        Self {
            points: text(&totals.points),
            coefficients: text(&totals.coefficients),
            moyenne: text(&totals.average),
        }
    }
}

impl<'a> EpreuveJson<'a> {
    pub(super) fn into_domain(
        self,
        path: Arguments<'_>,
        may_have_components: bool,
    ) -> Result<Assessment, InvalidRecord> {
        let most = if may_have_components { 20 } else { 0 };
        require(
            self.composantes.len() <= most,
            format_args!("{path}.composantes"),
            "expected at most 20 items, one level deep",
        )?;
        let decimal = |name: &str, value: Option<Cow<'_, str>>| {
            value.map(|value| field(format_args!("{path}.{name}"), Decimal::parse(&value))).transpose()
        };
        Ok(Assessment {
            code: text(format_args!("{path}.code"), self.code.into_owned(), 20)?,
            label: text(format_args!("{path}.libelle"), self.libelle.into_owned(), 300)?,
            is_optional: match self.nature.as_deref() {
                None | Some("OBLIGATOIRE") => false,
                Some("FACULTATIVE") => true,
                Some(_) => coded(format_args!("{path}.nature"), "", |_| None)?,
            },
            evaluation: self
                .evaluation
                .map(|code| coded(format_args!("{path}.evaluation"), &code, Evaluation::from_code))
                .transpose()?,
            coefficient: decimal("coefficient", self.coefficient)?,
            standing: coded(format_args!("{path}.statut"), &self.statut, Standing::from_code)?,
            note: self.note.map(|note| field(format_args!("{path}.note"), Note::parse(&note))).transpose()?,
            points: decimal("points", self.points)?,
            kept_from: self.session_conservee,
            components: self
                .composantes
                .into_iter()
                .enumerate()
                .map(|(index, part)| part.into_domain(format_args!("{path}.composantes[{index}]"), false))
                .collect::<Result<_, _>>()?,
        })
    }

    pub(super) fn from_domain(assessment: &'a Assessment) -> Self {
        Self {
            code: Cow::Borrowed(&assessment.code),
            libelle: Cow::Borrowed(&assessment.label),
            nature: assessment.is_optional.then_some(Cow::Borrowed("FACULTATIVE")),
            evaluation: assessment.evaluation.map(|evaluation| Cow::Borrowed(evaluation.code())),
            coefficient: assessment.coefficient.as_ref().map(|value| Cow::Borrowed(value.as_str())),
            note: assessment.note.as_ref().map(|value| Cow::Borrowed(value.as_str())),
            points: assessment.points.as_ref().map(|value| Cow::Borrowed(value.as_str())),
            statut: Cow::Borrowed(assessment.standing.code()),
            session_conservee: assessment.kept_from,
            composantes: assessment.components.iter().map(Self::from_domain).collect(),
        }
    }
}

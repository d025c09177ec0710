//! The members `epreuves` and `totaux`.

use std::fmt::Arguments;

use serde::{Deserialize, Serialize};

use super::field::{InvalidRecord, Text, coded, field, require, text};
use crate::domain::decimal::{Decimal, Note};
use crate::domain::exam_record::{Assessment, Evaluation, Standing, Totals};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TotauxJson<'a> {
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    points: Option<Text<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    coefficients: Option<Text<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    moyenne: Option<Text<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct EpreuveJson<'a> {
    #[serde(borrow)]
    code: Text<'a>,
    #[serde(borrow)]
    libelle: Text<'a>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    nature: Option<Text<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    evaluation: Option<Text<'a>>,
    #[serde(borrow, default)]
    coefficient: Option<Text<'a>>,
    #[serde(borrow, default)]
    note: Option<Text<'a>>,
    #[serde(borrow, default)]
    points: Option<Text<'a>>,
    #[serde(borrow)]
    statut: Text<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    session_conservee: Option<u16>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    composantes: Vec<EpreuveJson<'a>>,
}

impl<'a> TotauxJson<'a> {
    pub(super) fn into_domain(self) -> Result<Totals, InvalidRecord> {
        let decimal = |path: &str, value: Option<Text<'_>>| {
            value.map(|value| field(format_args!("totaux.{path}"), Decimal::parse(&value))).transpose()
        };
        Ok(Totals {
            points: decimal("points", self.points)?,
            coefficients: decimal("coefficients", self.coefficients)?,
            average: decimal("moyenne", self.moyenne)?,
        })
    }

    pub(super) fn from_domain(totals: &'a Totals) -> Self {
        let text = |value: &'a Option<Decimal>| value.as_ref().map(|value| value.as_str().into());
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
        let decimal = |name: &str, value: Option<Text<'_>>| {
            value.map(|value| field(format_args!("{path}.{name}"), Decimal::parse(&value))).transpose()
        };
        Ok(Assessment {
            code: text(format_args!("{path}.code"), self.code, 20)?,
            label: text(format_args!("{path}.libelle"), self.libelle, 300)?,
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
            code: assessment.code.as_str().into(),
            libelle: assessment.label.as_str().into(),
            nature: assessment.is_optional.then_some("FACULTATIVE".into()),
            evaluation: assessment.evaluation.map(|evaluation| evaluation.code().into()),
            coefficient: assessment.coefficient.as_ref().map(|value| value.as_str().into()),
            note: assessment.note.as_ref().map(|value| value.as_str().into()),
            points: assessment.points.as_ref().map(|value| value.as_str().into()),
            statut: assessment.standing.code().into(),
            session_conservee: assessment.kept_from,
            composantes: assessment.components.iter().map(Self::from_domain).collect(),
        }
    }
}

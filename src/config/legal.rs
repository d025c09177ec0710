//! `[legal]`: what only the ministry knows. The sandbox shows what is missing; production must not lack it.

use serde::Deserialize;

use super::Problems;
use crate::domain::enrolment_site::Bilingual;
use crate::domain::legal_facts::{ExamOffice, LegalFacts};

#[derive(Default, Deserialize)]
pub(super) struct Typed {
    publisher: Option<Text>,
    publication_director: Option<Text>,
    host: Option<Text>,
    support: Option<Text>,
    accessibility: Option<Text>,
    data_protection_officer: Option<Text>,
    legal_basis: Option<Text>,
    log_months: Option<u16>,
    #[serde(default)]
    exam_offices: Vec<Office>,
}

/// One text for both languages, such as a name, or one each.
#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    Same(String),
    Each { fr: String, en: String },
}

#[derive(Deserialize)]
struct Office {
    region: String,
    contact: String,
}

impl Typed {
    pub(super) fn resolve(self, problems: &mut Problems) -> LegalFacts {
        if self.log_months.is_some_and(|months| !(6..=36).contains(&months)) {
            problems.add(
                "legal.log_months",
                "is not between 6 and 36",
                "the CNIL recommends 6 to 12 months, up to 36 where abuse must be found (délibération 2021-122)",
            );
        }
        let mut text = |key: &'static str, typed: Option<Text>| {
            let (french, english) = match typed? {
                Text::Same(text) => (text.clone(), text),
                Text::Each { fr, en } => (fr, en),
            };
            let is_blank = |text: &str| text.trim().is_empty();
            if is_blank(&french) != is_blank(&english) {
                problems.add(format!("legal.{key}"), "lacks a language", "write both fr and en, or one text");
            }
            (!is_blank(&french) && !is_blank(&english)).then_some(Bilingual { french, english })
        };
        let exam_offices =
            self.exam_offices.into_iter().map(|Office { region, contact }| ExamOffice { region, contact });
        LegalFacts {
            publisher: text("publisher", self.publisher),
            publication_director: text("publication_director", self.publication_director),
            host: text("host", self.host),
            support: text("support", self.support),
            accessibility: text("accessibility", self.accessibility),
            data_protection_officer: text("data_protection_officer", self.data_protection_officer),
            legal_basis: text("legal_basis", self.legal_basis),
            log_months: self.log_months,
            exam_offices: exam_offices.collect(),
        }
    }
}

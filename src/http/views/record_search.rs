//! P09: the form that takes INA and management number, when the civil identity alone does not find a record.

use actix_web::http::StatusCode;
use askama::Template;
use jiff::Timestamp;

use super::layout::Layout;
use super::page::Page;
use crate::domain::redacted::redacted_debug;

/// `/dossier/rechercher`; its form posts to the same address.
#[derive(Template)]
#[template(path = "pages/record_search.html")]
pub struct RecordSearch {
    /// Frame.
    pub layout: Layout,
    /// Anti-forgery value of the form.
    pub form_token: String,
    /// What was typed as INA, shown again for correction.
    pub ina: String,
    /// What was typed as management number.
    pub num_gestion: String,
    /// What is to be corrected.
    pub problem: Option<SearchProblem>,
}

redacted_debug!(RecordSearch);

/// Why no record was linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchProblem {
    /// A number is missing or has another form.
    Fields {
        /// What is wrong with the INA.
        ina: Option<FieldError>,
        /// What is wrong with the management number.
        num_gestion: Option<FieldError>,
    },
    /// No record of this person has these numbers.
    Refused,
    /// Tried too often.
    TooMany {
        /// How long to wait; also `Retry-After`.
        wait_seconds: u32,
        /// When that is over.
        again_at: Timestamp,
    },
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldError {
    /// Nothing was typed.
    Missing,
    /// What was typed can never be such a number.
    Malformed,
}

/// A line of the summary of errors.
struct Mistake {
    field: &'static str,
    words: String,
}

impl RecordSearch {
    /// The empty form.
    pub fn empty(layout: Layout, form_token: String) -> Self {
        Self { layout, form_token, ina: String::new(), num_gestion: String::new(), problem: None }
    }

    fn title(&self) -> String {
        let heading = self.layout.say("ina-titre");
        match self.problem {
            None => self.layout.title(heading),
            Some(_) => self.layout.title_of_mistake(heading),
        }
    }

    fn ina_error(&self) -> Option<String> {
        let Some(SearchProblem::Fields { ina: Some(error), .. }) = self.problem else { return None };
        let key = match error {
            FieldError::Missing => "ina-err-vide",
            FieldError::Malformed => "ina-err-format",
        };
        Some(self.layout.say(key).to_string())
    }

    fn num_gestion_error(&self) -> Option<String> {
        let Some(SearchProblem::Fields { num_gestion: Some(error), .. }) = self.problem else { return None };
        let key = match error {
            FieldError::Missing => "gestion-err-vide",
            FieldError::Malformed => "gestion-err-format",
        };
        Some(self.layout.say(key).to_string())
    }

    fn mistakes(&self) -> Vec<Mistake> {
        let refused = (self.problem == Some(SearchProblem::Refused))
            .then(|| self.layout.say("ina-err-aucun").to_string());
        [("ina", self.ina_error()), ("num-gestion", self.num_gestion_error()), ("ina", refused)]
            .into_iter()
            .filter_map(|(field, words)| Some(Mistake { field, words: words? }))
            .collect()
    }

    /// Whether and until when nothing can be tried.
    fn locked_until(&self) -> Option<String> {
        match &self.problem {
            Some(SearchProblem::TooMany { again_at, .. }) => Some(self.layout.text().time(again_at)),
            _ => None,
        }
    }
}

impl Page for RecordSearch {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn status(&self) -> StatusCode {
        match self.problem {
            None => StatusCode::OK,
            Some(SearchProblem::TooMany { .. }) => StatusCode::TOO_MANY_REQUESTS,
            Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    fn retry_after(&self) -> Option<u32> {
        match self.problem {
            Some(SearchProblem::TooMany { wait_seconds, .. }) => Some(wait_seconds),
            _ => None,
        }
    }
}

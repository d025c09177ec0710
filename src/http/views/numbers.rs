//! The form for candidates without FranceConnect: INA, management number, date of birth.

use actix_web::http::StatusCode;
use askama::Template;
use jiff::Timestamp;

use super::layout::Layout;
use super::page::Page;
use super::record_search::FieldError;
use crate::domain::redacted::redacted_debug;

/// `/connexion/numeros`; its form posts to the same address.
#[derive(Template)]
#[template(path = "pages/numbers.html")]
pub struct Numbers {
    /// Frame.
    pub layout: Layout,
    /// What was typed, shown again for correction.
    pub typed: TypedNumbers,
    /// What is to be corrected.
    pub problem: Option<NumbersProblem>,
}

/// The fields.
#[derive(Default)]
pub struct TypedNumbers {
    /// INA.
    pub ina: String,
    /// Management number.
    pub num_gestion: String,
    /// Day of birth.
    pub day: String,
    /// Month of birth.
    pub month: String,
    /// Year of birth.
    pub year: String,
}

redacted_debug!(Numbers, TypedNumbers);

/// Why nothing opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumbersProblem {
    /// Something is missing or has another form.
    Fields {
        /// What is wrong with the INA.
        ina: Option<FieldError>,
        /// What is wrong with the management number.
        num_gestion: Option<FieldError>,
        /// What is wrong with the date of birth.
        birthdate: Option<FieldError>,
    },
    /// No published transcript has these numbers and this date.
    Refused,
    /// Tried too often.
    TooMany {
        /// How long to wait; also `Retry-After`.
        wait_seconds: u32,
        /// When that is over.
        again_at: Timestamp,
    },
}

/// A line of the summary of errors.
struct Mistake {
    field: &'static str,
    words: String,
}

impl Numbers {
    /// The empty form.
    pub fn empty(layout: Layout) -> Self {
        Self { layout, typed: TypedNumbers::default(), problem: None }
    }

    fn title(&self) -> String {
        let heading = self.layout.say("numeros-titre");
        match self.problem {
            None => self.layout.title(heading),
            Some(_) => self
                .layout
                .say("commun-titre-page-erreur")
                .with("titre", heading)
                .with("service", self.layout.say("commun-service"))
                .to_string(),
        }
    }

    fn error(
        &self,
        of: impl Fn(&NumbersProblem) -> Option<FieldError>,
        missing: &'static str,
        malformed: &'static str,
    ) -> Option<String> {
        let key = match self.problem.as_ref().and_then(of)? {
            FieldError::Missing => missing,
            FieldError::Malformed => malformed,
        };
        Some(self.layout.say(key).to_string())
    }

    fn ina_error(&self) -> Option<String> {
        let of = |problem: &NumbersProblem| match problem {
            NumbersProblem::Fields { ina, .. } => *ina,
            _ => None,
        };
        self.error(of, "ina-err-vide", "ina-err-format")
    }

    fn num_gestion_error(&self) -> Option<String> {
        let of = |problem: &NumbersProblem| match problem {
            NumbersProblem::Fields { num_gestion, .. } => *num_gestion,
            _ => None,
        };
        self.error(of, "gestion-err-vide", "gestion-err-format")
    }

    fn birthdate_error(&self) -> Option<String> {
        let of = |problem: &NumbersProblem| match problem {
            NumbersProblem::Fields { birthdate, .. } => *birthdate,
            _ => None,
        };
        self.error(of, "naissance-err-vide", "naissance-err-format")
    }

    fn mistakes(&self) -> Vec<Mistake> {
        let refused = (self.problem == Some(NumbersProblem::Refused))
            .then(|| self.layout.say("numeros-err-aucun").to_string());
        let all = [
            ("ina", self.ina_error()),
            ("num-gestion", self.num_gestion_error()),
            ("jour", self.birthdate_error()),
            ("ina", refused),
        ];
        all.into_iter().filter_map(|(field, words)| Some(Mistake { field, words: words? })).collect()
    }

    /// Until when nothing can be tried.
    fn locked_until(&self) -> Option<String> {
        match &self.problem {
            Some(NumbersProblem::TooMany { again_at, .. }) => Some(self.layout.text().time(again_at)),
            _ => None,
        }
    }
}

impl Page for Numbers {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn status(&self) -> StatusCode {
        match self.problem {
            None => StatusCode::OK,
            Some(NumbersProblem::TooMany { .. }) => StatusCode::TOO_MANY_REQUESTS,
            Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    fn retry_after(&self) -> Option<u32> {
        match self.problem {
            Some(NumbersProblem::TooMany { wait_seconds, .. }) => Some(wait_seconds),
            _ => None,
        }
    }
}

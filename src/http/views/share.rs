//! P18: for whom, how much and how long; then the code, once.

use actix_web::http::StatusCode;
use askama::Template;
use jiff::Timestamp;

use super::layout::Layout;
use super::page::Page;
use super::record_search::FieldError;
use super::words::key;
use crate::domain::exam_file::RecordRef;
use crate::domain::redacted::redacted_debug;
use crate::domain::share::{LONGEST_LABEL, MOST_SHARES, ShareContent, ShareLife};
use crate::domain::verification_code::VerificationCode;

/// `/mes-releves/{ref}/partager`; its form posts to the same address.
#[derive(Template)]
#[template(path = "pages/share.html")]
pub struct ShareForm {
    /// Frame.
    pub layout: Layout,
    /// Anti-forgery value of the form.
    pub form_token: String,
    /// Which record.
    pub reference: RecordRef,
    /// Its exam, in French.
    pub exam: String,
    /// For whom, as typed.
    pub label: String,
    /// How much is to be seen.
    pub content: ShareContent,
    /// For how long.
    pub life: ShareLife,
    /// Who is told of openings, as typed; none when no letters are sent.
    pub address: Option<String>,
    /// What is to be corrected.
    pub problem: Option<ShareProblem>,
}

/// Why no code was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareProblem {
    /// Something is missing or has another form.
    Fields {
        /// What is wrong with the label.
        label: Option<FieldError>,
        /// Whether the PIN has another form.
        pin: bool,
        /// Whether the address reaches nobody.
        address: bool,
    },
    /// As many codes are in force as one person may have.
    TooMany,
}

/// A line of the summary of errors.
struct Mistake {
    field: &'static str,
    words: String,
}

impl ShareForm {
    /// The empty form: the least that can be shown, for a week.
    pub fn empty(
        layout: Layout,
        form_token: String,
        reference: RecordRef,
        exam: String,
        address: Option<String>,
    ) -> Self {
        let (label, content, life) = (String::new(), ShareContent::Result, ShareLife::Week);
        Self { layout, form_token, reference, exam, label, content, life, address, problem: None }
    }

    fn title(&self) -> String {
        let heading = self.layout.say("partage-titre");
        match self.problem {
            None => self.layout.title(heading),
            Some(_) => self.layout.title_of_mistake(heading),
        }
    }

    fn label_error(&self) -> Option<String> {
        let Some(ShareProblem::Fields { label: Some(error), .. }) = self.problem else { return None };
        let key = match error {
            FieldError::Missing => "partage-err-pour",
            FieldError::Malformed => "partage-err-pour-long",
        };
        Some(self.layout.say(key).with("nombre", LONGEST_LABEL).to_string())
    }

    fn pin_error(&self) -> Option<String> {
        let is_wrong = matches!(self.problem, Some(ShareProblem::Fields { pin: true, .. }));
        is_wrong.then(|| self.layout.say("partage-err-pin").to_string())
    }

    fn address_error(&self) -> Option<String> {
        let is_wrong = matches!(self.problem, Some(ShareProblem::Fields { address: true, .. }));
        is_wrong.then(|| self.layout.say("accord-courriel-erreur").to_string())
    }

    fn mistakes(&self) -> Vec<Mistake> {
        [("pour", self.label_error()), ("pin", self.pin_error()), ("courriel", self.address_error())]
            .into_iter()
            .filter_map(|(field, words)| Some(Mistake { field, words: words? }))
            .collect()
    }

    fn is_full(&self) -> bool {
        self.problem == Some(ShareProblem::TooMany)
    }

    /// Every choice: its value, its words, whether it is made.
    fn contents(&self) -> impl Iterator<Item = (&'static str, String, bool)> {
        ShareContent::ALL.iter().map(|content| {
            let words = self.layout.say(key("partage-contenu-", content.code())).to_string();
            (content.code(), words, *content == self.content)
        })
    }

    fn lives(&self) -> impl Iterator<Item = (&'static str, String, bool)> {
        ShareLife::ALL.iter().map(|life| {
            let words = self.layout.say("partage-jours").with("nombre", life.days()).to_string();
            (life.code(), words, *life == self.life)
        })
    }
}

impl Page for ShareForm {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn status(&self) -> StatusCode {
        match self.problem {
            None => StatusCode::OK,
            Some(ShareProblem::Fields { .. }) => StatusCode::UNPROCESSABLE_ENTITY,
            Some(ShareProblem::TooMany) => StatusCode::CONFLICT,
        }
    }
}

/// The answer to the form.
#[derive(Template)]
#[template(path = "pages/share_made.html")]
pub struct ShareMade {
    /// Frame.
    pub layout: Layout,
    /// The code.
    pub code: VerificationCode,
    /// Address that opens it.
    pub link: String,
    /// Whether a number is asked for besides.
    pub has_pin: bool,
    /// Until when it opens.
    pub ends_at: Timestamp,
}

redacted_debug!(ShareForm, ShareMade);

impl Page for ShareMade {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

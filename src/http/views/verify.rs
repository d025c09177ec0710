//! P20: the form that takes the code of a transcript.

use actix_web::http::StatusCode;
use askama::Template;

use super::layout::Layout;
use super::page::Page;
use crate::domain::redacted::redacted_debug;

/// `/verifier`; its form posts the field `code` to the same address.
#[derive(Template)]
#[template(path = "pages/verify.html")]
pub struct Verify {
    /// Frame.
    pub layout: Layout,
    /// What was typed, shown again for correction.
    pub code: String,
    /// What is to be corrected.
    pub error: Option<CodeError>,
}

redacted_debug!(Verify);

/// Why a code was not looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeError {
    /// Nothing was typed.
    Missing,
    /// What was typed can never have been a code.
    Malformed,
}

impl Verify {
    fn title(&self) -> String {
        let heading = self.layout.say("verifier-titre");
        match self.error {
            None => self.layout.title(heading),
            Some(_) => self
                .layout
                .say("commun-titre-page-erreur")
                .with("titre", heading)
                .with("service", self.layout.say("commun-service"))
                .to_string(),
        }
    }

    fn error_words(&self) -> String {
        match self.error {
            None => String::new(),
            Some(CodeError::Missing) => self.layout.say("verifier-err-vide").to_string(),
            Some(CodeError::Malformed) => self
                .layout
                .say("verifier-err-code")
                .with("groupes", 4)
                .with("longueur", 4)
                .with("lettres-exclues", self.layout.say("verifier-lettres-exclues"))
                .to_string(),
        }
    }

    /// Looks like a code and can never be issued: its check character is wrong.
    fn example(&self) -> &'static str {
        "4F7K-9QWM-2XTA-HR6D"
    }
}

impl Page for Verify {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn status(&self) -> StatusCode {
        if self.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}

#[cfg(test)]
mod tests {
    use super::Verify;
    use crate::domain::language::Language;
    use crate::domain::verification_code::VerificationCode;
    use crate::http::views::layout::Layout;

    #[test]
    fn the_example_can_never_be_issued() {
        let page =
            Verify { layout: Layout::new(Language::French, "/verifier"), code: String::new(), error: None };
        assert!(VerificationCode::parse(page.example()).is_err());
    }
}

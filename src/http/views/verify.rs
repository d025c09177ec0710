//! P20: the form that takes the code of a transcript.

use actix_web::http::StatusCode;
use askama::Template;

use super::layout::Layout;
use super::page::Page;
use crate::domain::redacted::redacted_debug;

/// Largest file, in megabytes.
const LARGEST_FILE: u32 = 4;

/// `/verifier`; one form posts the field `fichier`, the other `code`, to the same address.
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

/// Why nothing was looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeError {
    /// No file was chosen, or it is empty.
    NoFile,
    /// The file is larger than any transcript.
    TooLarge,
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
            Some(CodeError::NoFile) => self.layout.say("verifier-err-fichier").to_string(),
            Some(CodeError::TooLarge) => {
                self.layout.say("verifier-err-taille").with("taille-max", LARGEST_FILE).to_string()
            }
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

    /// The field to mend.
    fn field(&self) -> &'static str {
        match self.error {
            Some(CodeError::NoFile | CodeError::TooLarge) => "fichier",
            Some(CodeError::Missing | CodeError::Malformed) | None => "code",
        }
    }

    fn largest_file(&self) -> u32 {
        LARGEST_FILE
    }

    /// Whether this is the field to mend.
    fn is_wrong(&self, field: &str) -> bool {
        self.error.is_some() && self.field() == field
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
        match self.error {
            None => StatusCode::OK,
            Some(CodeError::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
            Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        }
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

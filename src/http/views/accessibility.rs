//! P26: the accessibility statement, which claims only what was tested.

use askama::Template;

use super::layout::Layout;
use super::legal_facts::LegalFact;
use super::page::Page;
use crate::domain::legal_facts::LegalFacts;

/// `/accessibilite`
#[derive(Template)]
#[template(path = "pages/accessibility.html")]
pub struct Accessibility {
    /// Frame.
    pub layout: Layout,
    /// What the ministry states.
    pub legal: LegalFacts,
}

impl Accessibility {
    /// Ends of the keys of what the tests look at, of those of what nobody did yet.
    const TESTED: [&'static str; 7] = ["axe", "html", "formes", "clavier", "texte", "mouvement", "scripts"];
    const NOT_TESTED: [&'static str; 4] = ["audit", "lecteur", "personnes", "swagger"];

    fn facts(&self) -> Vec<LegalFact> {
        let contact = self.legal.accessibility.as_ref();
        vec![LegalFact::of(&self.layout, "legal-a11y-contact", "accessibility", contact)]
    }
}

impl Page for Accessibility {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

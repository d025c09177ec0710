//! Where to turn to, by kind of problem.

use askama::Template;

use super::layout::Layout;
use super::legal_facts::LegalFact;
use super::page::Page;
use crate::domain::legal_facts::LegalFacts;

/// `/contact`
#[derive(Template)]
#[template(path = "pages/contact.html")]
pub struct Contact {
    /// Frame.
    pub layout: Layout,
    /// What the ministry states.
    pub legal: LegalFacts,
}

impl Contact {
    fn facts(&self) -> Vec<LegalFact> {
        vec![LegalFact::of(&self.layout, "contact-adresse", "support", self.legal.support.as_ref())]
    }
}

impl Page for Contact {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

//! P26: who publishes the service.

use askama::Template;

use super::layout::Layout;
use super::legal_facts::LegalFact;
use super::page::Page;
use crate::domain::legal_facts::LegalFacts;

/// `/mentions-legales`
#[derive(Template)]
#[template(path = "pages/legal_notice.html")]
pub struct LegalNotice {
    /// Frame.
    pub layout: Layout,
    /// What the ministry states.
    pub legal: LegalFacts,
}

impl LegalNotice {
    fn facts(&self) -> Vec<LegalFact> {
        let LegalFacts { publisher, publication_director, host, support, .. } = &self.legal;
        [
            ("legal-editeur", "publisher", publisher),
            ("legal-directeur", "publication_director", publication_director),
            ("legal-hebergeur", "host", host),
            ("legal-assistance", "support", support),
        ]
        .map(|(label, setting, fact)| LegalFact::of(&self.layout, label, setting, fact.as_ref()))
        .into()
    }
}

impl Page for LegalNotice {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

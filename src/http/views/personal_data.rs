//! P26: what is done with personal data, for how long, and whom to ask (RGPD, art. 13 and 14).

use std::time::Duration;

use askama::Template;

use super::layout::Layout;
use super::legal_facts::LegalFact;
use super::page::Page;
use crate::domain::legal_facts::LegalFacts;

/// `/donnees-personnelles`
#[derive(Template)]
#[template(path = "pages/personal_data.html")]
pub struct PersonalData {
    /// Frame.
    pub layout: Layout,
    /// What the ministry states.
    pub legal: LegalFacts,
    /// What the settings say.
    pub periods: RetentionPeriods,
}

/// How long things are kept.
#[derive(Clone, Copy, Debug)]
pub struct RetentionPeriods {
    /// A session at most.
    pub session: Duration,
    /// The trail of who saw what, in months.
    pub trail_months: u16,
    /// Documents as they were issued, in days; for ever without.
    pub renderings_days: Option<u32>,
}

impl PersonalData {
    fn facts(&self) -> Vec<LegalFact> {
        let (layout, text) = (&self.layout, self.layout.text());
        let LegalFacts { publisher, data_protection_officer, legal_basis, log_months, .. } = &self.legal;
        let session = u32::try_from(self.periods.session.as_secs()).unwrap_or(u32::MAX);
        let documents = match self.periods.renderings_days {
            Some(days) => text.say("duree-jours").with("nombre", days).to_string(),
            None => layout.say("legal-duree-sans-fin").to_string(),
        };
        let months = |months: u16| text.say("duree-mois").with("nombre", months).to_string();
        let logs = LegalFact::of(layout, "legal-duree-journaux", "log_months", None);
        vec![
            LegalFact::of(layout, "legal-responsable", "publisher", publisher.as_ref()),
            LegalFact::of(layout, "legal-fondement", "legal_basis", legal_basis.as_ref()),
            LegalFact::known(
                layout,
                "legal-destinataires",
                layout.say("legal-destinataires-qui").to_string(),
            ),
            LegalFact::known(layout, "legal-duree-session", text.duration(session)),
            LegalFact::known(layout, "legal-duree-consultations", months(self.periods.trail_months)),
            LegalFact::known(layout, "legal-duree-documents", documents),
            LegalFact::known(
                layout,
                "legal-duree-courriel",
                layout.say("legal-duree-courriel-texte").to_string(),
            ),
            LegalFact { words: log_months.map(months), ..logs },
            LegalFact::of(layout, "legal-dpo", "data_protection_officer", data_protection_officer.as_ref()),
        ]
    }
}

impl Page for PersonalData {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

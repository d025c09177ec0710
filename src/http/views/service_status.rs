//! What works right now, in the words of what a citizen wants to do.

use askama::Template;
use jiff::Timestamp;

use super::layout::Layout;
use super::page::Page;
use crate::services::report_readiness::Readiness;

/// `/etat`
#[derive(Template)]
#[template(path = "pages/service_status.html")]
pub struct ServiceStatus {
    /// Frame.
    pub layout: Layout,
    /// State of the components.
    pub readiness: Readiness,
    /// When it was looked at.
    pub checked_at: Timestamp,
}

impl ServiceStatus {
    /// Key of each gesture, and whether it works.
    fn gestures(&self) -> [(&'static str, bool); 4] {
        let Readiness { sessions, records, register, seal, .. } = self.readiness;
        [
            ("etat-connexion", sessions),
            ("etat-consulter", sessions && records && register),
            ("etat-telecharger", sessions && records && register && seal),
            ("etat-verifier", records && register),
        ]
    }

    fn all_work(&self) -> bool {
        self.gestures().iter().all(|(_, works)| *works)
    }

    fn checked_at(&self) -> String {
        self.layout.text().instant(&self.checked_at)
    }
}

impl Page for ServiceStatus {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

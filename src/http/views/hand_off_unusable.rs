//! P17: a request that cannot be answered: unknown, expired, or answered before. Leads to no address that came
//! with it.

use actix_web::http::StatusCode;
use askama::Template;
use jiff::Timestamp;

use super::layout::Layout;
use super::page::Page;

/// `/transmettre/{demande}`, and in place of `/oauth2/authorize` and `/emrex`.
#[derive(Template)]
#[template(path = "pages/hand_off_unusable.html")]
pub struct HandOffUnusable {
    /// Frame, with the reference of the request.
    pub layout: Layout,
    /// Why.
    pub why: Unusable,
}

/// Why a request cannot be answered.
#[derive(Clone, Debug)]
pub enum Unusable {
    /// An unknown site or address, or no such request; with the status that fits.
    Unknown(StatusCode),
    /// Too old.
    Expired {
        /// Name of the site.
        site: String,
        /// How long it could be answered, in seconds.
        seconds: u32,
    },
    /// Answered before.
    Answered {
        /// When.
        at: Timestamp,
        /// Number of the receipt, when something was handed over.
        number: Option<String>,
    },
}

impl HandOffUnusable {
    fn heading(&self) -> &'static str {
        match self.why {
            Unusable::Unknown(_) => "demande-ko-inconnue-titre",
            Unusable::Expired { .. } => "demande-ko-expiree-titre",
            Unusable::Answered { .. } => "demande-ko-utilisee-titre",
        }
    }

    fn account(&self) -> String {
        match &self.why {
            Unusable::Unknown(_) => self.layout.say("demande-ko-inconnue-texte").to_string(),
            Unusable::Expired { site, seconds } => self
                .layout
                .say("demande-ko-expiree-texte")
                .with("duree", self.layout.text().duration(*seconds))
                .with("partenaire", site.as_str())
                .to_string(),
            Unusable::Answered { at, .. } => self
                .layout
                .say("demande-ko-utilisee-texte")
                .with("date", self.layout.text().day(at))
                .with("heure", self.layout.text().time(at))
                .to_string(),
        }
    }

    fn receipt(&self) -> Option<String> {
        let Unusable::Answered { number: Some(number), .. } = &self.why else { return None };
        Some(self.layout.say("demande-ko-recu").with("numero", number.as_str()).to_string())
    }
}

impl Page for HandOffUnusable {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn status(&self) -> StatusCode {
        match self.why {
            Unusable::Unknown(status) => status,
            Unusable::Expired { .. } | Unusable::Answered { .. } => StatusCode::GONE,
        }
    }
}

//! P16: what became of a request. Normally the browser goes straight back to the site; here the candidate can
//! look at the receipt again.

use askama::Template;
use jiff::Timestamp;

use super::layout::Layout;
use super::page::Page;

/// `/transmettre/{demande}/fin`
#[derive(Template)]
#[template(path = "pages/hand_off_end.html")]
pub struct HandOffEnd {
    /// Frame.
    pub layout: Layout,
    /// Name of the site.
    pub site: String,
    /// What the candidate answered.
    pub outcome: Outcome,
    /// When.
    pub at: Timestamp,
}

/// An answer.
pub enum Outcome {
    /// Transcripts are the site's to fetch.
    HandedOver {
        /// Number of the receipt.
        number: String,
    },
    /// Nothing left.
    Declined,
}

impl HandOffEnd {
    fn heading(&self) -> String {
        let key = match self.outcome {
            Outcome::HandedOver { .. } => "fin-ok-titre",
            Outcome::Declined => "fin-non-titre",
        };
        self.layout.say(key).with("partenaire", self.site.as_str()).to_string()
    }

    fn title(&self) -> String {
        let key = match self.outcome {
            Outcome::HandedOver { .. } => "fin-ok-titre",
            Outcome::Declined => "fin-non-titre",
        };
        self.layout.title(self.layout.say(key).with("partenaire", self.site.as_str()))
    }

    fn account(&self) -> String {
        let say = |key| self.layout.say(key).with("partenaire", self.site.as_str());
        match &self.outcome {
            Outcome::HandedOver { number } => say("fin-ok-texte")
                .with("numero", number.as_str())
                .with("date", self.layout.text().day(&self.at))
                .with("heure", self.layout.text().time(&self.at))
                .to_string(),
            Outcome::Declined => say("fin-non-texte").to_string(),
        }
    }
}

impl Page for HandOffEnd {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

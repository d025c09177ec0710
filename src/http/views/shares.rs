//! P19: what one shares by codes, and what one handed over to sites.

use askama::Template;
use askama_web::WebTemplate;
use jiff::Timestamp;

use super::layout::Layout;
use super::page::Page;
use super::words::key;
use crate::domain::audit::Action;
use crate::domain::redacted::redacted_debug;
use crate::domain::share::{Share, ShareId};

/// `/mes-partages`
#[derive(Template, WebTemplate)]
#[template(path = "pages/shares.html")]
pub struct Shares {
    /// Frame.
    pub layout: Layout,
    /// Codes, latest first.
    pub shares: Vec<ShareCard>,
    /// Hand-offs, latest first.
    pub sent: Vec<SentCard>,
    /// Whether a code was turned off just now.
    pub was_turned_off: bool,
    /// Now.
    pub shown_at: Timestamp,
}

/// One code.
pub struct ShareCard {
    /// The share.
    pub share: Share,
    /// Its exam, in French; none when the record is no longer this person's.
    pub exam: Option<String>,
    /// When it was opened, and to see or to take along, latest first.
    pub openings: Vec<(Timestamp, Action)>,
}

/// One hand-off.
pub struct SentCard {
    /// To which site.
    pub site: String,
    /// Which exams, in French.
    pub exams: Vec<String>,
    /// When.
    pub at: Timestamp,
    /// Number of the receipt.
    pub number: String,
}

impl Shares {
    fn is_open(&self, card: &ShareCard) -> bool {
        card.share.is_open(self.shown_at)
    }

    fn content(&self, card: &ShareCard) -> String {
        self.layout.say(key("partage-contenu-", card.share.content.code())).to_string()
    }

    fn what(&self, action: &Action) -> String {
        let key = if *action == Action::Downloaded { "partages-telecharge" } else { "partages-vu" };
        self.layout.say(key).to_string()
    }
}

impl Page for Shares {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

/// `/mes-partages/{id}/desactiver`; its form posts to the same address.
#[derive(Template, WebTemplate)]
#[template(path = "pages/share_turn_off.html")]
pub struct ShareTurnOff {
    /// Frame.
    pub layout: Layout,
    /// Anti-forgery value of the form.
    pub form_token: String,
    /// Which share.
    pub id: ShareId,
    /// For whom it was.
    pub label: String,
}

redacted_debug!(Shares, ShareCard, SentCard, ShareTurnOff);

impl Page for ShareTurnOff {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

//! P27: what changed for sites, latest first.

use askama::Template;
use askama_web::WebTemplate;
use jiff::civil::{Date, date};

use crate::http::views::layout::Layout;
use crate::http::views::page::Page;

/// `/developpeurs/journal`
#[derive(Template, WebTemplate)]
#[template(path = "pages/developers/journal.html")]
pub struct Journal {
    /// Frame.
    pub layout: Layout,
}

/// Day, and key of what changed.
const CHANGES: &[(Date, &str)] = &[
    (date(2026, 11, 26), "dev-journal-numeros"),
    (date(2026, 11, 25), "dev-journal-bac-a-sable"),
    (date(2026, 11, 25), "dev-journal-transmission"),
    (date(2026, 11, 24), "dev-journal-audit-notes"),
];

/// One change, as it is shown.
struct Change {
    day: Date,
    date: String,
    words: String,
}

impl Journal {
    fn changes(&self) -> impl Iterator<Item = Change> {
        CHANGES.iter().map(|(day, key)| Change {
            day: *day,
            date: self.layout.text().date(*day),
            words: self.layout.say(*key).to_string(),
        })
    }
}

impl Page for Journal {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

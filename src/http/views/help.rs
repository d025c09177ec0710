//! What people ask.

use std::time::Duration;

use askama::Template;

use super::layout::Layout;
use super::page::Page;

/// `/aide`
#[derive(Template)]
#[template(path = "pages/help.html")]
pub struct Help {
    /// Frame.
    pub layout: Layout,
    /// After how long without activity a session ends.
    pub idle: Duration,
}

impl Help {
    /// Keys of questions and their answers, in the order of the journey.
    const QUESTIONS: [&'static str; 8] =
        ["compte", "mineur", "introuvable", "attente", "correction", "authentique", "transmettre", "session"];

    fn idle(&self) -> String {
        let seconds = u32::try_from(self.idle.as_secs()).unwrap_or(u32::MAX);
        self.layout.text().duration(seconds)
    }
}

impl Page for Help {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

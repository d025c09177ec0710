//! Every component of the theme in every state, for whoever lays their own over it. In the sandbox alone.

use askama::Template;

use super::layout::Layout;
use super::page::Page;

/// `/theme`
#[derive(Template)]
#[template(path = "pages/theme.html")]
pub struct Theme {
    /// Frame.
    pub layout: Layout,
}

impl Theme {
    /// Variables of the style sheet, each with the end of the key that says what it is for.
    const COLOURS: [(&'static str, &'static str); 10] = [
        ("--paper", "fond"),
        ("--surface", "surface"),
        ("--ink", "texte"),
        ("--muted", "secondaire"),
        ("--accent", "action"),
        ("--soft", "douce"),
        ("--wheat", "attention"),
        ("--clay", "erreur"),
        ("--sky", "information"),
        ("--focus", "focus"),
    ];
    /// Suffixes of kinds of messages.
    const ALERTS: [&'static str; 4] = ["info", "success", "warning", "error"];
    /// Suffixes of results.
    const RESULTS: [&'static str; 3] = ["pass", "open", "other"];
    /// Suffixes of verdicts.
    const VERDICTS: [&'static str; 4] = ["valid", "superseded", "withdrawn", "unknown"];
}

impl Page for Theme {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

//! P16 by EMREX: the candidate's browser carries the answer back to the site.

use askama::Template;

use super::layout::Layout;
use super::page::Page;
use crate::domain::coded::coded;
use crate::domain::redacted::redacted_debug;

coded! {
    /// `returnCode` of EMREX.
    EmrexCode {
        /// The transcripts are there.
        Ok = "NCP_OK",
        /// Nothing was agreed to.
        Cancel = "NCP_CANCEL",
        /// Nothing was found, and the candidate let us say so.
        NoResults = "NCP_NO_RESULTS",
    }
}

/// In answer to `/transmettre/{demande}/accord` and `/transmettre/{demande}/refuser`.
#[derive(Template)]
#[template(path = "pages/hand_off_return.html")]
pub struct HandOffReturn {
    /// Frame, with the request: its form leads to the site.
    pub layout: Layout,
    /// Name of the site.
    pub site: String,
    /// Where the form leads.
    pub return_url: String,
    /// `sessionId`.
    pub session_id: String,
    /// `returnCode`.
    pub code: EmrexCode,
    /// `elmo`; empty unless the code is OK.
    pub elmo: String,
    /// Number, day and time of the hand-off.
    pub receipt: Option<String>,
}

redacted_debug!(HandOffReturn);

impl HandOffReturn {
    fn key(&self) -> &'static str {
        match self.code {
            EmrexCode::Ok => "retour-ok-titre",
            EmrexCode::Cancel | EmrexCode::NoResults => "fin-non-titre",
        }
    }

    fn heading(&self) -> String {
        self.layout.say(self.key()).with("partenaire", self.site.as_str()).to_string()
    }

    fn title(&self) -> String {
        self.layout.title(self.layout.say(self.key()).with("partenaire", self.site.as_str()))
    }

    fn account(&self) -> String {
        let key = match self.code {
            EmrexCode::Ok => "retour-ok-texte",
            EmrexCode::Cancel => "fin-non-texte",
            EmrexCode::NoResults => "retour-aucun-texte",
        };
        self.layout.say(key).with("partenaire", self.site.as_str()).to_string()
    }

    fn message(&self) -> &'static str {
        match self.code {
            EmrexCode::Ok | EmrexCode::Cancel => "",
            EmrexCode::NoResults => "No transcript was found for this person.",
        }
    }
}

impl Page for HandOffReturn {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

//! P03: a site asks for the transcript of whoever its browser brought; nobody who suffices is signed in yet.

use askama::Template;

use super::layout::Layout;
use super::page::Page;

/// `/transmettre/{demande}`
#[derive(Template)]
#[template(path = "pages/hand_off_request.html")]
pub struct HandOffRequestPage {
    /// Frame, with the request.
    pub layout: Layout,
    /// Name of the site.
    pub site: String,
    /// What it wants the transcript for.
    pub purpose: String,
    /// Whether candidates without FranceConnect may come with their numbers.
    pub takes_numbers: bool,
}

impl Page for HandOffRequestPage {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

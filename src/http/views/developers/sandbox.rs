//! P27: the sandbox: a registration for everybody, and one invented person a situation.

use askama::Template;
use askama_web::WebTemplate;

use crate::domain::enrolment_site::Bilingual;
use crate::http::views::layout::Layout;
use crate::http::views::page::Page;

/// `/developpeurs/bac-a-sable`
#[derive(Template, WebTemplate)]
#[template(path = "pages/developers/sandbox.html")]
pub struct Sandbox {
    /// Frame.
    pub layout: Layout,
    /// Whether this is one.
    pub is_sandbox: bool,
    /// Whom one may be there.
    pub people: Vec<TestPerson>,
}

/// An invented person of the simulated FranceConnect.
#[derive(Clone)]
pub struct TestPerson {
    /// Given names and birth name.
    pub name: String,
    /// What they show.
    pub situation: Bilingual,
}

impl Sandbox {
    fn situation<'a>(&self, person: &'a TestPerson) -> &'a str {
        person.situation.in_language(self.layout.language)
    }
}

impl Page for Sandbox {
    fn layout(&self) -> &Layout {
        &self.layout
    }
}

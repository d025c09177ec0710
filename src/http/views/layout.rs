//! What every page shows around its content: names, language switch, account, notices.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;

use super::assets::Assets;
use super::text::{Message, Text};
use crate::domain::language::Language;
use crate::domain::local_path::LocalPath;
use crate::domain::redacted::redacted_debug;

/// The frame of a page. Every view has one as its field `layout`.
#[derive(Clone)]
pub struct Layout {
    /// Language of the page.
    pub language: Language,
    /// Path of the page without its language prefix, such as `/mes-releves`, for the language switch.
    pub path: String,
    /// Who is signed in.
    pub signed_in: Option<SignedIn>,
    /// Style sheet and pictures.
    pub assets: Arc<Assets>,
    /// Public address of the service, where the page may be shown elsewhere.
    pub origin: Option<String>,
    /// Whether people and marks are invented: the notice on top says so.
    pub is_sandbox: bool,
    /// What to tell support, on pages about a failure.
    pub reference: Option<String>,
    /// Where the citizen wanted to go, when a sign-in stands in between.
    pub return_to: Option<LocalPath>,
    /// Which site waits for an answer of the citizen.
    pub pending: Option<PendingRequest>,
}

/// A request of an enrolment site that waits for its answer.
#[derive(Clone)]
pub struct PendingRequest {
    /// Its name in addresses.
    pub id: String,
    /// Name of the site.
    pub site: String,
    /// Where its browser goes back to.
    pub origin: String,
    /// Anti-forgery value of its forms.
    pub form_token: String,
    /// Whether the site can be told that nothing was found (EMREX).
    pub takes_no_results: bool,
}

/// The person whose session it is, for the header.
#[derive(Clone)]
pub struct SignedIn {
    /// Given names as shown.
    pub given_names: String,
    /// Birth name.
    pub birth_name: String,
    /// Anti-forgery value of the forms around the page, sign-out and « rester connecté » (field `jeton`).
    pub form_token: String,
    /// When the session ends if nothing more is asked for.
    pub ends_at: Timestamp,
}

redacted_debug!(Layout, SignedIn, PendingRequest);

impl Layout {
    /// The frame of the page at `path` (without language prefix), nobody signed in.
    pub fn new(language: Language, path: impl Into<String>) -> Self {
        Self {
            language,
            path: path.into(),
            signed_in: None,
            assets: Assets::built_in(),
            origin: None,
            is_sandbox: false,
            reference: None,
            return_to: None,
            pending: None,
        }
    }

    /// With the person who is signed in.
    pub fn signed_in(self, signed_in: Option<SignedIn>) -> Self {
        Self { signed_in, ..self }
    }

    /// With these style sheets and pictures.
    pub fn dressed(self, assets: &Arc<Assets>) -> Self {
        Self { assets: Arc::clone(assets), ..self }
    }

    /// At this public address.
    pub fn at(self, origin: impl Into<String>) -> Self {
        Self { origin: Some(origin.into()), ..self }
    }

    /// With the notice of the sandbox.
    pub fn in_sandbox(self, is_sandbox: bool) -> Self {
        Self { is_sandbox, ..self }
    }

    /// With a reference for support.
    pub fn with_reference(self, reference: impl Into<String>) -> Self {
        Self { reference: Some(reference.into()), ..self }
    }

    /// With the page that the next sign-in leads to.
    pub fn returning_to(self, page: &LocalPath) -> Self {
        Self { return_to: Some(page.clone()), ..self }
    }

    /// With the request that waits for an answer.
    pub fn asked_by(self, pending: Option<PendingRequest>) -> Self {
        Self { pending, ..self }
    }

    /// The address that begins a sign-in, without losing where the citizen wanted to go.
    pub fn sign_in_href(&self) -> String {
        self.returning(self.href("/connexion"))
    }

    fn returning(&self, address: String) -> String {
        match self.return_to.as_ref().map(LocalPath::as_str) {
            None | Some("/mes-releves") => address,
            Some(page) => format!("{address}?retour={page}"),
        }
    }

    /// The words of the page's language.
    pub fn text(&self) -> Text {
        Text::new(self.language)
    }

    /// The text with this key.
    pub fn say<'a>(&self, key: impl Into<Cow<'a, str>>) -> Message<'a> {
        self.text().say(key)
    }

    /// The address of a page of ours in the page's language; the only way templates write one.
    pub fn href(&self, path: &str) -> String {
        in_language(self.language, path)
    }

    /// The address of this page in the other language, without losing where the citizen wanted to go.
    pub fn other_href(&self) -> String {
        let page = in_language(self.language.other(), &self.path);
        let leads_here = self.return_to.as_ref().is_some_and(|target| target.as_str() == self.path);
        if leads_here { page } else { self.returning(page) }
    }

    /// The other language.
    pub fn other(&self) -> Language {
        self.language.other()
    }

    /// `<title>` of a page with this heading.
    pub fn title(&self, heading: Message<'_>) -> String {
        self.say("commun-titre-page")
            .with("titre", heading)
            .with("service", self.say("commun-service"))
            .to_string()
    }

    /// `<title>` of a page with this heading whose form was refused.
    pub fn title_of_mistake(&self, heading: Message<'_>) -> String {
        self.say("commun-titre-page-erreur")
            .with("titre", heading)
            .with("service", self.say("commun-service"))
            .to_string()
    }

    /// The picture that other sites show beside a link to this page. It is the same everywhere, as its title is:
    /// a link may hold a code, and what is behind it is nobody else's business. Pages of one person have none.
    pub fn social_card(&self) -> Option<String> {
        let name = match self.language {
            Language::French => "social-card-fr.png",
            Language::English => "social-card-en.png",
        };
        let is_public = self.signed_in.is_none() && self.pending.is_none();
        let origin = self.origin.as_ref().filter(|_| is_public)?;
        Some(format!("{origin}{}", self.asset(name)))
    }

    /// The immutable address of a file of `static/`.
    pub fn asset(&self, name: &str) -> &str {
        self.assets.href(name)
    }
}

fn in_language(language: Language, path: &str) -> String {
    match (language.prefix(), path) {
        ("", path) => path.to_owned(),
        (prefix, "/") => prefix.to_owned(),
        (prefix, path) => format!("{prefix}{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::Layout;
    use crate::domain::language::Language;
    use crate::domain::local_path::LocalPath;

    #[test]
    fn the_language_switch_keeps_the_page() {
        let page = Layout::new(Language::French, "/mes-releves");
        assert_eq!(page.href("/verifier"), "/verifier");
        assert_eq!(page.other_href(), "/en/mes-releves");
        let home = Layout::new(Language::English, "/");
        assert_eq!((home.href("/"), home.other_href()), ("/en".to_owned(), "/".to_owned()));
        let wanted = LocalPath::parse("/mes-releves/0123").expect("a path of ours");
        let stopped = Layout::new(Language::French, "/connexion/annulee").returning_to(&wanted);
        assert_eq!(stopped.other_href(), "/en/connexion/annulee?retour=/mes-releves/0123");
    }
}

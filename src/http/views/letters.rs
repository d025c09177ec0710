//! P25, what candidates are written: that something happened, never a mark, a result or a way to sign in.

use askama::Template;
use jiff::Timestamp;

use super::text::Text;
use crate::domain::email_address::EmailAddress;
use crate::domain::hand_off::HandOff;
use crate::domain::language::Language;
use crate::domain::legal_facts::LegalFacts;
use crate::domain::letter::{Letter, Notice};
use crate::domain::share::Share;

/// The frame of a letter.
#[derive(Template)]
#[template(path = "letters/letter.html")]
struct LetterPage<'a> {
    language: Language,
    subject: &'a str,
    paragraphs: &'a [String],
    sender: &'a str,
    service: String,
}

/// Who writes, for the last lines.
pub struct Sender<'a> {
    /// Public address of the service; text, not a link: we never ask anybody to sign in from a letter.
    pub origin: &'a str,
    /// Where to write to the support, if the ministry has said so.
    pub support: Option<&'a str>,
}

impl<'a> Sender<'a> {
    /// Who we are, as the ministry says.
    pub fn of(legal: &'a LegalFacts, origin: &'a str, language: Language) -> Self {
        Self { origin, support: legal.support.as_ref().map(|support| support.in_language(language)) }
    }

    fn contact(&self) -> String {
        self.support.map_or_else(|| format!("{}/contact", self.origin), str::to_owned)
    }
}

/// Somebody opened what a code of theirs lets others see.
pub fn opening(notice: &Notice, share: &Share, at: Timestamp, sender: &Sender<'_>) -> Option<Letter> {
    let text = Text::new(notice.language);
    let told = text
        .say("mail-ouvert-corps")
        .with("date", text.day(&at))
        .with("heure", text.time(&at))
        .with("creation", text.day(&share.made_at));
    let advice = text.say("mail-ouvert-conseil").with("page", text.say("partages-titre").to_string());
    let subject = text.say("mail-ouvert-objet").to_string();
    letter(text, notice.to.clone(), subject, &[told.to_string(), advice.to_string()], sender)
}

/// A transcript of theirs that they gave away was corrected.
pub fn correction(notice: Notice, sender: &Sender<'_>) -> Option<Letter> {
    let text = Text::new(notice.language);
    let told = text.say("mail-rectifie-corps").to_string();
    let contact = text.say("mail-rectifie-contact").with("contact", sender.contact()).to_string();
    let subject = text.say("mail-rectifie-objet").to_string();
    letter(text, notice.to, subject, &[told, contact], sender)
}

/// The receipt of a hand-off.
pub fn receipt(
    language: Language,
    to: EmailAddress,
    hand_off: &HandOff,
    site: &str,
    sender: &Sender<'_>,
) -> Option<Letter> {
    let text = Text::new(language);
    let (day, time) = (text.day(&hand_off.agreed_at), text.time(&hand_off.agreed_at));
    let told = text
        .say("mail-partage-corps")
        .with("date", day)
        .with("heure", time)
        .with("partenaire", site)
        .with("contact", sender.contact());
    let number = text.say("mail-partage-numero").with("numero", hand_off.id.number());
    let subject = text.say("mail-partage-objet").with("partenaire", site).to_string();
    letter(text, to, subject, &[told.to_string(), number.to_string()], sender)
}

fn letter(
    text: Text,
    to: EmailAddress,
    subject: String,
    paragraphs: &[String],
    sender: &Sender<'_>,
) -> Option<Letter> {
    let service = text.say("commun-service").to_string();
    let plain = format!("{}\n\n-- \n{service}\n{}\n", paragraphs.join("\n\n"), sender.origin);
    let language = text.language;
    let page = LetterPage { language, subject: &subject, paragraphs, sender: sender.origin, service };
    let html = page.render().map_err(|_| tracing::error!("the template of letters does not render")).ok()?;
    Some(Letter { to, subject, text: plain, html })
}

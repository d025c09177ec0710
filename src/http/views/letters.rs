//! P25, what candidates are written: that something happened, never a mark, a result or a way to sign in.

use askama::Template;

use super::text::Text;
use crate::domain::email_address::EmailAddress;
use crate::domain::hand_off::HandOff;
use crate::domain::language::Language;
use crate::domain::letter::Letter;

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
    let contact =
        sender.support.map_or_else(|| format!("{}/contact", sender.origin), |support| support.to_owned());
    let told = text
        .say("mail-partage-corps")
        .with("date", day)
        .with("heure", time)
        .with("partenaire", site)
        .with("contact", contact);
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

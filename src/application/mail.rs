//! Who carries letters.

use std::sync::Arc;

use crate::adapters::smtp::{InvalidMailServer, MailServer, Protection};
use crate::config::{MailSettings, MailTls, Problems};
use crate::services::send_letters::SendLettersService;

/// The server of `[mail]`, if there is one; nobody is connected to.
pub(super) fn server(mail: Option<&MailSettings>) -> Result<Option<MailServer>, Problems> {
    let Some(mail) = mail else { return Ok(None) };
    let protection = match mail.tls {
        MailTls::None => Protection::None,
        MailTls::StartTls => Protection::StartTls,
        MailTls::Implicit => Protection::Implicit,
    };
    let credentials = mail.credentials.as_ref().map(|(name, password)| (name.as_str(), password));
    let authorities = mail.authorities.as_deref();
    let server = MailServer::new((&mail.host, mail.port), (protection, authorities), credentials, &mail.from);
    server.map(Some).map_err(|error| match error {
        InvalidMailServer::From => Problems::one(
            "mail.from",
            error.to_string(),
            "write for example \"Mon relevé agricole <ne-pas-repondre@example.org>\"",
        ),
        InvalidMailServer::Tls(_) => Problems::one(
            "mail.tls",
            error.to_string(),
            "install the certificates of the system's authorities (ca-certificates), or name others by ca_file",
        ),
    })
}

/// The carrier, if letters are sent at all.
pub(super) fn carrier(mail: Option<&MailSettings>) -> Result<Option<SendLettersService>, Problems> {
    let pauses = mail.map(|mail| mail.pauses.clone()).unwrap_or_default();
    Ok(server(mail)?.map(|server| SendLettersService::start(Arc::new(server), pauses)))
}

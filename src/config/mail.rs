//! `[mail]`: off unless it names a server.

use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use url::{Host, Url};

use super::list::List;
use super::{Environment, Problems, authorities};

/// `[mail]`, checked.
#[derive(Clone)]
pub struct MailSettings {
    /// Name or address of the server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: MailTls,
    /// Certificates in PEM that the server's leads to; those of the system without.
    pub authorities: Option<String>,
    /// User and password there.
    pub credentials: Option<(String, SecretString)>,
    /// The sender, such as `Mon relevé agricole <ne-pas-repondre@example.org>`.
    pub from: String,
    /// Pauses between tries.
    pub pauses: Vec<Duration>,
    /// How often to look for corrections that candidates want to hear of.
    pub corrections: Duration,
}

/// `mail.tls`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    /// Nothing is encrypted.
    None,
    /// Encrypted after the first words (RFC 3207).
    #[default]
    StartTls,
    /// Encrypted from the first byte (RFC 8314).
    Implicit,
}

#[derive(Default, Deserialize)]
pub(super) struct Typed {
    url: Option<String>,
    #[serde(default)]
    tls: MailTls,
    ca: Option<String>,
    #[serde(default, rename = "ca_file")]
    _ca_file: Option<String>,
    from: Option<String>,
    username: Option<String>,
    password: Option<SecretString>,
    #[serde(default, rename = "password_file")]
    _password_file: Option<String>,
    #[serde(default)]
    retry_seconds: List,
    corrections_seconds: u64,
}

impl Typed {
    pub(super) fn resolve(self, environment: Environment, problems: &mut Problems) -> Option<MailSettings> {
        let typed = self.url.filter(|url| !url.is_empty())?;
        let url = Url::parse(&typed).ok().filter(|url| url.scheme() == "smtp" && url.has_host());
        let Some(url) = url else {
            problems.add(
                "mail.url",
                "is not the address of a mail server",
                "write for example \"smtp://smtp.example.org:587\"; user and password have keys of their own",
            );
            return None;
        };
        let is_here = match url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        };
        if environment == Environment::Production && self.tls == MailTls::None && !is_here {
            problems.add(
                "mail.tls",
                "is \"none\"",
                "addresses of candidates travel encrypted: write \"starttls\" or \"implicit\", or send by a relay on this machine",
            );
        }
        let authorities = self.ca.filter(|typed| !typed.is_empty());
        if let Some(typed) = &authorities {
            authorities::check("mail.ca", typed, problems);
            if self.tls == MailTls::None {
                let hint = "write mail.tls = \"starttls\" or \"implicit\", or leave mail.ca out";
                problems.add("mail.ca", "is asked of no server", hint);
            }
        }
        let credentials = match (self.username.filter(|name| !name.is_empty()), self.password) {
            (None, None) => None,
            (Some(name), Some(password)) => Some((name, password)),
            _ => {
                problems.add("mail.username", "stands alone", "give username and password_file, or neither");
                None
            }
        };
        let Some(from) = self.from.filter(|from| !from.is_empty()) else {
            problems.missing(
                "mail.from",
                "write the sender, such as \"Mon relevé <ne-pas-repondre@example.org>\"",
            );
            return None;
        };
        let seconds: Option<Vec<u64>> =
            self.retry_seconds.into_items().iter().map(|seconds| seconds.parse().ok()).collect();
        let Some(seconds) = seconds else {
            problems.add(
                "mail.retry_seconds",
                "is not a list of seconds",
                "write for example \"5 60 600 3600\"",
            );
            return None;
        };
        let port = match self.tls {
            MailTls::None => 25,
            MailTls::StartTls => 587,
            MailTls::Implicit => 465,
        };
        Some(MailSettings {
            host: url.host_str()?.to_owned(),
            port: url.port().unwrap_or(port),
            tls: self.tls,
            authorities,
            credentials,
            from,
            pauses: seconds.into_iter().map(Duration::from_secs).collect(),
            corrections: Duration::from_secs(self.corrections_seconds.max(1)),
        })
    }
}

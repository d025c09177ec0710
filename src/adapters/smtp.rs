//! A mail server, by SMTP (RFC 5321).

use std::time::Duration;

use lettre::message::{Mailbox, MultiPart, header};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};

use crate::domain::letter::Letter;
use crate::ports::post_office::{NotTaken, PostOffice};

/// Longest wait for the server at each step.
const PATIENCE: Duration = Duration::from_secs(20);

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// In the clear, to this machine.
    None,
    /// Begun in the clear, then encrypted or given up (RFC 3207).
    StartTls,
    /// Encrypted from the first byte (RFC 8314).
    Implicit,
}

/// One server and the sender's address there.
pub struct MailServer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why this cannot be a sender.
#[derive(Debug, thiserror::Error)]
pub enum InvalidMailServer {
    /// No address of a sender.
    #[error("the sender is no address")]
    From,
    /// The certificate of the server cannot be checked.
    #[error("TLS cannot be prepared: {0}")]
    Tls(#[source] lettre::transport::smtp::Error),
}

impl MailServer {
    /// Connects to nobody yet. The server's certificate leads to `authorities`, in PEM, or to those of the system.
    ///
    /// # Errors
    /// When the sender is no address, or no roots to check certificates are found.
    pub fn new(
        (host, port): (&str, u16),
        (protection, authorities): (Protection, Option<&str>),
        credentials: Option<(&str, &SecretString)>,
        from: &str,
    ) -> Result<Self, InvalidMailServer> {
        let from = from.parse().map_err(|_| InvalidMailServer::From)?;
        let parameters = || parameters(host, authorities).map_err(InvalidMailServer::Tls);
        let tls = match protection {
            Protection::None => Tls::None,
            Protection::StartTls => Tls::Required(parameters()?),
            Protection::Implicit => Tls::Wrapper(parameters()?),
        };
        let server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host).port(port).tls(tls);
        let server = server.timeout(Some(PATIENCE));
        let server = match credentials {
            Some((user, password)) => {
                server.credentials(Credentials::new(user.to_owned(), password.expose_secret().to_owned()))
            }
            None => server,
        };
        Ok(Self { transport: server.build(), from })
    }

    fn message(&self, letter: &Letter) -> Result<Message, lettre::error::Error> {
        let to = letter.to.as_str().parse().map_err(|_| lettre::error::Error::MissingTo)?;
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.as_str())
            .message_id(None)
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
    }
}

fn parameters(
    host: &str,
    authorities: Option<&str>,
) -> Result<TlsParameters, lettre::transport::smtp::Error> {
    let parameters = TlsParameters::builder(host.to_owned());
    let Some(authorities) = authorities else { return parameters.build() };
    let known = Certificate::from_pem(authorities.as_bytes())?;
    parameters.certificate_store(CertificateStore::None).add_root_certificate(known).build()
}

/// No machine answers a machine (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[async_trait::async_trait]
impl PostOffice for MailServer {
    async fn take(&self, letter: &Letter) -> Result<(), NotTaken> {
        let message =
            self.message(letter).map_err(|_| NotTaken::Ever("no message can be made".to_owned()))?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            // Servers quote addresses in what they say: the code alone is told.
            Err(error) if error.is_permanent() => Err(NotTaken::Ever(told(&error))),
            Err(error) => Err(NotTaken::Now(told(&error))),
        }
    }
}

fn told(error: &lettre::transport::smtp::Error) -> String {
    match error.status() {
        Some(code) => format!("the mail server answers {code}"),
        None if error.is_timeout() => "the mail server does not answer in time".to_owned(),
        None if error.is_tls() => "the mail server cannot be spoken to in private".to_owned(),
        None => "the mail server cannot be reached".to_owned(),
    }
}

//! Letters travel encrypted, to the server that was named and to no other.

use mon_releve::adapters::smtp::{MailServer, Protection};
use mon_releve::domain::email_address::EmailAddress;
use mon_releve::domain::letter::Letter;
use mon_releve::ports::post_office::{NotTaken, PostOffice};

use crate::support::ports::free_port;
use crate::support::smtp_server::SmtpServer;

const FROM: &str = "Mon relevé agricole <ne-pas-repondre@example.org>";

/// A letter to somebody invented.
fn letter() -> Letter {
    Letter {
        to: EmailAddress::parse("candidate.test@example.org").unwrap(),
        subject: "Reçu".to_owned(),
        text: "Bonjour".to_owned(),
        html: "<p>Bonjour</p>".to_owned(),
    }
}

/// What becomes of a letter to this server, by a sender who knows this authority.
async fn sends(host: &str, port: u16, protection: Protection, authority: &str) -> Result<(), NotTaken> {
    let server = MailServer::new((host, port), (protection, Some(authority)), None, FROM).unwrap();
    server.take(&letter()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_travels_encrypted_from_the_first_byte_or_after_the_first_words() {
    for (mode, protection) in [("implicit", Protection::Implicit), ("starttls", Protection::StartTls)] {
        let port = free_port();
        let server = SmtpServer::start(port, &["--tls", mode]);
        sends("localhost", port, protection, &server.authority()).await.unwrap();
        assert!(server.letters(1).await[0].contains("Auto-Submitted"), "{mode}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_who_poses_as_the_server_gets_a_letter() {
    let port = free_port();
    let server = SmtpServer::start(port, &["--tls", "implicit"]);
    let stranger = SmtpServer::start(free_port(), &[]).authority();
    let told = sends("localhost", port, Protection::Implicit, &stranger).await.unwrap_err();
    assert!(matches!(told, NotTaken::Now(_)), "tried again later: {told:?}");
    assert_eq!(server.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_offers_no_encryption_gets_no_letter() {
    let port = free_port();
    let server = SmtpServer::start(port, &[]);
    sends("localhost", port, Protection::StartTls, &server.authority()).await.unwrap_err();
    assert_eq!(server.count(), 0);
}

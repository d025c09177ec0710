//! Asks a time stamp authority over HTTP (RFC 3161 §3.4).

use std::time::Duration;

use der::asn1::{Any, BitString, Int};
use der::{Decode, Encode, Sequence};
use jiff::{SignedDuration, Timestamp};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::redirect::Policy;
use url::Url;
use x509_cert::Certificate;

use super::timestamp::{Imprint, Stamp, without_roots};
use super::trust::leads_to_an_authority;
use crate::adapters::traced::traced;

/// Largest answer read, in bytes: more than a stamp that fits in a document.
const LARGEST_ANSWER: usize = 64 * 1024;
/// How far the authority's clock may be from ours: more is a wrong clock on either side.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

const QUERY: &str = "application/timestamp-query";
const REPLY: &str = "application/timestamp-reply";

/// The authority of a configuration.
pub struct Authority {
    client: reqwest::Client,
    url: Url,
    roots: Option<Vec<Certificate>>,
}

/// Why there is no stamp.
#[derive(Debug, thiserror::Error)]
pub enum NoStamp {
    /// No connection, no answer in time, or a broken one.
    #[error("the time stamp authority does not answer")]
    Transport(#[source] reqwest::Error),
    /// Another status than 200, or not the media type of an answer.
    #[error("the time stamp authority answered with status {0} and another document than a stamp")]
    Answer(u16),
    /// Not an answer as the standard has it, or a huge one.
    #[error("the answer of the time stamp authority cannot be read")]
    Malformed,
    /// It says no.
    #[error("the time stamp authority refused, with status {0}")]
    Refused(u8),
    /// A stamp of something else, of another question, or damaged.
    #[error("the stamp is not one of this signature")]
    Wrong,
    /// Not by the authority of the configuration.
    #[error("the stamp is by an authority that seal.timestamp.certificate does not name")]
    Untrusted,
    /// The clocks do not agree.
    #[error("the stamp says {0}, far from this machine's time")]
    Clock(Timestamp),
}

#[derive(Sequence)]
struct Request {
    version: u8,
    imprint: Imprint,
    nonce: Int,
    wants_certificate: bool,
}

#[derive(Sequence)]
struct Response {
    status: Status,
    stamp: Option<Any>,
}

#[derive(Sequence)]
struct Status {
    status: u8,
    text: Option<Vec<Any>>,
    failure: Option<BitString>,
}

impl Authority {
    /// The authority at `url`; its stamps must lead to one of `roots`, if there are any. Every call ends within
    /// `timeout`.
    ///
    /// # Errors
    /// When the machine's certificate store cannot be used.
    pub fn new(url: Url, roots: Option<Vec<Certificate>>, timeout: Duration) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .timeout(timeout)
            .connect_timeout(timeout)
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .user_agent(concat!("mon-releve/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client, url, roots })
    }

    /// A token over `signature`, checked whole.
    ///
    /// # Errors
    /// When there is none that anybody would trust.
    pub async fn stamp(&self, signature: &[u8], nonce: [u8; 16], now: Timestamp) -> Result<Vec<u8>, NoStamp> {
        let nonce = Int::new(&positive(nonce)).map_err(|_| NoStamp::Malformed)?;
        let request = Request {
            version: 1,
            imprint: Imprint::of(signature).map_err(|_| NoStamp::Malformed)?,
            nonce: nonce.clone(),
            wants_certificate: true,
        };
        let token = self.ask(request.to_der().map_err(|_| NoStamp::Malformed)?).await?;
        let token = without_roots(&token).ok_or(NoStamp::Wrong)?;
        let stamp = Stamp::read(&token, signature).ok_or(NoStamp::Wrong)?;
        if stamp.nonce != Some(nonce) {
            return Err(NoStamp::Wrong);
        }
        if self.roots.as_ref().is_some_and(|roots| !leads_to_an_authority(roots, &stamp.chain, stamp.at)) {
            return Err(NoStamp::Untrusted);
        }
        if stamp.at.duration_since(now).abs() > TOLERANCE {
            return Err(NoStamp::Clock(stamp.at));
        }
        Ok(token)
    }

    async fn ask(&self, request: Vec<u8>) -> Result<Vec<u8>, NoStamp> {
        let call = self.client.post(self.url.clone()).header(CONTENT_TYPE, QUERY).header(ACCEPT, REPLY);
        let mut answer = traced(call.body(request)).send().await.map_err(NoStamp::Transport)?;
        let media_type = answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if answer.status() != reqwest::StatusCode::OK
            || !media_type.unwrap_or_default().to_ascii_lowercase().starts_with(REPLY)
        {
            return Err(NoStamp::Answer(answer.status().as_u16()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(NoStamp::Transport)? {
            body.extend_from_slice(&chunk);
            if body.len() > LARGEST_ANSWER {
                return Err(NoStamp::Malformed);
            }
        }
        let Response { status, stamp } = Response::from_der(&body).map_err(|_| NoStamp::Malformed)?;
        // Granted, or granted with a change that is looked at as any other stamp.
        if status.status > 1 {
            return Err(NoStamp::Refused(status.status));
        }
        stamp.and_then(|stamp| stamp.to_der().ok()).ok_or(NoStamp::Malformed)
    }
}

/// As many random bits as make a positive number that DER writes as it is: without leading zero.
fn positive(mut random: [u8; 16]) -> [u8; 16] {
    random[0] = random[0] & 0x3f | 0x40;
    random
}

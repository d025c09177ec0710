//! The return by EMREX: the ELMO comes through the browser, packed into a form.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use serde::Deserialize;

use super::applications::{Field, Outcome, Received};
use super::client::Client;

/// Largest form read, in bytes: an ELMO holds a PDF.
pub(super) const LONGEST_FORM: usize = 8 * 1024 * 1024;
/// Largest ELMO unpacked, in bytes: a packed one may be a bomb.
const LONGEST_ELMO: u64 = 16 * 1024 * 1024;

/// The four fields.
#[derive(Deserialize)]
pub(super) struct Returned {
    #[serde(rename = "sessionId")]
    pub(super) session_id: String,
    #[serde(rename = "returnCode")]
    return_code: String,
    elmo: String,
}

/// What came of it.
pub(super) async fn outcome(client: &Client, returned: &Returned) -> Outcome {
    match returned.return_code.as_str() {
        "NCP_OK" => match received(client, &returned.elmo).await {
            Some(received) => Outcome::Received(received.into()),
            None => Outcome::Failed,
        },
        "NCP_CANCEL" => Outcome::Declined,
        "NCP_NO_RESULTS" => Outcome::NothingFound,
        _ => Outcome::Failed,
    }
}

async fn received(client: &Client, packed: &str) -> Option<Received> {
    let gzip = STANDARD.decode(packed).ok()?;
    let mut elmo = String::new();
    GzDecoder::new(gzip.as_slice()).take(LONGEST_ELMO).read_to_string(&mut elmo).ok()?;
    if client.verdict(elmo.clone().into_bytes()).await.ok()? != "VALIDE" {
        return None;
    }
    let between = |start: &str, end: &str| Some(elmo.split_once(start)?.1.split_once(end)?.0.to_owned());
    let fields = [
        ("nom", between("<familyName>", "</familyName>")?),
        ("prenoms", between("<givenNames>", "</givenNames>")?),
        ("naissance", between("<bday>", "</bday>").unwrap_or_default()),
        ("diplome", between("<title xml:lang=\"fr\">", "</title>").and(degree(&elmo)).unwrap_or_default()),
        ("decision", between("<resultLabel>", "</resultLabel>").unwrap_or_default()),
    ];
    let fields = fields.into_iter().map(|(name, value)| Field { name, value }).collect();
    let pdf = between("<content>data:application/pdf;base64,", "</content>");
    let pdf = pdf.and_then(|pdf| STANDARD.decode(pdf).ok()).map(Into::into);
    Some(Received { fields, marks: Vec::new(), pdf })
}

/// Title of the degree: the first one after the issuer's.
fn degree(elmo: &str) -> Option<String> {
    let degree = elmo.split_once("<learningOpportunitySpecification>")?.1;
    Some(degree.split_once("<title xml:lang=\"fr\">")?.1.split_once("</title>")?.0.to_owned())
}

//! The page whose form carries the answer back: it works without a script, by one visible button.

use std::io::Write;

use actix_web::HttpResponse;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::domain::hand_off::EmrexSessionId;
use crate::http::views::{EmrexCode, HandOffReturn, Layout, Page};
use crate::ports::rendering::SealedElmo;

/// What goes back.
pub enum Answer<'a> {
    /// The transcripts.
    Ok(&'a SealedElmo),
    /// The candidate said no, or has nothing: the same to the site.
    Cancel,
    /// The candidate asked us to say that nothing was found.
    NoResults,
}

/// Where it goes.
pub struct Address<'a> {
    /// `returnUrl`, registered.
    pub return_url: &'a str,
    /// `sessionId`, as it came.
    pub session_id: &'a EmrexSessionId,
}

/// The page.
pub fn page(
    layout: Layout,
    site: String,
    address: &Address<'_>,
    answer: &Answer<'_>,
    receipt: Option<String>,
) -> HttpResponse {
    let (code, elmo) = match answer {
        Answer::Ok(elmo) => (EmrexCode::Ok, packed(&elmo.0)),
        Answer::Cancel => (EmrexCode::Cancel, String::new()),
        Answer::NoResults => (EmrexCode::NoResults, String::new()),
    };
    // The page is one form and nothing else that can be sent.
    let layout = layout.signed_in(None);
    let (return_url, session_id) = (address.return_url.to_owned(), address.session_id.as_str().to_owned());
    HandOffReturn { layout, site, return_url, session_id, code, elmo, receipt }.respond()
}

/// base64( gzip( UTF-8 ) ), as EMREX has it.
fn packed(elmo: &str) -> String {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let packed = gzip.write_all(elmo.as_bytes()).and_then(|()| gzip.finish());
    STANDARD.encode(packed.expect("memory takes what is written to it"))
}

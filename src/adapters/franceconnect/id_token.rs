//! The id_token: who signed in, for whom, when, how surely (OpenID Connect Core §3.1.3.7).

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::error::ProtocolError;
use super::signed_token::VerifiedClaims;
use crate::domain::subject::Subject;
use crate::ports::identity_provider::Nonce;

/// What the id_token must say.
pub struct Expectations<'a> {
    /// Issuer, to the letter.
    pub issuer: &'a str,
    /// Our `client_id`.
    pub client_id: &'a str,
    /// What this sign-in sent.
    pub nonce: &'a Nonce,
    /// Level of assurance requested.
    pub acr: &'a str,
    /// The access token it came with, to hold `at_hash` against.
    pub access_token: &'a str,
    /// Now, in seconds since the epoch.
    pub now: i64,
}

/// What the id_token tells: FranceConnect puts no identity into it.
pub struct Authentication {
    /// Identifier of the citizen.
    pub subject: Subject,
    /// Level of assurance reached.
    pub acr: String,
}

/// Checks every claim.
///
/// # Errors
/// The first claim that does not say what it must.
pub fn check(claims: &VerifiedClaims, expected: &Expectations<'_>) -> Result<Authentication, ProtocolError> {
    claims.expect_issuer_and_audience(expected.issuer, expected.client_id)?;
    claims.expect_current(expected.now)?;
    if claims.text("nonce")? != expected.nonce.as_str() {
        return Err(claims.refuse("nonce"));
    }
    let subject = Subject::parse(claims.text("sub")?).map_err(|_| claims.refuse("sub"))?;
    let acr = claims.text("acr")?;
    if assurance(acr) < assurance(expected.acr) || assurance(acr).is_none() {
        return Err(ProtocolError::Assurance);
    }
    // FranceConnect sends at_hash at times; when there, it must fit (§3.1.3.8).
    if claims.get("at_hash").is_some() && claims.text("at_hash")? != at_hash(expected.access_token) {
        return Err(claims.refuse("at_hash"));
    }
    Ok(Authentication { subject, acr: acr.to_owned() })
}

/// Rank of an eIDAS level; `None` for anything else, which therefore suffices for nothing.
fn assurance(acr: &str) -> Option<u8> {
    match acr {
        "eidas1" => Some(1),
        "eidas2" => Some(2),
        "eidas3" => Some(3),
        _ => None,
    }
}

fn at_hash(access_token: &str) -> String {
    let hash = digest::digest(&digest::SHA256, access_token.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])
}

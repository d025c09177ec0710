//! The id_token: who signed in, for whom, when, how surely (OpenID Connect Core §3.1.3.7).

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use subtle::ConstantTimeEq;

use super::error::ProtocolError;
use super::signed_token::VerifiedClaims;
use crate::domain::assurance::Assurance;
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
    pub assurance: Assurance,
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
    pub assurance: Assurance,
    /// `rep_scope`: perimeters of the mandate of a carer of Aidants Connect.
    pub mandate: Option<String>,
}

/// Checks every claim.
///
/// # Errors
/// The first claim that does not say what it must.
pub fn check(claims: &VerifiedClaims, expected: &Expectations<'_>) -> Result<Authentication, ProtocolError> {
    claims.expect_issuer_and_audience(expected.issuer, expected.client_id)?;
    claims.expect_current(expected.now)?;
    if !is_same(claims.text("nonce")?, expected.nonce.as_str()) {
        return Err(claims.refuse("nonce"));
    }
    let subject = Subject::parse(claims.text("sub")?).map_err(|_| claims.refuse("sub"))?;
    let assurance = Assurance::from_code(claims.text("acr")?)
        .filter(|reached| *reached >= expected.assurance)
        .ok_or(ProtocolError::Assurance)?;
    // FranceConnect sends at_hash at times; when there, it must fit (§3.1.3.8).
    if claims.get("at_hash").is_some() && !is_same(claims.text("at_hash")?, &at_hash(expected.access_token)) {
        return Err(claims.refuse("at_hash"));
    }
    Ok(Authentication { subject, assurance, mandate: mandate(claims) })
}

/// Longest mandate kept, in characters.
const LONGEST_MANDATE: usize = 200;

/// The perimeters as one text, without what does not belong into a trail.
fn mandate(claims: &VerifiedClaims) -> Option<String> {
    let perimeters = match claims.get("rep_scope")? {
        Value::Array(perimeters) => {
            perimeters.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        perimeter => perimeter.as_str()?.to_owned(),
    };
    Some(perimeters.chars().filter(|character| !character.is_control()).take(LONGEST_MANDATE).collect())
}

/// Whether two secrets are one, in a time that tells nothing of them.
fn is_same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

fn at_hash(access_token: &str) -> String {
    let hash = digest::digest(&digest::SHA256, access_token.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])
}

//! The userinfo answer: the civil identity, signed.

use serde_json::Value;

use super::error::ProtocolError;
use super::signed_token::VerifiedClaims;
use crate::domain::pivot_identity::{PivotClaims, PivotIdentity};
use crate::ports::identity_provider::Subject;

/// Checks the claims and parses the identity.
///
/// id_token and userinfo have the same issuer, audience and key, so one could be served as the other:
/// `nonce` tells them apart.
///
/// # Errors
/// When the claims are not ours, not about `subject` (OpenID Connect Core §5.3.2), or no identity.
pub fn check(
    claims: &VerifiedClaims,
    issuer: &str,
    client_id: &str,
    subject: &Subject,
    now: i64,
) -> Result<PivotIdentity, ProtocolError> {
    claims.expect_issuer_and_audience(issuer, client_id)?;
    claims.expect_current(now)?;
    if claims.get("nonce").is_some() {
        return Err(claims.refuse("nonce"));
    }
    if claims.text("sub")? != subject.0 {
        return Err(claims.refuse("sub"));
    }
    let given_name_array = match claims.get("given_name_array") {
        None | Some(Value::Null) => None,
        Some(Value::Array(names)) => Some(
            names
                .iter()
                .map(|name| name.as_str().map(str::to_owned))
                .collect::<Option<Vec<_>>>()
                .ok_or_else(|| claims.refuse("given_name_array"))?,
        ),
        Some(_) => return Err(claims.refuse("given_name_array")),
    };
    PivotIdentity::parse(PivotClaims {
        family_name: claims.text("family_name")?,
        given_name: claims.text("given_name")?,
        given_name_array: given_name_array.as_deref(),
        birthdate: claims.text("birthdate")?,
        gender: claims.text("gender")?,
        // Born abroad: FranceConnect sends an empty text, or nothing.
        birthplace: claims.get("birthplace").and_then(Value::as_str),
        birthcountry: claims.text("birthcountry")?,
    })
    .map_err(|invalid| match invalid {
        crate::domain::pivot_identity::InvalidPivotIdentity::Unusable(claim) => claims.refuse(claim),
        crate::domain::pivot_identity::InvalidPivotIdentity::GivenNamesDisagree => {
            claims.refuse("given_name_array")
        }
    })
}

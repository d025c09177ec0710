//! The userinfo answer: the civil identity, signed.

use serde_json::Value;

use super::error::ProtocolError;
use super::signed_token::VerifiedClaims;
use crate::domain::pivot_identity::{InvalidPivotIdentity, PivotClaims, PivotIdentity};
use crate::domain::subject::Subject;

/// Checks the claims and parses the identity.
///
/// Everything FranceConnect signs for us has one issuer and one key, so one token could be served as another:
/// `nonce` marks an id_token, `token_introspection` an answer to a data provider.
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
    for foreign in ["nonce", "token_introspection"] {
        if claims.get(foreign).is_some() {
            return Err(claims.refuse(foreign));
        }
    }
    if claims.text("sub")? != subject.as_str() {
        return Err(claims.refuse("sub"));
    }
    pivot_identity(claims)
}

/// The identity among these claims.
///
/// # Errors
/// When a claim is missing, malformed or contradicts another.
pub fn pivot_identity(claims: &VerifiedClaims) -> Result<PivotIdentity, ProtocolError> {
    // FranceConnect+ hands over what the identity provider says, and beside it the civil register's
    // version; FranceConnect hands over the register's under the plain names.
    let register = if claims.get("rnipp_family_name").is_some() { REGISTER_OF_PLUS } else { REGISTER };
    let given_name_array = match claims.get(register.given_name_array) {
        None | Some(Value::Null) => None,
        Some(Value::Array(names)) => Some(
            names
                .iter()
                .map(|name| name.as_str().map(str::to_owned))
                .collect::<Option<Vec<_>>>()
                .ok_or_else(|| claims.refuse(register.given_name_array))?,
        ),
        Some(_) => return Err(claims.refuse(register.given_name_array)),
    };
    PivotIdentity::parse(PivotClaims {
        family_name: claims.text(register.family_name)?,
        given_name: claims.text(register.given_name)?,
        given_name_array: given_name_array.as_deref(),
        birthdate: claims.text(register.birthdate)?,
        gender: claims.text(register.gender)?,
        // Born abroad: FranceConnect sends an empty text, or nothing.
        birthplace: claims.get(register.birthplace).and_then(Value::as_str),
        birthcountry: claims.text(register.birthcountry)?,
    })
    .map_err(|invalid| match invalid {
        InvalidPivotIdentity::Unusable(claim) => claims.refuse(claim),
        InvalidPivotIdentity::GivenNamesDisagree => claims.refuse("given_name_array"),
    })
}

/// Names of the claims that hold the civil register's version.
struct RegisterClaims {
    family_name: &'static str,
    given_name: &'static str,
    given_name_array: &'static str,
    birthdate: &'static str,
    gender: &'static str,
    birthplace: &'static str,
    birthcountry: &'static str,
}

const REGISTER: RegisterClaims = RegisterClaims {
    family_name: "family_name",
    given_name: "given_name",
    given_name_array: "given_name_array",
    birthdate: "birthdate",
    gender: "gender",
    birthplace: "birthplace",
    birthcountry: "birthcountry",
};

const REGISTER_OF_PLUS: RegisterClaims = RegisterClaims {
    family_name: "rnipp_family_name",
    given_name: "rnipp_given_name",
    given_name_array: "rnipp_given_name_array",
    birthdate: "rnipp_birthdate",
    gender: "rnipp_gender",
    birthplace: "rnipp_birthplace",
    birthcountry: "rnipp_birthcountry",
};

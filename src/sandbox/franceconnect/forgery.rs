//! Tokens that say something else than they should, in any way a test can think of.

use aws_lc_rs::error::Unspecified;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::keys::{Algorithm, SigningKeys};

/// A token other than it should be: genuine where nothing else is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Forgery {
    /// Merge patch (RFC 7396) over the header: a member is replaced, or removed by `null`.
    pub header: Value,
    /// The same over the claims.
    pub claims: Value,
    /// A claim written a second time, with another value.
    pub doubled_claim: Option<String>,
    /// A header written a second time, with the same value.
    pub doubled_header: Option<String>,
    /// Signed with a key that was never published, under the published id.
    pub foreign_key: bool,
    /// The signature in another form.
    pub signature: SignatureShape,
    /// The media type of the answer; userinfo only.
    pub content_type: Option<String>,
}

/// How a signature is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureShape {
    /// As RFC 7518 §3.4 asks.
    #[default]
    Standard,
    /// ASN.1, as X.509 has it.
    Asn1,
    /// 64 zero bytes, which careless libraries took for a good one.
    Zeros,
    /// With base64 padding.
    Padded,
    /// None at all.
    Empty,
}

impl Forgery {
    /// The token, forged where asked for.
    pub(super) fn sign(
        &self,
        keys: &SigningKeys,
        algorithm: &Algorithm,
        mut header: Value,
        mut claims: Value,
    ) -> Result<String, Unspecified> {
        merge(&mut header, &self.header);
        merge(&mut claims, &self.claims);
        let header =
            written(&header, self.doubled_header.as_deref().map(|name| (name, header[name].clone())));
        let claims =
            written(&claims, self.doubled_claim.as_deref().map(|name| (name, json!("another value"))));
        let stranger = if self.foreign_key { Some(SigningKeys::generate()?) } else { None };
        let token = stranger.as_ref().unwrap_or(keys).sign(algorithm, &header, &claims)?;
        reshaped(&token, self.signature, stranger.as_ref().unwrap_or(keys))
    }
}

/// RFC 7396 over one level: a member is replaced, or removed by `null`.
pub(super) fn merge(target: &mut Value, patch: &Value) {
    let (Some(target), Some(patch)) = (target.as_object_mut(), patch.as_object()) else { return };
    for (name, value) in patch {
        if value.is_null() {
            target.remove(name);
        } else {
            target.insert(name.clone(), value.clone());
        }
    }
}

/// JSON text of an object, with one more member at its end even if it is there already.
fn written(object: &Value, doubled: Option<(&str, Value)>) -> String {
    let text = object.to_string();
    let Some((name, value)) = doubled else { return text };
    let again = Value::Object(Map::from_iter([(name.to_owned(), value)])).to_string();
    format!("{},{}", text.trim_end_matches('}'), again.trim_start_matches('{'))
}

fn reshaped(token: &str, shape: SignatureShape, keys: &SigningKeys) -> Result<String, Unspecified> {
    let (input, signature) = token.rsplit_once('.').ok_or(Unspecified)?;
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let signature = match shape {
        SignatureShape::Standard => signature.to_owned(),
        SignatureShape::Asn1 => encode(&keys.sign_asn1(input.as_bytes())?),
        SignatureShape::Zeros => encode(&[0; 64]),
        SignatureShape::Padded => format!("{signature}=="),
        SignatureShape::Empty => String::new(),
    };
    Ok(format!("{input}.{signature}"))
}

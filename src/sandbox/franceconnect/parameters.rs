//! Request parameters: read once, against a closed list.
//!
//! FranceConnect validates with « whitelist » and « forbid non-whitelisted »: one parameter too
//! many, or one given twice, and the whole request is refused (`authorize-params.dto.ts`).

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_TYPE;
use url::form_urlencoded;

/// Parameters by name, each at most once and each of the allowed ones.
pub(super) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// Reads a query string or a form body.
    ///
    /// # Errors
    ///
    /// A sentence for developers naming the first parameter that is unknown or given twice.
    pub(super) fn parse(encoded: &[u8], allowed: &[&str]) -> Result<Self, String> {
        let mut found = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(encoded) {
            if !allowed.contains(&name.as_ref()) {
                return Err(format!("unknown parameter '{name}'"));
            }
            if found.insert(name.to_string(), value.into_owned()).is_some() {
                return Err(format!("parameter '{name}' given twice"));
            }
        }
        Ok(Self(found))
    }

    /// The value, which may be empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The value when present and not empty.
    ///
    /// # Errors
    ///
    /// A sentence for developers.
    pub(super) fn required(&self, name: &str) -> Result<&str, String> {
        match self.get(name) {
            Some(value) if !value.is_empty() => Ok(value),
            _ => Err(format!("missing required parameter '{name}'")),
        }
    }
}

/// Whether the body announces itself as a form.
pub(super) fn is_form(request: &HttpRequest) -> bool {
    media_type(request) == Some("application/x-www-form-urlencoded")
}

/// The media type of the body without its parameters.
pub(super) fn media_type(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(CONTENT_TYPE)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}

//! `[franceconnect.data_provider]`: our registration for answering tokens that sites bring.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::Problems;
use crate::domain::assurance::Assurance;

/// `[franceconnect.data_provider]`, checked for form.
#[derive(Clone)]
pub struct DataProviderSettings {
    /// `client_id`, other than the relying party's.
    pub client_id: String,
    /// `client_secret`.
    pub client_secret: SecretString,
    /// Private JWKS that FranceConnect encrypts to.
    pub jwks: SecretString,
    /// Our scope.
    pub scope: String,
    /// How surely the person must be known.
    pub acr_floor: Assurance,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    client_id: Option<String>,
    client_secret: Option<SecretString>,
    #[serde(default, rename = "client_secret_file")]
    _client_secret_file: Option<String>,
    jwks: Option<SecretString>,
    #[serde(default, rename = "jwks_file")]
    _jwks_file: Option<String>,
    scope: Option<String>,
    acr_floor: Option<String>,
}

impl Typed {
    pub(super) fn resolve(self, problems: &mut Problems) -> Option<DataProviderSettings> {
        const SECTION: &str = "franceconnect.data_provider";
        let client_id = self.client_id.filter(|id| !id.is_empty());
        if client_id.is_none() {
            problems.missing(
                format!("{SECTION}.client_id"),
                "copy it from FranceConnect: a data provider has its own",
            );
        }
        let filled = |secret: Option<SecretString>| secret.filter(|text| !text.expose_secret().is_empty());
        let client_secret = filled(self.client_secret);
        if client_secret.is_none() {
            problems.missing(format!("{SECTION}.client_secret"), "set client_secret_file");
        }
        let jwks = filled(self.jwks);
        if jwks.is_none() {
            problems.missing(format!("{SECTION}.jwks"), "set jwks_file to our private JWKS");
        }
        let floor = Assurance::from_code(self.acr_floor.as_deref().unwrap_or("eidas1"));
        if floor.is_none() {
            problems.add(
                format!("{SECTION}.acr_floor"),
                "is not a level",
                "write \"eidas1\", \"eidas2\" or \"eidas3\"",
            );
        }
        let scope = self.scope.unwrap_or_else(|| "eag_releve".to_owned());
        if scope.is_empty() || scope.contains(char::is_whitespace) {
            problems.add(
                format!("{SECTION}.scope"),
                "is not one scope",
                "write the scope FranceConnect gave us",
            );
        }
        Some(DataProviderSettings {
            client_id: client_id?,
            client_secret: client_secret?,
            jwks: jwks?,
            scope,
            acr_floor: floor?,
        })
    }
}

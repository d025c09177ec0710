//! `[api]` and `[limits]`.

use serde::Deserialize;

use super::{Environment, Problems};

/// Who may ask with INA and management number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CredentialsAccess {
    /// Sites of the registry that prove who they are.
    Partners,
    /// Anybody: sandbox only.
    Open,
}

/// `[api]`, checked.
#[derive(Clone, Debug)]
pub struct ApiSettings {
    /// Who may ask with INA and management number.
    pub credentials_access: CredentialsAccess,
}

#[derive(Deserialize)]
pub(super) struct Typed {
    credentials_access: CredentialsAccess,
}

impl Typed {
    pub(super) fn resolve(self, environment: Environment, problems: &mut Problems) -> ApiSettings {
        if environment == Environment::Production && self.credentials_access == CredentialsAccess::Open {
            problems.add(
                "api.credentials_access",
                "is \"open\"",
                "INA and management number can be guessed: in production write \"partners\"",
            );
        }
        ApiSettings { credentials_access: self.credentials_access }
    }
}

/// `[limits]`: how often something may be tried; 0 turns a limit off.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct LimitsSettings {
    /// Requests to the APIs from one address.
    pub per_address_per_minute: u32,
    /// Wrong management numbers for one INA.
    pub attempts_per_ina_per_hour: u32,
    /// Requests of one enrolment site.
    pub attempts_per_partner_per_minute: u32,
}

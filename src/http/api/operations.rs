//! What the APIs for enrolment sites do, as a table: the routes, the OpenAPI document and its page all say the
//! same because they all read this.

use super::problem::ProblemCode;
use crate::domain::coded::coded;

/// Transcripts by INA and management number.
pub const CREDENTIALS_PATH: &str = "/arpent-resultats-api/api/arpent-resultats/audit-notes/credentials";
/// Transcripts by a FranceConnect token.
pub const FRANCECONNECT_PATH: &str = "/arpent-resultats-api/api/arpent-resultats/audit-notes/franceconnect";
/// The example of the ministry's API card.
pub const EXAMPLE_BODY: &str = r#"{"ina": "12345678","numGestion": "0000000000X"}"#;

coded! {
    /// One thing a site can ask for, by its name in the OpenAPI document.
    Operation {
        /// By INA and management number.
        ByCredentials = "relevesParIdentifiants",
        /// By a FranceConnect token.
        ByToken = "relevesParFranceConnect",
    }
}

/// How a site proves that it may ask, by the name of the security scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// HTTP Basic.
    Site,
    /// Bearer token of FranceConnect.
    Token,
}

impl Operation {
    /// Its address.
    pub fn path(self) -> &'static str {
        match self {
            Self::ByCredentials => CREDENTIALS_PATH,
            Self::ByToken => FRANCECONNECT_PATH,
        }
    }

    /// How a site proves that it may ask.
    pub fn proof(self) -> Proof {
        match self {
            Self::ByCredentials => Proof::Site,
            Self::ByToken => Proof::Token,
        }
    }

    /// Key of the text that says what it does.
    pub fn summary_key(self) -> &'static str {
        match self {
            Self::ByCredentials => "api-identifiants-titre",
            Self::ByToken => "api-jeton-titre",
        }
    }

    /// Key of the text that says how.
    pub fn description_key(self) -> &'static str {
        match self {
            Self::ByCredentials => "api-identifiants-texte",
            Self::ByToken => "api-jeton-texte",
        }
    }

    /// A request that a developer can paste.
    pub fn example(self, origin: &str) -> String {
        let head = "curl -H 'Accept: application/json'";
        let address = format!("{origin}{}", self.path());
        match self {
            Self::ByCredentials => {
                format!("{head} -u \"$CLIENT_ID:$SECRET\" \\\n  -d '{EXAMPLE_BODY}' \\\n  {address}")
            }
            Self::ByToken => {
                format!("{head} -X POST \\\n  -H \"Authorization: Bearer $TOKEN\" \\\n  {address}")
            }
        }
    }

    /// Everything that can go wrong.
    pub fn problems(self) -> Vec<ProblemCode> {
        use ProblemCode::*;
        let own: &[ProblemCode] = match self {
            Self::ByCredentials => &[MalformedRequest, TooLarge, UnknownSite, UnknownCredentials],
            Self::ByToken => &[
                NoToken,
                InvalidToken,
                InsufficientAssurance,
                InsufficientScope,
                UnknownIdentity,
                NotFound,
                FranceConnectUnavailable,
            ],
        };
        let common = [
            ForbiddenSite,
            MethodNotAllowed,
            NotAcceptable,
            SeveralTranscripts,
            TooManyAttempts,
            SealUnavailable,
            ServiceUnavailable,
        ];
        own.iter().copied().chain(common).collect()
    }
}

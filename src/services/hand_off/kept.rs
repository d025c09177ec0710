//! Requests as the short-term store holds them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::enrolment_site::{ClientId, Scope};
use crate::domain::exam_record::Diploma;
use crate::domain::hand_off::{CodeChallenge, EmrexSessionId, HandOffRequest, Scopes, WayBack, Wish};
use crate::domain::redacted::redacted_debug;

/// One request.
#[derive(Serialize, Deserialize)]
pub(super) struct KeptRequest {
    site: String,
    way_back: KeptWayBack,
    scopes: String,
    diploma: Option<String>,
    session: Option<u16>,
    asked_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
enum KeptWayBack {
    Code { redirect_uri: String, state: Option<String>, challenge: String },
    Form { return_url: String, session_id: String },
}

redacted_debug!(KeptRequest);

/// A value as bytes for the store.
pub(super) fn bytes(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("plain values always serialize")
}

/// A value of the store; none when another version of this program wrote it.
pub(super) fn read<T: for<'a> Deserialize<'a>>(bytes: Option<Vec<u8>>) -> Option<T> {
    bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok())
}

impl From<&HandOffRequest> for KeptRequest {
    fn from(request: &HandOffRequest) -> Self {
        Self {
            site: request.site.as_str().to_owned(),
            way_back: match &request.way_back {
                WayBack::Code { redirect_uri, state, challenge } => KeptWayBack::Code {
                    redirect_uri: redirect_uri.clone(),
                    state: state.clone(),
                    challenge: challenge.as_str().to_owned(),
                },
                WayBack::Form { return_url, session_id } => KeptWayBack::Form {
                    return_url: return_url.clone(),
                    session_id: session_id.as_str().to_owned(),
                },
            },
            scopes: request.scopes.codes(),
            diploma: request.wish.diploma.map(|diploma| diploma.code().to_owned()),
            session: request.wish.session,
            asked_at: request.asked_at,
        }
    }
}

impl KeptRequest {
    /// Whether this site asked.
    pub(super) fn is_of(&self, site: &ClientId) -> bool {
        self.site == site.as_str()
    }

    pub(super) fn restore(self) -> Option<HandOffRequest> {
        Some(HandOffRequest {
            site: ClientId::parse(&self.site).ok()?,
            way_back: match self.way_back {
                KeptWayBack::Code { redirect_uri, state, challenge } => {
                    WayBack::Code { redirect_uri, state, challenge: CodeChallenge::parse(&challenge).ok()? }
                }
                KeptWayBack::Form { return_url, session_id } => {
                    WayBack::Form { return_url, session_id: EmrexSessionId::parse(&session_id).ok()? }
                }
            },
            scopes: Scopes::parse(&self.scopes, Scope::ALL).ok()?,
            wish: Wish {
                diploma: self.diploma.as_deref().and_then(Diploma::from_code),
                session: self.session,
            },
            asked_at: self.asked_at,
        })
    }
}

//! What a site asks, read once: by its browser's query, or pushed by its server.

use jiff::Timestamp;

use super::error::OauthError;
use super::parameters::Parameters;
use crate::domain::enrolment_site::EnrolmentSite;
use crate::domain::exam_record::Diploma;
use crate::domain::hand_off::{CodeChallenge, HandOffRequest, Scopes, WayBack, Wish};
use crate::domain::language::Language;
use crate::domain::redacted::redacted_debug;
use crate::services::hand_off::receive_request::Pushed;

/// Longest `state`, in bytes.
const LONGEST_STATE: usize = 2048;

/// Why a request is refused, and what goes back to the site with it.
pub struct Refusal {
    /// What is wrong.
    pub error: OauthError,
    /// The site's own reference, as far as it can be told.
    pub state: Option<String>,
}

redacted_debug!(Refusal);

/// The registered address that the answer goes to; none when it is missing, or differs by one character from
/// every one that is registered.
pub fn registered_address(parameters: &Parameters, site: &EnrolmentSite) -> Option<String> {
    parameters.get("redirect_uri").filter(|asked| site.takes_redirect_to(asked)).map(str::to_owned)
}

/// Reads everything but who asks and where the answer goes.
///
/// # Errors
/// With the error of RFC 6749 §4.1.2.1 that fits.
pub fn read(
    parameters: &Parameters,
    site: &EnrolmentSite,
    redirect_uri: String,
    now: Timestamp,
) -> Result<Pushed, Refusal> {
    let state = parameters.get("state").filter(|state| state.len() <= LONGEST_STATE).map(str::to_owned);
    let refuse = |error| Refusal { error, state: state.clone() };
    let invalid = |description| refuse(OauthError::invalid_request(description));
    if parameters.has_repeated() {
        return Err(invalid("a parameter stands twice"));
    }
    if parameters.get("state").is_some() && state.is_none() {
        return Err(invalid("state is too long"));
    }
    if parameters.get("request").is_some() {
        let description = "request objects are not taken: push the request instead";
        return Err(refuse(OauthError::bad("request_not_supported", description)));
    }
    match parameters.get("response_type") {
        Some("code") => {}
        None => return Err(invalid("response_type is missing")),
        Some(_) => {
            return Err(refuse(OauthError::bad("unsupported_response_type", "response_type must be code")));
        }
    }
    if parameters.get("response_mode").is_some_and(|mode| mode != "query") {
        return Err(invalid("response_mode must be query"));
    }
    if parameters.get("code_challenge_method") != Some("S256") {
        return Err(invalid("code_challenge_method must be S256"));
    }
    let challenge = parameters.get("code_challenge").and_then(|text| CodeChallenge::parse(text).ok());
    let challenge = challenge.ok_or_else(|| invalid("code_challenge must be the SHA-256 of a verifier"))?;
    let scopes = Scopes::parse(parameters.get("scope").unwrap_or_default(), &site.scopes);
    let description = "scope must hold scopes that the site registered";
    let scopes = scopes.map_err(|_| refuse(OauthError::bad("invalid_scope", description)))?;
    let diploma = parameters.get("diplome").map(|code| Diploma::from_code(code).ok_or(()));
    let session = parameters.get("session").map(|year| year.parse::<u16>().map_err(drop));
    let wish = match (diploma.transpose(), session.transpose()) {
        (Ok(diploma), Ok(session)) => Wish { diploma, session },
        _ => return Err(invalid("diplome is a code of the data dictionary, session a year")),
    };
    let language = parameters.get("ui_locales").map(str::to_owned);
    let way_back = WayBack::Code { redirect_uri, state: state.clone(), challenge };
    let request = HandOffRequest { site: site.client_id.clone(), way_back, scopes, wish, asked_at: now };
    Ok(Pushed { request, language })
}

/// The first of the languages a site wishes for (`ui_locales`) that we speak.
pub fn language(ui_locales: Option<&str>) -> Language {
    let spoken = |tag: &str| {
        let primary = tag.split('-').next().unwrap_or_default();
        Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    };
    ui_locales.unwrap_or_default().split(' ').find_map(spoken).unwrap_or_default()
}

//! What an API says when it cannot do what was asked: problem details (RFC 9457), each with a stable code and
//! a page that says what to do.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use crate::domain::coded::coded;
use crate::domain::language::Language;
use crate::http::state::AppState;
use crate::http::views::text::Text;
use crate::http::views::words::key;

coded! {
    /// One way a request to an API fails. Codes never change; texts may.
    ProblemCode {
        /// The body is not what it must be.
        MalformedRequest = "REQUETE_INVALIDE",
        /// The body is larger than any request.
        TooLarge = "REQUETE_TROP_LONGUE",
        /// The site did not prove who it is.
        UnknownSite = "SITE_NON_IDENTIFIE",
        /// The site may not do this, or not any more.
        ForbiddenSite = "SITE_NON_HABILITE",
        /// Unknown INA, wrong management number, or nothing published.
        UnknownCredentials = "IDENTIFIANTS_NON_RECONNUS",
        /// Nobody, or more than one person.
        UnknownIdentity = "IDENTITE_NON_RECONCILIEE",
        /// None of the forms we have.
        NotAcceptable = "FORMAT_NON_PROPOSE",
        /// One PDF was asked for and there are several transcripts.
        SeveralTranscripts = "PLUSIEURS_RELEVES",
        /// Another method.
        MethodNotAllowed = "METHODE_NON_PROPOSEE",
        /// There is no such address.
        NotFound = "RESSOURCE_INCONNUE",
        /// Too many attempts.
        TooManyAttempts = "TROP_DE_DEMANDES",
        /// No token came.
        NoToken = "JETON_ABSENT",
        /// Unknown, expired, revoked, or made for something else.
        InvalidToken = "JETON_INVALIDE",
        /// The token does not allow this.
        InsufficientScope = "PORTEE_INSUFFISANTE",
        /// FranceConnect does not know the person surely enough.
        InsufficientAssurance = "NIVEAU_DE_GARANTIE_INSUFFISANT",
        /// FranceConnect does not answer.
        FranceConnectUnavailable = "FRANCECONNECT_INDISPONIBLE",
        /// The seal does not answer.
        SealUnavailable = "CACHET_INDISPONIBLE",
        /// A store does not answer.
        ServiceUnavailable = "SERVICE_INDISPONIBLE",
    }
}

/// When to try again after a failure that passes by itself, in seconds.
const RETRY_SECONDS: u32 = 60;

impl ProblemCode {
    /// The status it comes with.
    pub fn status(self) -> StatusCode {
        match self {
            Self::MalformedRequest => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnknownSite | Self::NoToken | Self::InvalidToken | Self::InsufficientAssurance => {
                StatusCode::UNAUTHORIZED
            }
            Self::ForbiddenSite | Self::InsufficientScope => StatusCode::FORBIDDEN,
            Self::UnknownCredentials | Self::UnknownIdentity | Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotAcceptable | Self::SeveralTranscripts => StatusCode::NOT_ACCEPTABLE,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooManyAttempts => StatusCode::TOO_MANY_REQUESTS,
            Self::FranceConnectUnavailable | Self::SealUnavailable | Self::ServiceUnavailable => {
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
    }

    /// Key of the text that says what is wrong, in few words.
    pub fn title_key(self) -> String {
        key("probleme-titre-", self.code())
    }

    /// Key of the text that says what to do.
    pub fn advice_key(self) -> String {
        key("probleme-conseil-", self.code())
    }
}

/// One problem of one request.
#[derive(Debug)]
pub struct Problem {
    /// Which.
    pub code: ProblemCode,
    /// Seconds until it is worth trying again.
    pub wait_seconds: Option<u32>,
    /// How to prove who one is (RFC 9110 §11.6.1).
    pub challenge: Option<String>,
}

impl From<ProblemCode> for Problem {
    fn from(code: ProblemCode) -> Self {
        let passes = code.status() == StatusCode::SERVICE_UNAVAILABLE;
        Self { code, wait_seconds: passes.then_some(RETRY_SECONDS), challenge: None }
    }
}

impl Problem {
    /// Too many attempts.
    pub fn too_many(wait_seconds: u32) -> Self {
        Self { wait_seconds: Some(wait_seconds), ..ProblemCode::TooManyAttempts.into() }
    }

    /// Closed for planned work, or full.
    pub fn closed(wait_seconds: u32) -> Self {
        Self { wait_seconds: Some(wait_seconds), ..ProblemCode::ServiceUnavailable.into() }
    }

    /// With a challenge.
    pub fn challenging(code: ProblemCode, challenge: impl Into<String>) -> Self {
        Self { challenge: Some(challenge.into()), ..code.into() }
    }

    /// The answer, in the language the caller prefers.
    pub fn respond(&self, request: &HttpRequest, state: &AppState) -> HttpResponse {
        let language = preferred_language(request);
        let text = Text::new(language);
        let code = self.code.code();
        let status = self.code.status();
        let body = json!({
            "type": state.public_url.join(&format!("/developpeurs/erreurs/{code}")),
            "title": text.say(self.code.title_key()).to_string(),
            "status": status.as_u16(),
            "detail": text.say(self.code.advice_key()).to_string(),
            "code": code,
        });
        let mut response = HttpResponse::build(status);
        response
            .content_type("application/problem+json")
            .insert_header((CONTENT_LANGUAGE, language.tag()))
            .insert_header((CACHE_CONTROL, "no-store"));
        if let Some(seconds) = self.wait_seconds {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        if let Some(challenge) = &self.challenge {
            response.insert_header((WWW_AUTHENTICATE, challenge.as_str()));
        }
        response.body(body.to_string())
    }
}

/// French, unless English is asked for first.
fn preferred_language(request: &HttpRequest) -> Language {
    let wish = request.headers().get(actix_web::http::header::ACCEPT_LANGUAGE);
    let wish = wish.and_then(|wish| wish.to_str().ok()).unwrap_or_default();
    if wish.trim_start().starts_with("en") { Language::English } else { Language::French }
}

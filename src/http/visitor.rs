//! Who asks, in which language, for which page: read from every request once.

use std::future::{Ready, ready};
use std::sync::Arc;
use std::time::Duration;

use actix_session::SessionExt;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, LOCATION};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, ResponseError, web};

use super::error::Explanation;
use super::middleware::request_log::RequestReference;
use super::numbers_session::NumbersSession;
use super::session::{CitizenSession, SessionPolicy, SessionState, is_named_in};
use super::state::AppState;
use super::views::assets::Assets;
use super::views::{Layout, SignedIn};
use crate::domain::assurance::Identification;
use crate::domain::exam_file::RecordRef;
use crate::domain::language::Language;
use crate::domain::local_path::LocalPath;
use crate::domain::matching::Evidence;
use crate::ports::Unavailable;
use crate::services::find_records::{Found, OwnRecord};
use crate::services::person::Person;

/// One request's language and session.
pub struct Visitor {
    /// Language of the page.
    pub language: Language,
    /// Path without the language's prefix.
    pub path: String,
    /// Session.
    pub session: SessionState,
    /// What to quote to the support about this request.
    pub reference: String,
    is_sandbox: bool,
    origin: String,
    assets: Arc<Assets>,
    policy: SessionPolicy,
}

/// A visitor who is signed in.
pub struct Citizen {
    /// The request.
    pub visitor: Visitor,
    /// The session.
    pub session: CitizenSession,
}

impl Citizen {
    /// Who this is.
    pub fn person(&self) -> Person<'_> {
        Person::SignedIn { subject: &self.session.subject, identity: &self.session.identity }
    }
}

/// Language and path of an address: English under `/en`.
///
/// FranceConnect sends people back to addresses without a language; there the browser's wish counts.
pub fn language_and_path(request: &HttpRequest) -> (Language, String) {
    match request.path().strip_prefix("/en") {
        Some("") => (Language::English, "/".to_owned()),
        Some(rest) if rest.starts_with('/') => (Language::English, rest.to_owned()),
        _ => {
            let path = request.path().to_owned();
            let wish = request.headers().get(ACCEPT_LANGUAGE).and_then(|wish| wish.to_str().ok());
            let prefers_english = wish.is_some_and(|wish| wish.trim_start().starts_with("en"));
            let is_return = path.ends_with("/retour");
            let language = if is_return && prefers_english { Language::English } else { Language::French };
            (language, path)
        }
    }
}

impl Visitor {
    fn of(request: &HttpRequest) -> Option<Self> {
        let state = request.app_data::<web::Data<AppState>>()?;
        let (language, path) = language_and_path(request);
        let session = CitizenSession::read(&request.get_session(), state.session_policy, state.clock.now());
        let reference = request.extensions().get::<RequestReference>().map(|reference| reference.0.clone());
        Some(Self {
            language,
            path,
            session,
            reference: reference.unwrap_or_default(),
            is_sandbox: state.is_sandbox,
            origin: state.public_url.origin(),
            assets: Arc::clone(&state.assets),
            policy: state.session_policy,
        })
    }

    /// The session, if somebody is signed in.
    pub fn citizen(&self) -> Option<&CitizenSession> {
        match &self.session {
            SessionState::SignedIn(citizen) => Some(citizen),
            SessionState::WithNumbers(_) | SessionState::Expired | SessionState::SignedOut => None,
        }
    }

    /// How it is known who this is, if it is.
    pub fn identification(&self) -> Option<Identification> {
        match &self.session {
            SessionState::SignedIn(citizen) => Some(citizen.identification()),
            SessionState::WithNumbers(_) => Some(NumbersSession::IDENTIFICATION),
            SessionState::Expired | SessionState::SignedOut => None,
        }
    }

    /// The frame of a page for this visitor.
    pub fn layout(&self) -> Layout {
        let signed_in = match &self.session {
            SessionState::SignedIn(citizen) => Some(SignedIn {
                given_names: citizen.identity.given_names().join(" "),
                birth_name: citizen.identity.birth_name().to_owned(),
                form_token: citizen.form_token.clone(),
                ends_at: citizen.ends_at(self.policy),
            }),
            SessionState::WithNumbers(known) => Some(SignedIn {
                given_names: known.given_names.clone(),
                birth_name: known.birth_name.clone(),
                form_token: known.form_token.clone(),
                ends_at: known.ends_at(self.policy),
            }),
            SessionState::Expired | SessionState::SignedOut => None,
        };
        let layout = Layout::new(self.language, self.path.clone()).dressed(&self.assets);
        layout.at(self.origin.clone()).signed_in(signed_in).in_sandbox(self.is_sandbox)
    }

    /// The same, with the reference of this request: for pages that send people to the support.
    pub fn layout_for_support(&self) -> Layout {
        self.layout().with_reference(self.reference.clone())
    }

    /// Why this visitor does not get a page for citizens. Whoever is known by their numbers goes to
    /// FranceConnect, as a newcomer does.
    fn sign_in_required(&self, request: &HttpRequest) -> SignInRequired {
        let had_session = is_named_in(request.headers());
        let is_known = matches!(self.session, SessionState::WithNumbers(_));
        if !is_known && (had_session || matches!(self.session, SessionState::Expired)) {
            let page = LocalPath::parse(&self.path).unwrap_or_else(|_| LocalPath::records());
            return SignInRequired::Expired { page, idle: self.policy.idle };
        }
        let prefix = self.language.prefix();
        SignInRequired::Newcomer { sign_in: format!("{prefix}/connexion?retour={}", self.path) }
    }

    /// 303 to one of our paths, in the visitor's language.
    pub fn see(&self, path: &str) -> HttpResponse {
        see_other(&format!("{}{path}", self.language.prefix()))
    }
}

/// 303 to an address: after it, reloading the page repeats nothing.
pub fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, location)).finish()
}

/// A page for citizens was asked for by nobody.
#[derive(Debug, thiserror::Error)]
pub enum SignInRequired {
    /// A newcomer goes straight to FranceConnect.
    #[error("sign-in required")]
    Newcomer {
        /// By this address.
        sign_in: String,
    },
    /// Whose session ended is told so first, in place of the page.
    #[error("the session is over")]
    Expired {
        /// The page.
        page: LocalPath,
        /// After how long without a request sessions end.
        idle: Duration,
    },
}

impl ResponseError for SignInRequired {
    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Newcomer { sign_in } => see_other(sign_in),
            Self::Expired { page, idle } => {
                let mut response = HttpResponse::new(self.status_code());
                let explanation = Explanation::SessionExpired { page: page.clone(), idle: *idle };
                response.extensions_mut().insert(explanation);
                response
            }
        }
    }

    fn status_code(&self) -> StatusCode {
        match self {
            Self::Newcomer { .. } => StatusCode::SEE_OTHER,
            Self::Expired { .. } => StatusCode::UNAUTHORIZED,
        }
    }
}

impl FromRequest for Visitor {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let visitor = Self::of(request)
            .ok_or_else(|| actix_web::error::ErrorInternalServerError("the application has no state"));
        ready(visitor)
    }
}

impl FromRequest for Citizen {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let citizen = Visitor::from_request(request, payload).into_inner().and_then(|visitor| {
            if let SessionState::SignedIn(session) = &visitor.session {
                let session = CitizenSession::clone(session);
                return Ok(Self { visitor, session });
            }
            Err(visitor.sign_in_required(request).into())
        });
        ready(citizen)
    }
}

/// A visitor who may read transcripts: a citizen, or somebody who gave their numbers.
pub enum Reader {
    /// Signed in with FranceConnect.
    Citizen(Box<Citizen>),
    /// Known by their numbers.
    WithNumbers(Box<Visitor>, Box<NumbersSession>),
}

impl Reader {
    /// The request.
    pub fn visitor(&self) -> &Visitor {
        match self {
            Self::Citizen(citizen) => &citizen.visitor,
            Self::WithNumbers(visitor, _) => visitor,
        }
    }

    /// Who this is.
    pub fn person(&self) -> Person<'_> {
        match self {
            Self::Citizen(citizen) => citizen.person(),
            Self::WithNumbers(_, known) => Person::WithNumbers(&known.numbers),
        }
    }

    /// Everything that is theirs.
    ///
    /// # Errors
    /// When the records cannot be reached.
    pub async fn records(&self, state: &AppState) -> Result<Found, Unavailable> {
        self.person().records(&state.find_records, &state.answer_credentials).await
    }

    /// One record that is theirs; `None` when the reference is somebody else's or nobody's, which look the same.
    ///
    /// # Errors
    /// When the records cannot be reached.
    pub async fn record(
        &self,
        state: &AppState,
        reference: &RecordRef,
    ) -> Result<Option<OwnRecord>, Unavailable> {
        self.person().record(reference, &state.find_records, &state.answer_credentials).await
    }

    /// Where whoever has no record is led.
    pub fn without_records(&self) -> &'static str {
        match self {
            Self::Citizen(_) => "/dossier/introuvable",
            Self::WithNumbers(..) => "/connexion/numeros",
        }
    }

    /// Whether a record is seen through a link that this person can take back.
    pub fn is_linked(&self, own: &OwnRecord) -> bool {
        matches!(self, Self::Citizen(_)) && own.evidence == Evidence::Credentials
    }
}

impl TryFrom<Visitor> for Reader {
    /// Nobody is known here.
    type Error = Box<Visitor>;

    fn try_from(visitor: Visitor) -> Result<Self, Self::Error> {
        match &visitor.session {
            SessionState::SignedIn(session) => {
                let session = CitizenSession::clone(session);
                Ok(Self::Citizen(Box::new(Citizen { visitor, session })))
            }
            SessionState::WithNumbers(known) => {
                let known = known.clone();
                Ok(Self::WithNumbers(Box::new(visitor), known))
            }
            SessionState::Expired | SessionState::SignedOut => Err(Box::new(visitor)),
        }
    }
}

impl FromRequest for Reader {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let reader = Visitor::from_request(request, payload).into_inner().and_then(|visitor| {
            Self::try_from(visitor).map_err(|visitor| visitor.sign_in_required(request).into())
        });
        ready(reader)
    }
}

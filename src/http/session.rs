//! The citizen's session after sign-in: typed, on the server, an identifier alone in the cookie.

use std::time::Duration;

use actix_session::Session;
use actix_web::http::header::{COOKIE, HeaderMap};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::numbers_session::{NumbersSession, NumbersState};
use crate::domain::assurance::{Assurance, Identification};
use crate::domain::insee::FRANCE;
use crate::domain::pivot_identity::{BirthPlace, Gender, PivotClaims, PivotIdentity};
use crate::domain::redacted::redacted_debug;
use crate::domain::subject::Subject;
use crate::ports::identity_provider::{IdTokenHint, VerifiedIdentity};

/// When a session ends.
#[derive(Clone, Copy, Debug)]
pub struct SessionPolicy {
    /// After this time without a request.
    pub idle: Duration,
    /// After this time in any case.
    pub absolute: Duration,
}

impl SessionPolicy {
    /// When a session that began and was last seen then ends, if nothing more is asked for.
    pub fn end(self, begun_at: Timestamp, seen_at: Timestamp) -> Timestamp {
        let idle = seen_at.saturating_add(signed(self.idle));
        let absolute = begun_at.saturating_add(signed(self.absolute));
        // Neither overflows but for a policy of geological length.
        idle.and_then(|idle| Ok(idle.min(absolute?))).unwrap_or(Timestamp::MAX)
    }

    /// Whether a session that began and was last seen then has ended.
    pub fn is_over(self, begun_at: Timestamp, seen_at: Timestamp, now: Timestamp) -> bool {
        now.duration_since(seen_at) > signed(self.idle)
            || now.duration_since(begun_at) > signed(self.absolute)
    }
}

/// Who is signed in.
#[derive(Clone)]
pub struct CitizenSession {
    /// Identifier at FranceConnect.
    pub subject: Subject,
    /// How surely FranceConnect knew them.
    pub assurance: Assurance,
    /// Civil identity.
    pub identity: PivotIdentity,
    /// For the sign-out at FranceConnect.
    pub id_token_hint: IdTokenHint,
    /// Anti-forgery value of the session's forms.
    pub form_token: String,
    signed_in_at: Timestamp,
    seen_at: Timestamp,
}

/// What the request's session says.
pub enum SessionState {
    /// Somebody is signed in.
    SignedIn(Box<CitizenSession>),
    /// Somebody without FranceConnect gave their numbers.
    WithNumbers(Box<NumbersSession>),
    /// Somebody was, too long ago.
    Expired,
    /// Nobody is.
    SignedOut,
}

/// As kept in the store, encrypted there when it is not this process.
#[derive(Serialize, Deserialize)]
struct Kept {
    subject: String,
    assurance: String,
    family_name: String,
    given_name: String,
    given_name_array: Option<Vec<String>>,
    birthdate: String,
    gender: String,
    birthplace: Option<String>,
    birthcountry: String,
    id_token: IdTokenHint,
    form_token: String,
    signed_in_at: i64,
    seen_at: i64,
}

redacted_debug!(CitizenSession, Kept);

/// Name of the session's cookie over https and, where `__Host-` is not to be had, over http. The servers
/// of the demo share the host `localhost`, so the name is ours alone.
pub const COOKIE_NAMES: [&str; 2] = ["__Host-mon-releve-session", "mon-releve-session"];

/// Whether a request names a session, be it over or invented.
pub fn is_named_in(headers: &HeaderMap) -> bool {
    let is_ours = |cookies: &str| {
        cookies
            .split(';')
            .filter_map(|pair| pair.split_once('='))
            .any(|(name, _)| COOKIE_NAMES.contains(&name.trim()))
    };
    headers.get_all(COOKIE).filter_map(|cookies| cookies.to_str().ok()).any(is_ours)
}

const KEY: &str = "citizen";
/// `seen_at` is written at most this often, so that reading a page is not a write.
pub(super) const SEEN_STEP: SignedDuration = SignedDuration::from_secs(60);

impl CitizenSession {
    /// Begins a session under a new identifier.
    pub fn begin(session: &Session, verified: &VerifiedIdentity, form_token: String, now: Timestamp) {
        let citizen = Self {
            subject: verified.subject.clone(),
            assurance: verified.assurance,
            identity: verified.pivot.clone(),
            id_token_hint: verified.id_token_hint.clone(),
            form_token,
            signed_in_at: now,
            seen_at: now,
        };
        session.clear();
        session.renew();
        citizen.keep(session);
    }

    /// Reads the request's session and notes that it was seen.
    pub fn read(session: &Session, policy: SessionPolicy, now: Timestamp) -> SessionState {
        let kept: Option<Kept> = session.get(KEY).ok().flatten();
        let Some(mut citizen) = kept.and_then(Self::restore) else {
            return match NumbersSession::read(session, policy, now) {
                NumbersState::Known(known) => SessionState::WithNumbers(known),
                NumbersState::Expired => SessionState::Expired,
                NumbersState::Unknown => SessionState::SignedOut,
            };
        };
        if policy.is_over(citizen.signed_in_at, citizen.seen_at, now) {
            session.purge();
            return SessionState::Expired;
        }
        if now.duration_since(citizen.seen_at) >= SEEN_STEP {
            citizen.seen_at = now;
            citizen.keep(session);
        }
        SessionState::SignedIn(Box::new(citizen))
    }

    /// When the session ends if nothing more is asked for.
    pub fn ends_at(&self, policy: SessionPolicy) -> Timestamp {
        policy.end(self.signed_in_at, self.seen_at)
    }

    /// How it is known who this is.
    pub fn identification(&self) -> Identification {
        Identification::FranceConnect(self.assurance)
    }

    fn keep(&self, session: &Session) {
        let (birthplace, birthcountry) = match self.identity.birth_place() {
            BirthPlace::InFrance(commune) => (Some(commune.as_str().to_owned()), FRANCE.to_owned()),
            BirthPlace::SomewhereInFrance => (None, FRANCE.to_owned()),
            BirthPlace::Abroad(country) => (None, country.as_str().to_owned()),
        };
        let gender = match self.identity.gender() {
            Gender::Female => "female",
            Gender::Male => "male",
            Gender::Unspecified => "unspecified",
        };
        let (given_name, given_name_array) = self.identity.given_name_claims();
        let kept = Kept {
            subject: self.subject.as_str().to_owned(),
            assurance: self.assurance.code().to_owned(),
            family_name: self.identity.birth_name().to_owned(),
            given_name: given_name.to_owned(),
            given_name_array: given_name_array.map(<[String]>::to_vec),
            birthdate: self.identity.birthdate().to_string(),
            gender: gender.to_owned(),
            birthplace,
            birthcountry,
            id_token: self.id_token_hint.clone(),
            form_token: self.form_token.clone(),
            signed_in_at: self.signed_in_at.as_second(),
            seen_at: self.seen_at.as_second(),
        };
        session.insert(KEY, kept).expect("a session is plain text");
    }

    fn restore(kept: Kept) -> Option<Self> {
        let identity = PivotIdentity::parse(PivotClaims {
            family_name: &kept.family_name,
            given_name: &kept.given_name,
            given_name_array: kept.given_name_array.as_deref(),
            birthdate: &kept.birthdate,
            gender: &kept.gender,
            birthplace: kept.birthplace.as_deref(),
            birthcountry: &kept.birthcountry,
        });
        Some(Self {
            subject: Subject::parse(&kept.subject).ok()?,
            assurance: Assurance::from_code(&kept.assurance)?,
            identity: identity.ok()?,
            id_token_hint: kept.id_token,
            form_token: kept.form_token,
            signed_in_at: Timestamp::from_second(kept.signed_in_at).ok()?,
            seen_at: Timestamp::from_second(kept.seen_at).ok()?,
        })
    }
}

fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}

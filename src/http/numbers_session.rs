//! The session of a candidate without FranceConnect, who gave INA, management number and date of birth. Known
//! less surely than by FranceConnect, so it is a type of its own: whatever asks for a `CitizenSession` does not
//! get it.

use actix_session::Session;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::session::{SEEN_STEP, SessionPolicy};
use crate::domain::assurance::Identification;
use crate::domain::birthdate::Birthdate;
use crate::domain::candidate::{Ina, NumGestion};
use crate::domain::credentials::{CandidateNumbers, Credentials};
use crate::domain::exam_record::Holder;
use crate::domain::redacted::redacted_debug;

/// Who gave their numbers.
#[derive(Clone)]
pub struct NumbersSession {
    /// The numbers, which open the records anew for every page: what is withdrawn meanwhile is gone.
    pub numbers: CandidateNumbers,
    /// Given names, as on the record.
    pub given_names: String,
    /// Birth name, as on the record.
    pub birth_name: String,
    /// Anti-forgery value of the session's forms.
    pub form_token: String,
    begun_at: Timestamp,
    seen_at: Timestamp,
}

/// As kept in the store, encrypted there when it is not this process.
#[derive(Serialize, Deserialize)]
struct Kept {
    ina: String,
    num_gestion: String,
    birthdate: String,
    given_names: String,
    birth_name: String,
    form_token: String,
    begun_at: i64,
    seen_at: i64,
}

redacted_debug!(NumbersSession, Kept);

const KEY: &str = "numbers";

/// What the request's session says.
pub enum NumbersState {
    /// Somebody gave their numbers.
    Known(Box<NumbersSession>),
    /// Somebody did, too long ago.
    Expired,
    /// Nobody did.
    Unknown,
}

impl NumbersSession {
    /// How it is known who this is.
    pub const IDENTIFICATION: Identification = Identification::Numbers;

    /// Begins a session under a new identifier, in place of any other.
    pub fn begin(
        session: &Session,
        numbers: CandidateNumbers,
        holder: &Holder,
        form_token: String,
        now: Timestamp,
    ) {
        let begun = Self {
            numbers,
            given_names: holder.given_names.join(" "),
            birth_name: holder.birth_name.clone(),
            form_token,
            begun_at: now,
            seen_at: now,
        };
        session.clear();
        session.renew();
        begun.keep(session);
    }

    /// Reads the request's session and notes that it was seen.
    pub fn read(session: &Session, policy: SessionPolicy, now: Timestamp) -> NumbersState {
        let kept: Option<Kept> = session.get(KEY).ok().flatten();
        let Some(mut known) = kept.and_then(Self::restore) else {
            return NumbersState::Unknown;
        };
        if policy.is_over(known.begun_at, known.seen_at, now) {
            session.purge();
            return NumbersState::Expired;
        }
        if now.duration_since(known.seen_at) >= SEEN_STEP {
            known.seen_at = now;
            known.keep(session);
        }
        NumbersState::Known(Box::new(known))
    }

    /// When the session ends if nothing more is asked for.
    pub fn ends_at(&self, policy: SessionPolicy) -> Timestamp {
        policy.end(self.begun_at, self.seen_at)
    }

    fn keep(&self, session: &Session) {
        let Credentials { ina, num_gestion } = &self.numbers.credentials;
        let kept = Kept {
            ina: ina.as_str().to_owned(),
            num_gestion: num_gestion.as_str().to_owned(),
            birthdate: self.numbers.birthdate.to_string(),
            given_names: self.given_names.clone(),
            birth_name: self.birth_name.clone(),
            form_token: self.form_token.clone(),
            begun_at: self.begun_at.as_second(),
            seen_at: self.seen_at.as_second(),
        };
        session.insert(KEY, kept).expect("a session is plain text");
    }

    fn restore(kept: Kept) -> Option<Self> {
        let credentials = Credentials {
            ina: Ina::parse(&kept.ina).ok()?,
            num_gestion: NumGestion::parse(&kept.num_gestion).ok()?,
        };
        Some(Self {
            numbers: CandidateNumbers { credentials, birthdate: Birthdate::parse(&kept.birthdate).ok()? },
            given_names: kept.given_names,
            birth_name: kept.birth_name,
            form_token: kept.form_token,
            begun_at: Timestamp::from_second(kept.begun_at).ok()?,
            seen_at: Timestamp::from_second(kept.seen_at).ok()?,
        })
    }
}

//! How often something may be tried, counted for all replicas together.
//!
//! When the store does not answer, nobody goes on: what is counted here can be guessed.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::domain::candidate::Ina;
use crate::domain::enrolment_site::EnrolmentSite;
use crate::domain::share::ShareId;
use crate::domain::subject::Subject;
use crate::ports::Unavailable;
use crate::ports::short_term_store::ShortTermStore;

/// How often; 0 turns a limit off.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Requests from one address.
    pub per_address_per_minute: u32,
    /// Wrong management numbers for one INA.
    pub attempts_per_ina_per_hour: u32,
    /// Requests of one enrolment site.
    pub attempts_per_partner_per_minute: u32,
}

/// Whose attempt counts.
#[derive(Clone, Copy)]
pub enum Counted<'a> {
    /// Whoever is at this address.
    Address(IpAddr),
    /// Whoever tries this INA.
    Ina(&'a Ina),
    /// This person, whichever INA they try: as often as one INA.
    Person(&'a Subject),
    /// Whoever tries the PIN of this share: as often as one INA.
    Share(&'a ShareId),
    /// A letter about this share: one an hour.
    LetterAbout(&'a ShareId),
    /// This site, in a minute.
    Site(&'a EnrolmentSite),
    /// This site, in a day.
    SiteToday(&'a EnrolmentSite),
}

/// Whether one may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Yes.
    Granted,
    /// Not before so many seconds have passed.
    TooMany {
        /// Seconds until counting begins anew.
        wait_seconds: u32,
    },
}

/// The gesture.
pub struct LimitAttemptsService {
    /// Where attempts are counted.
    pub store: Arc<dyn ShortTermStore>,
    /// How often.
    pub limits: Limits,
}

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl LimitAttemptsService {
    /// Counts one attempt and says whether it may go on.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn count(&self, counted: Counted<'_>) -> Result<Turn, Unavailable> {
        let (limit, window) = self.limit(counted);
        if limit == 0 {
            return Ok(Turn::Granted);
        }
        let attempts = self.store.count(&entry(counted), window).await?;
        if attempts.number <= limit {
            return Ok(Turn::Granted);
        }
        let seconds = attempts.window_ends_in.as_secs().saturating_add(1);
        Ok(Turn::TooMany { wait_seconds: u32::try_from(seconds).unwrap_or(u32::MAX) })
    }

    /// Begins counting anew: the last attempt showed that those before were no guesses.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn forgive(&self, counted: Counted<'_>) -> Result<(), Unavailable> {
        self.store.forget_count(&entry(counted)).await
    }

    fn limit(&self, counted: Counted<'_>) -> (u64, Duration) {
        let limits = &self.limits;
        match counted {
            Counted::Address(_) => (limits.per_address_per_minute.into(), MINUTE),
            Counted::Ina(_) | Counted::Person(_) | Counted::Share(_) => {
                (limits.attempts_per_ina_per_hour.into(), HOUR)
            }
            Counted::LetterAbout(_) => (1, HOUR),
            Counted::Site(_) => (limits.attempts_per_partner_per_minute.into(), MINUTE),
            Counted::SiteToday(site) => (site.daily_quota.unwrap_or_default(), DAY),
        }
    }
}

fn entry(counted: Counted<'_>) -> String {
    match counted {
        Counted::Address(IpAddr::V4(address)) => format!("address:{address}"),
        // Whoever has one IPv6 address has a whole network of them.
        Counted::Address(IpAddr::V6(address)) => format!("network:{:x?}", &address.segments()[..4]),
        Counted::Ina(ina) => format!("ina:{}", ina.as_str()),
        Counted::Person(subject) => format!("person:{}", subject.as_str()),
        Counted::Share(share) => format!("share:{}", share.as_str()),
        Counted::LetterAbout(share) => format!("letter-about:{}", share.as_str()),
        Counted::Site(site) => format!("site:{}", site.client_id.as_str()),
        Counted::SiteToday(site) => format!("site-today:{}", site.client_id.as_str()),
    }
}

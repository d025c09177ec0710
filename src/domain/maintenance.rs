//! Planned work: the service is closed and says until when.

use jiff::Timestamp;

/// The service is closed to citizens and sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Maintenance {
    /// When it ends by itself; without it, when the operator says so.
    pub until: Option<Timestamp>,
}

/// When to ask again while nobody knows when the work ends, in seconds.
const UNKNOWN_END: u32 = 300;

impl Maintenance {
    /// Whether it lasts at `now`.
    pub fn lasts(self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }

    /// When it is worth trying again, in seconds from `now`.
    pub fn wait_seconds(self, now: Timestamp) -> u32 {
        let Some(until) = self.until else { return UNKNOWN_END };
        let seconds = until.duration_since(now).as_secs().max(0).saturating_add(1);
        u32::try_from(seconds).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::Maintenance;
    use jiff::{SignedDuration, Timestamp};

    #[test]
    fn an_announced_end_is_an_end() {
        let now = Timestamp::UNIX_EPOCH;
        let open_end = Maintenance { until: None };
        assert!(open_end.lasts(now) && open_end.wait_seconds(now) == 300);
        let an_hour = Maintenance { until: Some(now + SignedDuration::from_hours(1)) };
        assert!(an_hour.lasts(now) && an_hour.wait_seconds(now) == 3601);
        let later = now + SignedDuration::from_hours(2);
        assert!(!an_hour.lasts(later) && an_hour.wait_seconds(later) == 1);
    }
}

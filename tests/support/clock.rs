//! A clock that the test sets.

use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};
use mon_releve::ports::clock::Clock;

/// Stands still until moved. Starts at the system's time: people at FranceConnect and the seal's
/// certificates live in the present.
pub struct MockClock(Mutex<Timestamp>);

impl MockClock {
    /// A clock that stands at this instant.
    pub fn at(instant: Timestamp) -> Self {
        Self(Mutex::new(instant))
    }

    /// Lets time pass.
    pub fn advance(&self, duration: SignedDuration) {
        let mut now = self.0.lock().expect("no test panics while it holds the clock");
        *now += duration;
    }
}

impl Clock for MockClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().expect("no test panics while it holds the clock")
    }
}

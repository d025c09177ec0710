//! A clock that the test sets.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::{SignedDuration, Timestamp};
use mon_releve::ports::clock::Clock;

/// Stands still until moved. Starts at the system's time: people at FranceConnect and the seal's
/// certificates live in the present.
pub struct MockClock {
    now: Mutex<Timestamp>,
    is_broken: AtomicBool,
}

impl MockClock {
    /// A clock that stands at this instant.
    pub fn at(instant: Timestamp) -> Self {
        Self { now: Mutex::new(instant), is_broken: AtomicBool::new(false) }
    }

    /// Lets time pass.
    pub fn advance(&self, duration: SignedDuration) {
        let mut now = self.now.lock().expect("no test panics while it holds the clock");
        *now += duration;
    }

    /// From now on whoever asks for the time panics, or does not any more.
    pub fn breaks(&self, is_broken: bool) {
        self.is_broken.store(is_broken, Ordering::Relaxed);
    }
}

impl Clock for MockClock {
    fn now(&self) -> Timestamp {
        assert!(!self.is_broken.load(Ordering::Relaxed), "the clock of the test is broken");
        *self.now.lock().expect("no test panics while it holds the clock")
    }
}

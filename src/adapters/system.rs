//! The machine's clock and its source of randomness.

use jiff::Timestamp;

use crate::ports::clock::Clock;
use crate::ports::random::Random;

/// The operating system's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else must ask")]
        Timestamp::now()
    }
}

/// The operating system's randomness.
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        #[expect(clippy::disallowed_methods, reason = "this is the source that everything else must ask")]
        aws_lc_rs::rand::fill(bytes).expect("a machine without randomness cannot keep any secret");
    }
}

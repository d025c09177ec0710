//! Leaves a server alone that fails, so that nobody waits for it and it can recover.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::ports::clock::Clock;

/// Failures in a row after which the server is left alone.
const PATIENCE: u32 = 5;
/// For how long; then one question finds out.
const REST: SignedDuration = SignedDuration::from_secs(10);

/// Counts what one server does, for all that ask it.
pub(super) struct CircuitBreaker {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    failures: u32,
    rests_until: Option<Timestamp>,
}

impl CircuitBreaker {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, state: Mutex::default() }
    }

    /// Whether to ask. After a rest one question goes through; the others wait for another rest, or for it to
    /// succeed.
    pub(super) fn admits(&self) -> bool {
        let now = self.clock.now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match state.rests_until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                state.rests_until = Some(now + REST);
                true
            }
        }
    }

    pub(super) fn succeeded(&self) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = State::default();
    }

    pub(super) fn failed(&self) {
        let now = self.clock.now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.failures = state.failures.saturating_add(1);
        if state.failures >= PATIENCE {
            state.rests_until = Some(now + REST);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use jiff::Timestamp;

    use super::{CircuitBreaker, PATIENCE, REST};
    use crate::ports::clock::Clock;

    struct Hand(Mutex<Timestamp>);

    impl Clock for Hand {
        fn now(&self) -> Timestamp {
            *self.0.lock().unwrap()
        }
    }

    #[test]
    fn a_server_that_fails_rests_and_one_question_finds_out_whether_it_is_back() {
        let hand = Arc::new(Hand(Mutex::new(Timestamp::UNIX_EPOCH)));
        let breaker = CircuitBreaker::new(hand.clone());
        for _ in 0..PATIENCE {
            assert!(breaker.admits());
            breaker.failed();
        }
        assert!(!breaker.admits());
        *hand.0.lock().unwrap() += REST;
        assert!(breaker.admits(), "one finds out");
        assert!(!breaker.admits(), "the others do not wait for it");
        breaker.failed();
        assert!(!breaker.admits(), "another rest");
        *hand.0.lock().unwrap() += REST;
        assert!(breaker.admits());
        breaker.succeeded();
        assert!(breaker.admits() && breaker.admits());
        breaker.failed();
        assert!(breaker.admits(), "failures are counted anew");
    }
}

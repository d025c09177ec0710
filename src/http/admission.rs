//! Who gets in when more people come than can be served.
//!
//! A thread that serves does one thing at a time; what waits for it shows in how late it looks at its clock. When
//! that is longer than people like to wait, those who come wait outside and those who have begun get on: a sign-in
//! is finished rather than begun twice. Whatever happens, a process has so many requests under way and no more.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::rt::time::sleep_until;
use actix_web::web::Bytes;
use askama::Template;
use tokio::time::Instant;

use super::views::errors::Crowded;
use super::views::layout::Layout;
use crate::domain::language::Language;

/// How often a thread looks at its clock.
const RHYTHM: Duration = Duration::from_millis(20);
/// Who waits outside is asked to come back after this many seconds at the least, and within as many more: not all
/// at once.
const WAIT_SECONDS: u32 = 10;

/// When people wait outside.
#[derive(Clone, Copy, Debug)]
pub struct AdmissionPolicy {
    /// Requests of a process that may be under way.
    pub most_requests: usize,
    /// Longest time that a thread may be late before those who come wait outside.
    pub longest_queue: Duration,
}

/// The door of a process.
pub struct Admission {
    policy: AdmissionPolicy,
    under_way: AtomicUsize,
    turned_away: AtomicU32,
    pages: OnceLock<Vec<(Language, bool, Bytes)>>,
}

/// One request under way, until it is dropped.
pub struct Place<'a>(&'a Admission);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Admission {
    /// A door where nobody stands yet.
    pub fn new(policy: AdmissionPolicy) -> Self {
        Self {
            policy,
            under_way: AtomicUsize::default(),
            turned_away: AtomicU32::default(),
            pages: OnceLock::default(),
        }
    }

    /// A place, unless the process is full, or somebody who only comes would make others wait.
    pub fn enter(&self, lateness: Duration, has_begun: bool) -> Option<Place<'_>> {
        if !has_begun && lateness > self.policy.longest_queue {
            return None;
        }
        let place = Place(self);
        let before = self.under_way.fetch_add(1, Ordering::Relaxed);
        (before < self.policy.most_requests).then_some(place)
    }

    /// When to come back, in seconds: another time for each.
    pub fn wait_seconds(&self) -> u32 {
        WAIT_SECONDS + self.turned_away.fetch_add(1, Ordering::Relaxed) % (WAIT_SECONDS + 1)
    }

    /// The page for those who wait outside, rendered once: to send it away must cost next to nothing. `frame` is
    /// that of a page in a language; `reloads` says whether the browser will ask again by itself.
    pub fn page(&self, language: Language, reloads: bool, frame: impl Fn(Language) -> Layout) -> Bytes {
        let pages = self.pages.get_or_init(|| {
            let kinds = Language::ALL.into_iter().flat_map(|language| [(language, true), (language, false)]);
            let render = |(language, reloads)| {
                let page = Crowded { layout: frame(language), reloads };
                (language, reloads, Bytes::from(page.render().unwrap_or_default()))
            };
            kinds.map(render).collect()
        });
        let page = pages.iter().find(|(known, reloading, _)| *known == language && *reloading == reloads);
        page.map(|(.., page)| page.clone()).unwrap_or_default()
    }
}

/// How late one thread is.
#[derive(Clone)]
pub struct Lateness {
    due: Rc<Cell<Instant>>,
    last: Rc<Cell<Duration>>,
}

impl Lateness {
    /// Of this thread, watched as long as it serves.
    pub fn of_this_thread() -> Self {
        let lateness = Self { due: Rc::new(Cell::new(Instant::now())), last: Rc::default() };
        let (due, last) = (Rc::clone(&lateness.due), Rc::clone(&lateness.last));
        actix_web::rt::spawn(async move {
            loop {
                due.set(Instant::now() + RHYTHM);
                sleep_until(due.get()).await;
                last.set(due.get().elapsed());
            }
        });
        lateness
    }

    /// Right now: what the clock said last, or more when it is due already.
    pub fn now(&self) -> Duration {
        self.last.get().max(self.due.get().elapsed())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Admission, AdmissionPolicy};

    const IN_TIME: Duration = Duration::ZERO;
    const LATE: Duration = Duration::from_millis(51);

    fn admission(most_requests: usize) -> Admission {
        Admission::new(AdmissionPolicy { most_requests, longest_queue: Duration::from_millis(50) })
    }

    #[test]
    fn a_full_process_takes_nobody_until_somebody_leaves() {
        let admission = admission(2);
        let first = admission.enter(IN_TIME, false).expect("a place");
        let second = admission.enter(IN_TIME, true).expect("a place");
        assert!(admission.enter(IN_TIME, false).is_none());
        assert!(admission.enter(IN_TIME, true).is_none(), "whoever has begun too");
        drop(first);
        assert!(admission.enter(IN_TIME, true).is_some());
        drop(second);
        let places: Vec<_> = (0..2).filter_map(|_| admission.enter(IN_TIME, false)).collect();
        assert_eq!(places.len(), 2, "those who were turned away took none");
    }

    #[test]
    fn those_who_have_begun_get_on_while_those_who_come_wait() {
        let admission = admission(10);
        assert!(admission.enter(LATE, false).is_none());
        assert!(admission.enter(LATE, true).is_some());
        assert!(admission.enter(Duration::from_millis(50), false).is_some());
    }

    #[test]
    fn not_everybody_comes_back_at_once() {
        let admission = admission(0);
        let waits: std::collections::BTreeSet<_> = (0..100).map(|_| admission.wait_seconds()).collect();
        assert_eq!((waits.first(), waits.last(), waits.len()), (Some(&10), Some(&20), 11));
    }
}

//! Who gets in when more people come than can be served.
//!
//! A thread that serves does one thing at a time, and everything ready to go on queues for it. A page takes several
//! turns of that queue: one for each answer of Redis or the database. When a turn takes longer than people like to
//! wait, those who come wait outside and those who have begun get on: a sign-in is finished rather than begun twice.
//! Whatever happens, a process has so many requests under way and no more.

use std::cell::Cell;
use std::future::poll_fn;
use std::mem::replace;
use std::rc::Rc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};

use actix_web::web::Bytes;
use askama::Template;

use super::views::errors::Crowded;
use super::views::layout::Layout;
use crate::domain::language::Language;

/// How often a thread that serves measures its queue.
const RHYTHM: Duration = Duration::from_millis(2);
/// What was measured longer ago says nothing.
const STALE: Duration = Duration::from_millis(100);
/// A form is typed work, which is lost outside: its queue may be this many times as long.
const FORM_PATIENCE: u32 = 4;
/// Fewer requests under way are no crowd: a turn that takes long then is a hiccup of the machine, and a page that is
/// answered in one turn, as the landing page, costs no more than to send its visitor away.
const CROWD: usize = 32;
/// Who waits outside is asked to come back after this many seconds at the least, and within as many more: not all
/// at once.
const WAIT_SECONDS: u32 = 10;

/// When people wait outside.
#[derive(Clone, Copy, Debug)]
pub struct AdmissionPolicy {
    /// Requests of a process that may be under way.
    pub most_requests: usize,
    /// Longest turn of a thread's queue before those who come wait outside.
    pub longest_queue: Duration,
}

/// How much somebody would lose outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Comes, and can come again.
    Newcomer,
    /// Sends a form that they filled in.
    FormSent,
    /// Has a session, comes back from FranceConnect, brings a token, or is a site in the middle of a hand-off.
    Begun,
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
    pub fn enter(&self, turn: Duration, standing: Standing) -> Option<Place<'_>> {
        let longest = match standing {
            Standing::Newcomer => self.policy.longest_queue,
            Standing::FormSent => self.policy.longest_queue * FORM_PATIENCE,
            Standing::Begun => Duration::MAX,
        };
        let place = Place(self);
        let before = self.under_way.fetch_add(1, Ordering::Relaxed);
        let is_queue = before >= CROWD && turn > longest;
        (before < self.policy.most_requests && !is_queue).then_some(place)
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

/// What is ready to go on and waits for one thread.
#[derive(Clone)]
pub struct Queue(Rc<Measure>);

struct Measure {
    begun: Cell<Instant>,
    is_under_way: Cell<bool>,
    last: Cell<Duration>,
}

impl Queue {
    /// Of this thread. It is measured only while somebody asks: a thread at rest is left alone.
    pub fn of_this_thread() -> Self {
        Self(Rc::new(Measure {
            begun: Cell::new(Instant::now()),
            is_under_way: Cell::default(),
            last: Cell::default(),
        }))
    }

    /// How long whatever becomes ready now waits for its turn, about.
    pub fn turn(&self) -> Duration {
        let Measure { begun, is_under_way, last } = &*self.0;
        let since = begun.get().elapsed();
        if is_under_way.get() {
            return last.get().max(since);
        }
        if since >= STALE {
            last.set(Duration::ZERO);
        }
        if since >= RHYTHM {
            begun.set(Instant::now());
            is_under_way.set(true);
            let measure = Rc::clone(&self.0);
            actix_web::rt::spawn(async move {
                one_turn().await;
                measure.last.set(measure.begun.get().elapsed());
                measure.is_under_way.set(false);
            });
        }
        last.get()
    }
}

/// Ends when everything that was ready before has had its turn: the executor of actix-web, a `LocalSet`, takes what is
/// ready in the order in which it became so. (`yield_now` would come after the waiting for sockets, too.)
async fn one_turn() {
    let mut has_waited = false;
    poll_fn(|context| {
        if replace(&mut has_waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Standing::{Begun, FormSent, Newcomer};
    use super::{Admission, AdmissionPolicy, CROWD, FORM_PATIENCE, Queue, RHYTHM, STALE};

    const SHORT: Duration = Duration::ZERO;
    const LONG: Duration = Duration::from_millis(51);

    fn admission(most_requests: usize) -> Admission {
        Admission::new(AdmissionPolicy { most_requests, longest_queue: Duration::from_millis(50) })
    }

    #[test]
    fn a_full_process_takes_nobody_until_somebody_leaves() {
        let admission = admission(2);
        let first = admission.enter(SHORT, Newcomer).expect("a place");
        let second = admission.enter(SHORT, Begun).expect("a place");
        assert!(admission.enter(SHORT, Newcomer).is_none());
        assert!(admission.enter(SHORT, Begun).is_none(), "whoever has begun too");
        drop(first);
        assert!(admission.enter(SHORT, Begun).is_some());
        drop(second);
        let places: Vec<_> = (0..2).filter_map(|_| admission.enter(SHORT, Newcomer)).collect();
        assert_eq!(places.len(), 2, "those who were turned away took none");
    }

    #[test]
    fn those_who_have_begun_get_on_while_those_who_come_wait() {
        let admission = admission(CROWD + 1);
        assert!(admission.enter(LONG, Newcomer).is_some(), "a hiccup");
        let _crowd: Vec<_> = (0..CROWD).filter_map(|_| admission.enter(SHORT, Newcomer)).collect();
        let has_place = |turn, standing| admission.enter(turn, standing).is_some();
        let longest = Duration::from_millis(50);
        assert!(has_place(longest, Newcomer) && !has_place(LONG, Newcomer));
        assert!(has_place(longest * FORM_PATIENCE, FormSent) && !has_place(LONG * FORM_PATIENCE, FormSent));
        assert!(has_place(LONG * 1000, Begun));
    }

    #[actix_web::test]
    async fn a_turn_is_as_long_as_what_waits_and_is_forgotten_after_a_while() {
        const BUSY: Duration = Duration::from_millis(30);
        let queues = [Queue::of_this_thread(), Queue::of_this_thread()];
        // No measure begins sooner after another.
        std::thread::sleep(RHYTHM);
        for _ in 0..2 {
            actix_web::rt::spawn(async { std::thread::sleep(BUSY) });
        }
        assert!(queues.iter().all(|queue| queue.turn().is_zero()), "nothing was measured yet");
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        let [asked, left_alone] = queues;
        assert!(asked.turn() >= BUSY * 2, "both waited before it: {:?}", asked.turn());
        std::thread::sleep(STALE);
        assert_eq!(left_alone.turn(), Duration::ZERO);
    }

    #[test]
    fn not_everybody_comes_back_at_once() {
        let admission = admission(0);
        let waits: std::collections::BTreeSet<_> = (0..100).map(|_| admission.wait_seconds()).collect();
        assert_eq!((waits.first(), waits.last(), waits.len()), (Some(&10), Some(&20), 11));
    }
}

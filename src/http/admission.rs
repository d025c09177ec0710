//! Who gets in when more people come than can be served.
//!
//! A thread that serves does one thing at a time, and everything ready to go on queues for it. A page takes several
//! turns of that queue: one for each answer of Redis or the database. When a turn takes longer than people like to
//! wait, those who come wait outside and those who have begun get on: a sign-in is finished rather than begun twice.
//! Where the database is what all wait for, turns stay short and the line of requests grows instead; a long one has the
//! same effect. Nobody waits for the answers of FranceConnect to others, nor for the forms that others send: however slow,
//! these stand in no line. Whatever happens, a process has so many requests under way and no more.

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
const FORM_PATIENCE: u8 = 4;
/// Fewer requests under way are no crowd: a turn that takes long then is a hiccup of the machine, and a page that is
/// answered in one turn, as the landing page, costs no more than to send its visitor away.
const CROWD: usize = 32;
/// Requests of a thread that wait for it, for Redis or for the database before those who come wait outside: each takes
/// about a millisecond of one of them.
const LONGEST_LINE: usize = 128;
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
    pub fn enter(&self, wait: Wait, standing: Standing) -> Option<Place<'_>> {
        let is_long = |patience: u8| {
            wait.turn > self.policy.longest_queue * u32::from(patience)
                || wait.line > LONGEST_LINE * usize::from(patience)
        };
        let is_too_long = match standing {
            Standing::Newcomer => is_long(1),
            Standing::FormSent => is_long(FORM_PATIENCE),
            Standing::Begun => false,
        };
        let place = Place(self);
        let before = self.under_way.fetch_add(1, Ordering::Relaxed);
        let is_queue = before >= CROWD && is_too_long;
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

/// What whoever comes now would wait for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wait {
    /// How long something that becomes ready waits for its turn.
    pub turn: Duration,
    /// Requests in line.
    pub line: usize,
}

/// What is ready to go on and waits for one thread, and who waits for that.
#[derive(Clone)]
pub struct Queue(Rc<Measure>);

/// One request in line, until it is dropped.
pub struct InLine(Rc<Measure>);

impl Drop for InLine {
    fn drop(&mut self) {
        self.0.line.update(|line| line - 1);
    }
}

struct Measure {
    line: Cell<usize>,
    begun: Cell<Instant>,
    is_under_way: Cell<bool>,
    last: Cell<Duration>,
}

impl Queue {
    /// Of this thread. It is measured only while somebody asks: a thread at rest is left alone.
    pub fn of_this_thread() -> Self {
        Self(Rc::new(Measure {
            line: Cell::default(),
            begun: Cell::new(Instant::now()),
            is_under_way: Cell::default(),
            last: Cell::default(),
        }))
    }

    /// What whoever comes now would wait for.
    pub fn wait(&self) -> Wait {
        Wait { turn: self.turn(), line: self.0.line.get() }
    }

    /// A place in the line.
    pub fn join(&self) -> InLine {
        self.0.line.update(|line| line + 1);
        InLine(Rc::clone(&self.0))
    }

    /// How long whatever becomes ready now waits for its turn, about.
    fn turn(&self) -> Duration {
        let Measure { begun, is_under_way, last, .. } = &*self.0;
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
    use super::{Admission, AdmissionPolicy, CROWD, FORM_PATIENCE, LONGEST_LINE, Queue, RHYTHM, STALE, Wait};

    const SHORT: Wait = Wait { turn: Duration::ZERO, line: 0 };
    const LONG: Wait = turn(Duration::from_millis(51));

    const fn turn(turn: Duration) -> Wait {
        Wait { turn, line: 0 }
    }

    const fn line(line: usize) -> Wait {
        Wait { turn: Duration::ZERO, line }
    }

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
        let has_place = |wait, standing| admission.enter(wait, standing).is_some();
        let (longest, patience) = (Duration::from_millis(50), u32::from(FORM_PATIENCE));
        assert!(has_place(turn(longest), Newcomer) && !has_place(LONG, Newcomer));
        assert!(has_place(turn(longest * patience), FormSent));
        assert!(!has_place(turn(LONG.turn * patience), FormSent));
        assert!(has_place(turn(LONG.turn * 1000), Begun));
        assert!(has_place(line(LONGEST_LINE), Newcomer) && !has_place(line(LONGEST_LINE + 1), Newcomer));
        assert!(has_place(line(LONGEST_LINE + 1), FormSent) && !has_place(line(LONGEST_LINE * 5), FormSent));
        assert!(has_place(line(LONGEST_LINE * 5), Begun));
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

    #[actix_web::test]
    async fn whoever_waits_stands_in_line_and_leaves_it() {
        let queue = Queue::of_this_thread();
        let waiting = [queue.join(), queue.join()];
        assert_eq!(queue.wait().line, 2);
        drop(waiting);
        assert_eq!(queue.wait().line, 0);
    }

    #[test]
    fn not_everybody_comes_back_at_once() {
        let admission = admission(0);
        let waits: std::collections::BTreeSet<_> = (0..100).map(|_| admission.wait_seconds()).collect();
        assert_eq!((waits.first(), waits.last(), waits.len()), (Some(&10), Some(&20), 11));
    }
}

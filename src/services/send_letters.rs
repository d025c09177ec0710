//! Letters go their way beside the requests that write them: a page never waits for a mail server, and never
//! fails with one. What cannot be sent in time is dropped and counted; a letter is a courtesy.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio::sync::mpsc;

use crate::domain::letter::Letter;
use crate::ports::post_office::{NotTaken, PostOffice};

/// Letters that may wait at once; more of them than this and the newest is dropped.
const LONGEST_QUEUE: usize = 1024;

/// Letters under way at once: one that waits for its next try holds up no other.
const CARRIERS: usize = 64;

/// The gesture.
pub struct SendLettersService {
    queue: mpsc::Sender<Letter>,
}

impl SendLettersService {
    /// Begins to carry letters to `office`, with these pauses between tries. What waits when the process ends is
    /// lost.
    pub fn start(office: Arc<dyn PostOffice>, pauses: Vec<Duration>) -> Self {
        let (queue, letters) = mpsc::channel(LONGEST_QUEUE);
        tokio::spawn(carry(letters, office, pauses));
        Self { queue }
    }

    /// Sends a letter, at once for whoever calls.
    pub fn send(&self, letter: Letter) {
        if self.queue.try_send(letter).is_err() {
            count("dropped");
            tracing::warn!("a letter was dropped: too many wait for the mail server");
        }
    }
}

async fn carry(letters: mpsc::Receiver<Letter>, office: Arc<dyn PostOffice>, pauses: Vec<Duration>) {
    let next = |mut letters: mpsc::Receiver<Letter>| async { Some((letters.recv().await?, letters)) };
    let letters = stream::unfold(letters, next);
    letters.for_each_concurrent(CARRIERS, |letter| deliver(&office, &pauses, letter)).await;
}

async fn deliver(office: &Arc<dyn PostOffice>, pauses: &[Duration], letter: Letter) {
    let mut pauses = pauses.iter();
    loop {
        match (office.take(&letter).await, pauses.as_slice().first()) {
            (Ok(()), _) => return count("sent"),
            (Err(NotTaken::Now(cause)), Some(pause)) => {
                count("retried");
                tracing::info!(cause, "the mail server took no letter; it is tried again");
                tokio::time::sleep(*pause).await;
                pauses.next();
            }
            (Err(error), _) => {
                count("dropped");
                return tracing::warn!(%error, "a letter was dropped");
            }
        }
    }
}

fn count(outcome: &'static str) {
    metrics::counter!("letters_total", "outcome" => outcome).increment(1);
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use tokio::sync::Notify;

    use super::SendLettersService;
    use crate::domain::email_address::EmailAddress;
    use crate::domain::letter::Letter;
    use crate::ports::post_office::{NotTaken, PostOffice};

    /// Says no so many times, then takes everything.
    struct Reluctant {
        refusals: AtomicUsize,
        is_final: bool,
        taken: Mutex<Vec<String>>,
        asked: Notify,
    }

    #[async_trait::async_trait]
    impl PostOffice for Reluctant {
        async fn take(&self, letter: &Letter) -> Result<(), NotTaken> {
            self.asked.notify_one();
            let left =
                self.refusals.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
            match (left, self.is_final) {
                (Ok(_), true) => Err(NotTaken::Ever("550".to_owned())),
                (Ok(_), false) => Err(NotTaken::Now("451".to_owned())),
                (Err(_), _) => {
                    self.taken.lock().expect("no panic").push(letter.subject.clone());
                    Ok(())
                }
            }
        }
    }

    fn office(refusals: usize, is_final: bool) -> Arc<Reluctant> {
        let (taken, asked) = (Mutex::default(), Notify::new());
        Arc::new(Reluctant { refusals: AtomicUsize::new(refusals), is_final, taken, asked })
    }

    fn letter(subject: &str) -> Letter {
        let to = EmailAddress::parse("prenom@example.org").expect("an address");
        Letter { to, subject: subject.to_owned(), text: String::new(), html: String::new() }
    }

    /// Sends letters one after the other and waits until the office was asked `times` times.
    async fn taken(office: &Arc<Reluctant>, pauses: usize, letters: &[&str], times: usize) -> Vec<String> {
        let service = SendLettersService::start(office.clone(), vec![Duration::ZERO; pauses]);
        for subject in letters {
            service.send(letter(subject));
        }
        for _ in 0..times {
            office.asked.notified().await;
        }
        while Arc::strong_count(office) > 2 {
            tokio::task::yield_now().await;
        }
        office.taken.lock().expect("no panic").clone()
    }

    #[tokio::test]
    async fn a_letter_that_is_not_taken_now_is_tried_again_and_then_dropped() {
        assert_eq!(taken(&office(2, false), 2, &["a"], 3).await, ["a"]);
        assert!(taken(&office(3, false), 2, &["a"], 3).await.is_empty());
    }

    #[tokio::test]
    async fn a_letter_that_is_refused_is_not_sent_again_and_holds_up_no_other() {
        assert_eq!(taken(&office(1, true), 5, &["a", "b"], 2).await, ["b"]);
    }
}

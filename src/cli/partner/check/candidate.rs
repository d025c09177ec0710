//! The candidate's browser at the site under test: leaves for the service, comes back, looks at what is there.

use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::header::LOCATION;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use url::Url;

use super::kit::{Kit, Seen};
use super::twist::Twist;
use super::{Line, Verdict};

/// Longest a site may take for one answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// Redirects within the site before it goes in circles.
const MOST_STEPS: usize = 10;
/// The least a `state` must hold: 128 bits in base64url.
const SHORTEST_STATE: usize = 22;

/// One browser, and the button it begins at.
pub(super) struct Candidate<'a> {
    kit: &'a Kit,
    start: &'a Url,
    browser: Client,
}

/// Where the browser ended.
struct End {
    status: StatusCode,
    path: String,
    text: String,
}

/// One case, played.
pub(super) struct Played {
    twist: Twist,
    seen: Seen,
    end: End,
    marker: String,
}

fn browser() -> anyhow::Result<Client> {
    let builder = Client::builder().redirect(Policy::none()).cookie_store(true).no_proxy().timeout(PATIENCE);
    builder.build().context("a browser")
}

impl<'a> Candidate<'a> {
    pub(super) fn new(kit: &'a Kit, start: &'a Url) -> anyhow::Result<Self> {
        Ok(Self { kit, start, browser: browser()? })
    }

    /// Plays a case from the button to the end.
    pub(super) async fn plays(self, twist: Twist) -> anyhow::Result<Played> {
        let marker = self.kit.begin(twist);
        self.leaves().await?;
        let callback = self.kit.callback()?;
        let other = if twist == Twist::OtherBrowser { Some(browser()?) } else { None };
        let mut end = follow(other.as_ref().unwrap_or(&self.browser), callback.clone()).await?;
        if twist == Twist::Replayed {
            end = follow(&self.browser, callback).await?;
        }
        Ok(Played { twist, seen: self.kit.end(), end, marker })
    }

    /// From the button to the service, which notes what is asked.
    async fn leaves(&self) -> anyhow::Result<()> {
        let mut url = self.start.clone();
        for _ in 0..MOST_STEPS {
            let at_service = self.kit.is_authorize(&url);
            let response = self.browser.get(url.clone()).send().await;
            let response = response
                .with_context(|| format!("{} does not answer", url.origin().ascii_serialization()))?;
            if at_service {
                return Ok(());
            }
            let Some(location) = response.headers().get(LOCATION) else {
                bail!(
                    "{} answered {} and leads nowhere: --start is the address that redirects to {}/oauth2/authorize",
                    url.path(),
                    response.status(),
                    self.kit.issuer()
                );
            };
            url = url
                .join(location.to_str().context("the redirect of the site")?)
                .context("the redirect of the site")?;
        }
        bail!("the site does not lead to {}/oauth2/authorize: give it that issuer", self.kit.issuer())
    }
}

/// Opens an address of the site and follows it to a page.
async fn follow(browser: &Client, mut url: Url) -> anyhow::Result<End> {
    let site = url.origin();
    for _ in 0..MOST_STEPS {
        let response =
            browser.get(url.clone()).send().await.context("the site does not answer its callback")?;
        let status = response.status();
        let next =
            response.headers().get(LOCATION).and_then(|location| url.join(location.to_str().ok()?).ok());
        match next.filter(|next| status.is_redirection() && next.origin() == site) {
            Some(next) => url = next,
            None => {
                let text = response.text().await.unwrap_or_default();
                return Ok(End { status, path: url.path().to_owned(), text });
            }
        }
    }
    bail!("the site goes in circles after its callback")
}

impl Played {
    /// Whether the site did everything it takes.
    pub(super) fn is_complete(&self) -> bool {
        self.seen.exchanges == 1 && self.seen.picked_up > 0 && self.end.status.is_success()
    }

    /// Whether the site fetches the signed form.
    pub(super) fn fetched_envelope(&self) -> bool {
        self.seen.envelopes > 0
    }

    /// Whether the site ended as in the good case: shows the candidate, or, if it never does, is at the same place.
    pub(super) fn accepted(&self, good: &Self) -> bool {
        if good.shows_candidate() {
            return self.shows_candidate() && self.seen.exchanges <= 1;
        }
        let is_same_place = (self.end.status, &self.end.path) == (good.end.status, &good.end.path);
        is_same_place && self.seen.exchanges <= 1
    }

    fn shows_candidate(&self) -> bool {
        self.end.text.contains(&self.marker)
    }

    /// Whether a code was used that should not have been.
    pub(super) fn leaked(&self) -> bool {
        self.twist.is_in_callback() && self.seen.exchanges > 0
    }

    pub(super) fn line(&self, is_good: bool, wanted: &str) -> Line {
        let verdict = if is_good { Verdict::Passed } else { Verdict::Failed };
        let said = match is_good {
            true => wanted.to_owned(),
            false => {
                let used = self.seen.exchanges;
                let notes = self.seen.notes.iter().map(|note| format!("; {note}")).collect::<String>();
                let end = format!("{} {}", self.end.status.as_u16(), self.end.path);
                format!("wanted: {wanted}. Seen: ended at {end}, codes used: {used}{notes}")
            }
        };
        Line { case: self.twist.case(), verdict, said }
    }

    /// What the request itself shows.
    pub(super) fn request_lines(&self) -> Vec<Line> {
        let state = self.seen.state.as_deref().unwrap_or_default();
        let lines = [
            (
                "request",
                self.seen.notes.is_empty(),
                match self.seen.notes.is_empty() {
                    true => {
                        "authorization request, code_verifier and proof of the client are as they must be"
                            .to_owned()
                    }
                    false => self.seen.notes.join("; "),
                },
            ),
            (
                "state",
                state.len() >= SHORTEST_STATE,
                format!(
                    "state holds {} characters; wanted: {SHORTEST_STATE} random ones or more",
                    state.len()
                ),
            ),
        ];
        let line = |(case, is_good, said)| Line {
            case,
            verdict: if is_good { Verdict::Passed } else { Verdict::Failed },
            said,
        };
        lines.map(line).into()
    }
}

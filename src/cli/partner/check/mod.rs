//! `mon-releve partner check`: the conformance kit. It stands in for the service before a site that is to be
//! admitted, sends it an invented candidate again and again, each time with one thing wrong, and reports what the
//! site makes of it.

mod candidate;
mod kit;
mod twist;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use serde_json::json;
use url::Url;

use self::candidate::Candidate;
use self::kit::Kit;
use self::twist::Twist;
use super::Common;
use crate::adapters::system::SystemClock;
use crate::cli::Ending;
use crate::ports::clock::Clock;

#[derive(Args)]
pub(super) struct Check {
    #[command(flatten)]
    common: Common,
    /// The site, by its file in the registry.
    client_id: String,
    /// The site's own address that sends a candidate to the service: what its button leads to.
    #[arg(long, value_name = "URL")]
    start: Url,
    /// Where the kit listens; the site under test takes `--issuer` for the service.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// How the site reaches the kit; `http://` and `--listen` unless it says otherwise.
    #[arg(long, value_name = "URL")]
    issuer: Option<Url>,
}

/// What one case came to.
enum Verdict {
    Passed,
    Failed,
    /// The site does not do what the case is about.
    NotApplicable,
}

/// One line of the report.
struct Line {
    case: &'static str,
    verdict: Verdict,
    said: String,
}

impl Verdict {
    fn word(&self) -> &'static str {
        match self {
            Self::Passed => "ok",
            Self::Failed => "error",
            Self::NotApplicable => "n/a",
        }
    }
}

pub(super) async fn run(options: &Check) -> Ending {
    let sites = match options.common.files.sites() {
        Ok((_, sites)) => sites,
        Err(problems) => return problems.into(),
    };
    let Some(site) = sites.by_client_id(&options.client_id) else {
        let hint = "`mon-releve partner list` says which there are";
        return Ending::External(anyhow::anyhow!("{} is not in the registry: {hint}", options.client_id));
    };
    let issuer = options.issuer.as_ref().map_or(format!("http://{}", options.listen), |issuer| {
        issuer.as_str().trim_end_matches('/').to_owned()
    });
    let lines = match play(options, issuer, Kit::of(site, sites)).await {
        Ok(lines) => lines,
        Err(error) => return Ending::External(error),
    };
    report(options, &lines);
    match lines.iter().any(|line| matches!(line.verdict, Verdict::Failed)) {
        false => Ending::Done,
        true => Ending::External(anyhow::anyhow!("the site is not ready: see the lines marked error")),
    }
}

async fn play(options: &Check, issuer: String, kit: anyhow::Result<Kit>) -> anyhow::Result<Vec<Line>> {
    let listener = TcpListener::bind(options.listen)
        .with_context(|| format!("cannot listen on {}: give another --listen", options.listen))?;
    let kit = Arc::new(kit?.called(issuer));
    let server = kit::serve(listener, &kit)?;
    let handle = server.handle();
    let serving = tokio::spawn(server);
    let lines = cases(&kit, &options.start).await;
    handle.stop(false).await;
    serving.await.context("the kit")?.context("the kit")?;
    lines
}

/// The good hand-off first: it says what the site looks like when all is well, and whether the rest makes sense.
async fn cases(kit: &Kit, start: &Url) -> anyhow::Result<Vec<Line>> {
    let good = Candidate::new(kit, start)?.plays(Twist::Nothing).await?;
    let mut lines = good.request_lines();
    let is_good = good.is_complete();
    lines.push(good.line(is_good, "the site fetched the transcript and came to an end"));
    if !is_good {
        return Ok(lines);
    }
    for twist in Twist::ALL.into_iter().filter(|twist| *twist != Twist::Nothing) {
        if twist.is_in_envelope() && !good.fetched_envelope() {
            lines.push(Line {
                case: twist.case(),
                verdict: Verdict::NotApplicable,
                said: "the site fetches data without their envelope, and so relies on TLS alone".to_owned(),
            });
            continue;
        }
        let played = Candidate::new(kit, start)?.plays(twist).await?;
        let is_as_wanted = played.accepted(&good) == twist.is_to_be_accepted();
        lines.push(played.line(is_as_wanted && !played.leaked(), twist.wanted()));
    }
    Ok(lines)
}

fn report(options: &Check, lines: &[Line]) {
    let (at, version) =
        (SystemClock.now().strftime("%Y-%m-%d %H:%M UTC").to_string(), env!("CARGO_PKG_VERSION"));
    if options.common.json {
        let cases: Vec<_> = lines
            .iter()
            .map(|line| json!({ "case": line.case, "status": line.verdict.word(), "detail": line.said }))
            .collect();
        let report = json!({ "client_id": options.client_id, "at": at, "version": version, "cases": cases });
        println!("{report}");
        return;
    }
    println!("{}, tried on {at} with mon-releve {version} from {}", options.client_id, options.start);
    for line in lines {
        println!("{:<6} {:<24} {}", line.verdict.word(), line.case, line.said);
    }
}

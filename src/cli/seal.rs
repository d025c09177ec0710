//! `mon-releve seal --session YEAR`.

use std::io::IsTerminal;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::{ConfigFiles, Ending};
use crate::adapters::system::{SystemClock, SystemRandom};
use crate::application::{self, StartError};
use crate::config::Settings;
use crate::services::seal_session::{Interrupted, SealReport};
use crate::telemetry;

#[derive(Args)]
pub(super) struct Options {
    /// Year of the session.
    #[arg(long, value_name = "YEAR")]
    session: u16,
    #[command(flatten)]
    config: ConfigFiles,
    /// Answer in JSON, on standard output.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(options: &Options) -> Ending {
    let settings = match options.config.settings() {
        Ok(settings) => settings,
        Err(problems) => return problems.into(),
    };
    let telemetry = telemetry::start(&settings.telemetry);
    let ending = seal(options, &settings).await;
    telemetry.end().await;
    ending
}

async fn seal(options: &Options, settings: &Settings) -> Ending {
    let sealing = application::sealing(settings, Arc::new(SystemClock), Arc::new(SystemRandom)).await;
    let service = match sealing {
        Ok(service) => service,
        Err(StartError::Configuration(problems)) => return problems.into(),
        Err(StartError::External(error)) => return Ending::External(error),
    };
    let count = match service.count(options.session).await {
        Ok(count) => count,
        Err(error) => return Ending::External(error.into()),
    };
    if count == 0 {
        eprintln!("No record of the session {}.\n  hint: import its records first", options.session);
        return Ending::Data;
    }
    let bar = progress_bar(count);
    // Some more than there are cores, so that none waits for the register.
    let at_once = 2 + std::thread::available_parallelism().map_or(1, usize::from);
    let report = service.seal(options.session, at_once, || bar.inc(1)).await;
    bar.finish_and_clear();
    match report {
        Ok(report) => tell(options, &report),
        Err(interrupted) => stopped(interrupted),
    }
}

fn progress_bar(count: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(count);
    bar.enable_steady_tick(Duration::from_millis(500));
    match ProgressStyle::with_template("{bar:40} {percent:>3} %  {pos}/{len}  {per_sec}  {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn tell(options: &Options, SealReport { sealed, already, failed }: &SealReport) -> Ending {
    if options.json {
        let failed: Vec<_> = failed.iter().map(|record| record.as_str()).collect();
        let answer =
            json!({ "session": options.session, "sealed": sealed, "already": already, "failed": failed });
        println!("{answer}");
    } else {
        println!("Session {}: {sealed} PDFs sealed, {already} were there.", options.session);
    }
    if failed.is_empty() {
        return Ending::Done;
    }
    Ending::External(anyhow::anyhow!(
        "{} records have no sealed PDF, for reasons that stand in the log: run the same command again",
        failed.len()
    ))
}

fn stopped(interrupted: Interrupted) -> Ending {
    let error = anyhow::Error::from(interrupted);
    Ending::External(error.context("stopped; what is sealed stays, and the same command goes on from there"))
}

//! `mon-releve doctor`: for testers on the sandbox and operators before go-live.

use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::{ConfigFiles, Ending};
use crate::adapters::franceconnect::Health;
use crate::adapters::system::{SystemClock, SystemRandom};
use crate::application::{self, StartError};

#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    files: ConfigFiles,
    /// Answer in JSON, on standard output.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(options: &Options) -> Ending {
    let settings = match options.files.settings() {
        Ok(settings) => settings,
        Err(problems) => return problems.into(),
    };
    let franceconnect =
        match application::franceconnect(&settings, Arc::new(SystemClock), Arc::new(SystemRandom)) {
            Ok(franceconnect) => franceconnect,
            Err(StartError::Configuration(problems)) => return problems.into(),
            Err(StartError::External(error)) => return Ending::External(error),
        };
    let findings = franceconnect.diagnose().await;
    let word = |health| match health {
        Health::Good => "ok",
        Health::Warning => "warning",
        Health::Bad => "error",
    };
    if options.json {
        let list: Vec<_> = findings
            .iter()
            .map(|finding| json!({ "check": finding.what, "status": word(finding.health), "detail": finding.detail }))
            .collect();
        println!("{}", json!({ "findings": list }));
    } else {
        for finding in &findings {
            println!("{:<8} {:<22} {}", word(finding.health), finding.what, finding.detail);
        }
    }
    match findings.iter().any(|finding| finding.health == Health::Bad) {
        false => Ending::Done,
        true => Ending::External(anyhow::anyhow!("signing in cannot work yet: see the lines marked error")),
    }
}

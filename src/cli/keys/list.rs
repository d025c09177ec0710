//! `mon-releve keys list`.

use clap::Args;
use serde_json::json;

use super::super::{ConfigFiles, Ending};
use crate::adapters::system::SystemClock;
use crate::application::{self, StartError};
use crate::ports::clock::Clock;

#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    files: ConfigFiles,
    /// Answer in JSON, on standard output.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &Options) -> Ending {
    let settings = match options.files.settings() {
        Ok(settings) => settings,
        Err(problems) => return problems.into(),
    };
    let ring = match application::key_ring(&settings, &SystemClock) {
        Ok(ring) => ring,
        Err(StartError::Configuration(problems)) => return problems.into(),
        Err(StartError::External(error)) => return Ending::External(error),
    };
    let seals = ring.list();
    let warning = ring.warning(SystemClock.now());
    if options.json {
        let seals: Vec<_> = seals
            .iter()
            .map(|seal| {
                json!({
                    "role": seal.role, "kid": seal.kid, "subject": seal.subject,
                    "validUntil": seal.valid_until.to_string(),
                })
            })
            .collect();
        println!("{}", json!({ "seals": seals, "warnings": Vec::from_iter(warning) }));
        return Ending::Done;
    }
    for seal in seals {
        println!("{:<9} {}  until {}  {}", seal.role, seal.kid, seal.valid_until, seal.subject);
    }
    if let Some(warning) = warning {
        println!("warning: {warning}");
    }
    Ending::Done
}

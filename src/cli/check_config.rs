//! `mon-releve check-config`.

use clap::Args;
use serde_json::json;

use super::{ConfigFiles, Ending};
use crate::adapters::system::SystemClock;
use crate::application;
use crate::config::Problems;
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
    let mut warnings = Vec::new();
    let problems = match options.files.settings() {
        Ok(settings) => {
            let mut problems = Problems::default();
            application::check(&settings, &SystemClock, &mut problems);
            let ring = application::key_ring(&settings, &SystemClock).ok();
            warnings.extend(ring.and_then(|ring| ring.warning(SystemClock.now())));
            warnings.extend(settings.remarks());
            problems
        }
        Err(problems) => problems,
    };
    if options.json {
        let list: Vec<_> = problems
            .0
            .iter()
            .map(|problem| json!({ "key": problem.key, "problem": problem.what, "hint": problem.hint }))
            .collect();
        println!("{}", json!({ "problems": list, "warnings": warnings }));
    } else if problems.0.is_empty() {
        println!("The configuration is good.");
        for warning in warnings {
            println!("warning: {warning}");
        }
    }
    if problems.0.is_empty() { Ending::Done } else { problems.into() }
}

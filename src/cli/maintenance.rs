//! `mon-releve maintenance`: closes the service on every replica, and opens it again.

use std::sync::Arc;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::json;

use super::{Common, Ending};
use crate::adapters::system::{SystemClock, SystemRandom};
use crate::application::{self, StartError};
use crate::config::Settings;
use crate::domain::maintenance::Maintenance;
use crate::ports::Unavailable;
use crate::ports::clock::Clock;
use crate::services::announce_maintenance::AnnounceMaintenanceService;

#[derive(Args)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Close the service: citizens and sites are told so, and when to come back.
    On {
        /// Instant at which it opens by itself, such as 2026-07-06T10:00:00+02:00; by default when told `off`.
        #[arg(long, value_name = "INSTANT")]
        until: Option<Timestamp>,
        #[command(flatten)]
        common: Common,
    },
    /// Open the service.
    Off(Common),
    /// Say whether it is closed.
    Status(Common),
}

pub(super) async fn run(options: &Options) -> Ending {
    let (Command::On { common, .. } | Command::Off(common) | Command::Status(common)) = &options.command;
    let settings = match Settings::load_sessions(&common.files.files, std::env::vars()) {
        Ok(settings) => settings,
        Err(problems) => return problems.into(),
    };
    if let Command::On { until: Some(until), .. } = &options.command
        && *until <= SystemClock.now()
    {
        eprintln!("--until is past: nothing was announced");
        return Ending::Data;
    }
    let service = application::announce_maintenance(&settings, Arc::new(SystemClock), Arc::new(SystemRandom));
    match service {
        Ok(service) => match obey(&options.command, &service).await {
            Ok(state) => tell(state, common.json),
            Err(error) => Ending::External(error.into()),
        },
        Err(StartError::Configuration(problems)) => problems.into(),
        Err(StartError::External(error)) => Ending::External(error),
    }
}

/// Does as told, and says what holds now.
async fn obey(
    command: &Command,
    service: &AnnounceMaintenanceService,
) -> Result<Option<Maintenance>, Unavailable> {
    match command {
        Command::On { until, .. } => service.begin(*until).await?,
        Command::Off(_) => {
            service.end().await?;
        }
        Command::Status(_) => {}
    }
    service.look().await
}

fn tell(state: Option<Maintenance>, as_json: bool) -> Ending {
    let until = state.and_then(|maintenance| maintenance.until);
    if as_json {
        println!(
            "{}",
            json!({ "maintenance": state.is_some(), "until": until.map(|until| until.to_string()) })
        );
    } else {
        match (state, until) {
            (None, _) => println!("The service is open; each replica hears of it within a second."),
            (Some(_), Some(until)) => {
                println!("The service is closed until {until}, or until `maintenance off`.")
            }
            (Some(_), None) => println!("The service is closed until `maintenance off`."),
        }
    }
    Ending::Done
}

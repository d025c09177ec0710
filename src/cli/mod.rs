//! The command line: one file a subcommand.

mod audit;
mod check_config;
#[cfg(feature = "sandbox")]
mod demo;
mod doctor;
#[cfg(feature = "sandbox")]
mod generate;
mod import;
mod keys;
mod maintenance;
mod partner;
mod publication;
mod seal;
mod serve;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::{Problems, Settings};
use crate::domain::enrolment_site::EnrolmentSites;

/// Which program this is: its version, and the commit that it was built from (`build.rs`).
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("MON_RELEVE_COMMIT"), ")");

/// Exam transcripts of French agricultural education.
#[derive(Parser)]
#[command(name = "mon-releve", version = VERSION, about, disable_help_subcommand = true)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the service.
    Serve(ConfigFiles),
    /// Run the service with a simulated FranceConnect, a demo site and invented people.
    #[cfg(feature = "sandbox")]
    Demo(demo::Options),
    /// Write invented exam records in the import contract, as many as wanted.
    #[cfg(feature = "sandbox")]
    Generate(generate::Options),
    /// Load exam records from an NDJSON file: all of it or nothing.
    Import(import::Options),
    /// Say whether a file is a genuine transcript: VALIDE, REMPLACE, ALTERE or INCONNU.
    Verify(verify::Options),
    /// Make imported records public, whatever their publieLe says.
    Publish(publication::Publish),
    /// Withdraw imported records: nobody finds them, and what was issued from them is void.
    Withdraw(publication::Withdraw),
    /// Seal the PDFs of a session ahead of results day; run again, it goes on where it stopped.
    Seal(seal::Options),
    /// Look at FranceConnect and our registration there.
    Doctor(doctor::Options),
    /// Make, list and rotate the keys of the seal.
    Keys(keys::Options),
    /// Register, list and end enrolment sites.
    Partner(partner::Options),
    /// Verify or export the trail of who saw what.
    Audit(audit::Options),
    /// Remove what was kept long enough: entries of the trail after audit.retention_months.
    Purge(audit::Purge),
    /// Close the service for planned work, on every replica, or open it again.
    Maintenance(maintenance::Options),
    /// List everything that is wrong with a configuration.
    CheckConfig(check_config::Options),
}

/// Where the settings are.
#[derive(Clone, Args)]
struct ConfigFiles {
    /// TOML file; may be given several times, later files win. MON_RELEVE__SECTION__KEY wins over all.
    #[arg(long = "config", value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// What commands take that answer about a configuration.
#[derive(Args)]
struct Common {
    #[command(flatten)]
    files: ConfigFiles,
    /// Answer in JSON, on standard output.
    #[arg(long)]
    json: bool,
}

impl ConfigFiles {
    /// The registry alone, and its folder.
    fn sites(&self) -> Result<(PathBuf, EnrolmentSites), Problems> {
        Settings::load_sites(&self.files, std::env::vars())
    }

    fn settings(&self) -> Result<Settings, Problems> {
        Settings::load(&self.files, std::env::vars())
    }
}

/// How a command ends; also its exit code.
#[derive(Debug)]
enum Ending {
    Done,
    /// 1: a verdict other than VALIDE, already told.
    NotValid,
    /// 3: the configuration must be mended.
    Configuration(Problems),
    /// 4: the data must be mended; what to do was already said.
    Data,
    /// 5: a server, a file or the network did not do.
    External(anyhow::Error),
}

impl From<Problems> for Ending {
    fn from(problems: Problems) -> Self {
        Self::Configuration(problems)
    }
}

impl CommandLine {
    /// Runs the command and tells the operator, on standard error, what went wrong and what to do.
    pub async fn run(self) -> ExitCode {
        let ending = match self.command {
            Command::Serve(files) => serve::run(&files).await,
            #[cfg(feature = "sandbox")]
            Command::Demo(options) => demo::run(&options).await,
            #[cfg(feature = "sandbox")]
            Command::Generate(options) => generate::run(&options),
            Command::Import(options) => import::run(&options).await,
            Command::Verify(options) => verify::run(&options).await,
            Command::Publish(options) => publication::publish(&options).await,
            Command::Withdraw(options) => publication::withdraw(&options).await,
            Command::Seal(options) => seal::run(&options).await,
            Command::Doctor(options) => doctor::run(&options).await,
            Command::Keys(options) => keys::run(&options),
            Command::Partner(options) => partner::run(&options).await,
            Command::Audit(options) => audit::run(&options).await,
            Command::Purge(options) => audit::purge(&options).await,
            Command::Maintenance(options) => maintenance::run(&options).await,
            Command::CheckConfig(options) => check_config::run(&options),
        };
        match ending {
            Ending::Done => ExitCode::SUCCESS,
            Ending::NotValid => ExitCode::FAILURE,
            Ending::Configuration(problems) => {
                eprintln!("{problems}");
                ExitCode::from(3)
            }
            Ending::Data => ExitCode::from(4),
            Ending::External(error) => {
                eprintln!("mon-releve: {error:#}");
                ExitCode::from(5)
            }
        }
    }
}

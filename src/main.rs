//! The program: arguments → settings → telemetry → run.

use std::process::ExitCode;

use clap::Parser;
use mon_releve::cli::CommandLine;

#[actix_web::main]
async fn main() -> ExitCode {
    CommandLine::parse().run().await
}

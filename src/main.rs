//! The program: arguments → settings → telemetry → run.

use std::process::ExitCode;

use clap::Parser;
use mon_releve::cli::CommandLine;

/// An import makes and drops a hundred small values a record, on one thread and on another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[actix_web::main]
async fn main() -> ExitCode {
    CommandLine::parse().run().await
}

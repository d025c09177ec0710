//! `mon-releve partner …`: the registry of enrolment sites.

mod add;
mod check;
mod disable;
mod list;

use clap::{Args, Subcommand};

use super::{Common, Ending};

#[derive(Args)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Register a site: writes its file, and prints its secret once.
    Add(Box<add::Add>),
    /// List the sites.
    List(list::List),
    /// Try out a site before it is admitted: send it candidates, each time with one thing wrong.
    Check(Box<check::Check>),
    /// End a site's agreement: yesterday was its last day.
    Disable(disable::Disable),
}

pub(super) async fn run(options: &Options) -> Ending {
    match &options.command {
        Command::Add(add) => add::run(add),
        Command::List(list) => list::run(list),
        Command::Check(check) => check::run(check).await,
        Command::Disable(disable) => disable::run(disable),
    }
}

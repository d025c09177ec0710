//! `mon-releve keys …`: the life of a seal's key.
//!
//! generate → (the authority issues a certificate) → prepare → activate → … → retire. Each step of a
//! rotation edits `[seal]` of one TOML file; replicas take it up when they restart, in any order.

mod generate;
mod list;
mod rotate;

use clap::{Args, Subcommand};

use super::Ending;

#[derive(Args)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a new private key and a request for its certificate.
    Generate(generate::Generate),
    /// Ask for a certificate of an existing private key.
    Csr(generate::Csr),
    /// Show every seal: role, key id, end of validity.
    List(list::Options),
    /// Make a seal the next one: published, trusted, not used yet.
    Prepare(rotate::Prepare),
    /// Make the next seal the current one, and the current one a previous one.
    Activate(rotate::Activate),
    /// Take a previous seal out, when its key was stolen: what it sealed is INCONNU from then on.
    Retire(rotate::Retire),
}

pub(super) fn run(options: &Options) -> Ending {
    match &options.command {
        Command::Generate(options) => generate::generate(options),
        Command::Csr(options) => generate::csr(options),
        Command::List(options) => list::run(options),
        Command::Prepare(options) => rotate::prepare(options),
        Command::Activate(options) => rotate::activate(options),
        Command::Retire(options) => rotate::retire(options),
    }
}

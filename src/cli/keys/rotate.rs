//! `mon-releve keys prepare`, `activate` and `retire`: a rotation, step by step, in the configuration.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::super::Ending;
use crate::adapters::seal::{SealKey, chain_from_pem, jwks};
use crate::adapters::system::SystemClock;
use crate::ports::clock::Clock;

/// The one file that is edited.
#[derive(Args)]
struct Edited {
    /// The TOML file that holds [seal]; everything else in it stays as it is.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

#[derive(Args)]
pub(super) struct Prepare {
    #[command(flatten)]
    edited: Edited,
    /// The new chain, leaf first.
    #[arg(long, value_name = "PEM")]
    certificate: PathBuf,
    /// Its private key.
    #[arg(long, value_name = "PEM")]
    key: PathBuf,
}

#[derive(Args)]
pub(super) struct Activate {
    #[command(flatten)]
    edited: Edited,
}

#[derive(Args)]
pub(super) struct Retire {
    #[command(flatten)]
    edited: Edited,
    /// The key id of a previous seal, from `keys list`. One in 64 begins with a hyphen.
    #[arg(allow_hyphen_values = true)]
    kid: String,
}

pub(super) fn prepare(options: &Prepare) -> Ending {
    let (certificate, key) = (&options.certificate, &options.key);
    let sound = || -> anyhow::Result<()> {
        let read =
            |path: &Path| std::fs::read(path).with_context(|| format!("cannot read {}", path.display()));
        let key = SealKey::from_pem(&read(certificate)?, &read(key)?, SystemClock.now());
        key.map(drop).map_err(|error| anyhow::anyhow!("{error}: {}", error.hint()))
    };
    let told = "The seal is published as the next one once the service restarts. Then: `keys activate`.";
    told_after(
        sound().and_then(|()| {
            edit(&options.edited, |seal| {
                if seal.contains_key("next") {
                    bail!("a next seal is prepared already: activate it, or take [seal.next] out by hand");
                }
                let mut next = Table::new();
                next.insert("certificate", value(certificate.display().to_string()));
                next.insert("key", value(key.display().to_string()));
                seal.insert("next", Item::Table(next));
                Ok(())
            })
        }),
        told,
    )
}

pub(super) fn activate(options: &Activate) -> Ending {
    let told = "The next seal is the current one once the service restarts; the one before stays trusted.";
    told_after(
        edit(&options.edited, |seal| {
            let Some(next) = seal.remove("next") else {
                bail!("there is no next seal: `keys prepare` first")
            };
            let before = seal.insert("current", next);
            let certificate = before.as_ref().and_then(|before| before.get("certificate")).cloned();
            let Some(certificate) = certificate else { bail!("[seal.current] has no certificate") };
            let mut previous = Table::new();
            previous.insert("certificate", certificate);
            previous_of(seal)?.push(previous);
            Ok(())
        }),
        told,
    )
}

pub(super) fn retire(options: &Retire) -> Ending {
    let told = "What this seal made is INCONNU once the service restarts.";
    let has_kid = |table: &Table| -> bool {
        let path = table.get("certificate").and_then(Item::as_str).unwrap_or_default();
        let chain = std::fs::read(path).ok().and_then(|pem| chain_from_pem(&pem).ok());
        let jwk = chain.and_then(|chain| jwks::jwk_of(&chain));
        jwk.is_some_and(|jwk| jwk["kid"] == options.kid.as_str())
    };
    told_after(
        edit(&options.edited, |seal| {
            let previous = previous_of(seal)?;
            let before = previous.len();
            previous.retain(|table| !has_kid(table));
            if previous.len() == before {
                bail!("no previous seal has the key id {}: see `keys list`", options.kid);
            }
            Ok(())
        }),
        told,
    )
}

/// `[[seal.previous]]`, made when there is none.
fn previous_of(seal: &mut Table) -> anyhow::Result<&mut ArrayOfTables> {
    seal.entry("previous")
        .or_insert(Item::ArrayOfTables(ArrayOfTables::new()))
        .as_array_of_tables_mut()
        .context("seal.previous is not written as [[seal.previous]]")
}

fn told_after(result: anyhow::Result<()>, told: &str) -> Ending {
    match result {
        Ok(()) => {
            println!("{told}");
            Ending::Done
        }
        Err(error) => Ending::External(error),
    }
}

/// Changes `[seal]` of a file: the whole file is there afterwards, as before or as changed.
fn edit(edited: &Edited, change: impl FnOnce(&mut Table) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let path = &edited.config;
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut document: DocumentMut = text.parse().with_context(|| path.display().to_string())?;
    let seal = document.get_mut("seal").and_then(Item::as_table_mut);
    change(seal.with_context(|| format!("{} holds no [seal]", path.display()))?)?;
    let beside = path.with_extension("toml.new");
    std::fs::write(&beside, document.to_string())
        .and_then(|()| std::fs::set_permissions(&beside, std::fs::metadata(path)?.permissions()))
        .and_then(|()| std::fs::rename(&beside, path))
        .with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::Retire;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        retire: Retire,
    }

    #[test]
    fn a_key_id_that_begins_with_hyphens_is_no_option() {
        for arguments in [
            ["retire", "--config", "mine.toml", "-w3kQ"],
            ["retire", "-w3kQ", "--config", "mine.toml"],
            ["retire", "--config", "mine.toml", "--c_Q"],
        ] {
            let line = Line::try_parse_from(arguments).map_err(|refusal| refusal.to_string());
            let kid = line.map(|line| line.retire.kid);
            assert!(kid.as_ref().is_ok_and(|kid| kid.starts_with('-')), "{arguments:?}: {kid:?}");
        }
    }
}

//! `mon-releve keys generate` and `keys csr`.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::super::Ending;
use crate::adapters::seal::{KeyKind, Signer, certificate_request};

#[derive(Args)]
pub(super) struct Generate {
    /// Where the private key goes; never overwritten, readable by this account alone.
    #[arg(long, value_name = "PEM")]
    key: PathBuf,
    /// Where the request goes; standard output without it.
    #[arg(long, value_name = "PEM")]
    request: Option<PathBuf>,
    /// In whose name, such as "CN=Cachet des relevés,O=Ministère,C=FR".
    #[arg(long)]
    subject: String,
    /// P-256 seals every form of a transcript; RSA (3072 bits) seals all but the data for sites.
    #[arg(long, value_enum, default_value = "p256")]
    algorithm: Algorithm,
}

#[derive(Args)]
pub(super) struct Csr {
    /// The private key.
    #[arg(long, value_name = "PEM")]
    key: PathBuf,
    /// Where the request goes; standard output without it.
    #[arg(long, value_name = "PEM")]
    request: Option<PathBuf>,
    /// In whose name, such as "CN=Cachet des relevés,O=Ministère,C=FR".
    #[arg(long)]
    subject: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Algorithm {
    P256,
    Rsa,
}

pub(super) fn generate(options: &Generate) -> Ending {
    ending(new_key(options))
}

pub(super) fn csr(options: &Csr) -> Ending {
    ending(
        request_for(&options.key)
            .and_then(|signer| tell(&signer, &options.subject, options.request.as_deref())),
    )
}

fn ending(result: anyhow::Result<()>) -> Ending {
    match result {
        Ok(()) => Ending::Done,
        Err(error) => Ending::External(error),
    }
}

fn new_key(options: &Generate) -> anyhow::Result<()> {
    let kind = match options.algorithm {
        Algorithm::P256 => KeyKind::P256,
        Algorithm::Rsa => KeyKind::Rsa,
    };
    let (signer, pem) = Signer::generate(kind)?;
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&options.key)
        .with_context(|| format!("cannot make {}: a key is never overwritten", options.key.display()))?;
    file.write_all(pem.as_bytes())?;
    file.sync_all()?;
    tell(&signer, &options.subject, options.request.as_deref())?;
    eprintln!(
        "The private key is in {}. Send the request to whoever issues the seals.",
        options.key.display()
    );
    Ok(())
}

fn request_for(key: &Path) -> anyhow::Result<Signer> {
    let pem = std::fs::read(key).with_context(|| format!("cannot read {}", key.display()))?;
    Signer::from_pem(&pem).with_context(|| key.display().to_string())
}

fn tell(signer: &Signer, subject: &str, file: Option<&Path>) -> anyhow::Result<()> {
    let request = certificate_request(signer, subject).map_err(|_| {
        anyhow::anyhow!("`{subject}` is not a name: write for example \"CN=Cachet,O=Ministère,C=FR\"")
    })?;
    match file {
        Some(path) => {
            std::fs::write(path, request).with_context(|| format!("cannot write {}", path.display()))
        }
        None => {
            print!("{request}");
            Ok(())
        }
    }
}

//! `[seal]`: the keys of the ministry's seal.

use std::path::PathBuf;

use serde::Deserialize;

use super::Problems;
use super::later::Anything;

/// A certificate chain and its key, both PEM files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealPair {
    /// Chain, leaf first.
    pub certificate: PathBuf,
    /// Private key.
    pub key: PathBuf,
}

/// `[seal]`, checked for form; the files are read at start and by `check-config`.
#[derive(Clone, Debug)]
pub struct SealSettings {
    /// What seals now.
    pub current: SealPair,
    /// What will seal: published before it does.
    pub next: Option<SealPair>,
    /// Chains of what sealed before: published for ever.
    pub previous: Vec<PathBuf>,
}

#[derive(Default, Deserialize)]
pub(super) struct Typed {
    current: Option<TypedPair>,
    next: Option<TypedPair>,
    #[serde(default)]
    previous: Vec<TypedPair>,
    timestamp: Option<Anything>,
}

#[derive(Deserialize)]
struct TypedPair {
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
    pkcs11: Option<Anything>,
}

impl Typed {
    pub(super) fn resolve(self, problems: &mut Problems) -> Option<SealSettings> {
        if self.timestamp.is_some() {
            problems.add("seal.timestamp", "is not supported by this version", "leave it out");
        }
        let Some(current) = self.current else {
            problems.missing("seal.current", "name the PEM files: certificate (chain, leaf first) and key");
            return None;
        };
        let current = current.resolve("seal.current", problems);
        let next = self.next.map(|next| next.resolve("seal.next", problems));
        let previous = self.previous.into_iter().map(|previous| {
            // Its private key has no more use: nobody needs to keep it.
            if previous.certificate.is_none() {
                problems.missing("seal.previous.certificate", "name the PEM file of the chain, leaf first");
            }
            previous.certificate
        });
        let previous: Option<Vec<_>> = previous.collect::<Vec<_>>().into_iter().collect();
        Some(SealSettings {
            current: current?,
            next: match next {
                Some(next) => Some(next?),
                None => None,
            },
            previous: previous?,
        })
    }
}

impl TypedPair {
    fn resolve(self, section: &str, problems: &mut Problems) -> Option<SealPair> {
        if self.pkcs11.is_some() {
            problems.add(
                format!("{section}.pkcs11"),
                "is not supported by this version",
                "give the key as a PEM file",
            );
        }
        if self.certificate.is_none() {
            let hint = "name the PEM file of the chain, leaf first";
            problems.missing(format!("{section}.certificate"), hint);
        }
        if self.key.is_none() {
            problems.missing(format!("{section}.key"), "name the PEM file of the private key");
        }
        Some(SealPair { certificate: self.certificate?, key: self.key? })
    }
}

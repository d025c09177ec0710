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
}

#[derive(Default, Deserialize)]
pub(super) struct Typed {
    current: Option<TypedPair>,
    #[serde(default)]
    next: Option<Anything>,
    #[serde(default)]
    previous: Option<Anything>,
    #[serde(default)]
    timestamp: Option<Anything>,
}

#[derive(Deserialize)]
struct TypedPair {
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
    #[serde(default)]
    pkcs11: Option<Anything>,
}

impl Typed {
    pub(super) fn resolve(self, problems: &mut Problems) -> Option<SealSettings> {
        for (key, value) in
            [("next", &self.next), ("previous", &self.previous), ("timestamp", &self.timestamp)]
        {
            if value.is_some() {
                problems.add(format!("seal.{key}"), "is not supported by this version", "leave it out");
            }
        }
        let Some(pair) = self.current else {
            problems.missing("seal.current", "name the PEM files: certificate (chain, leaf first) and key");
            return None;
        };
        if pair.pkcs11.is_some() {
            problems.add(
                "seal.current.pkcs11",
                "is not supported by this version",
                "give the key as a PEM file",
            );
        }
        if pair.certificate.is_none() {
            problems.missing("seal.current.certificate", "name the PEM file of the chain, leaf first");
        }
        if pair.key.is_none() {
            problems.missing("seal.current.key", "name the PEM file of the private key");
        }
        Some(SealSettings { current: SealPair { certificate: pair.certificate?, key: pair.key? } })
    }
}

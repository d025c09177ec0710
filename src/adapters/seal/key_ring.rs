//! All the seals of a configuration: the one that seals, the one that will, and those that did.
//!
//! All of them are published and trusted, so a rotation makes no verification fail, whichever replicas
//! have been told of it already.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use x509_cert::Certificate;

use super::jwks::jwk_of;
use super::key::{SealKey, valid_from, valid_until};
use super::trust::Trust;

/// The seals.
pub struct KeyRing {
    /// What seals now.
    pub current: SealKey,
    /// What will seal.
    pub next: Option<SealKey>,
    /// Chains of what sealed before.
    pub previous: Vec<Vec<Certificate>>,
}

/// One seal, for a list.
pub struct Listed {
    /// `current`, `next` or `previous`.
    pub role: &'static str,
    /// RFC 7638 thumbprint.
    pub kid: String,
    /// Subject of the certificate.
    pub subject: String,
    /// The first second of its validity.
    pub valid_from: Timestamp,
    /// The last second of its validity.
    pub valid_until: Timestamp,
}

/// How long before its end a certificate is worth a warning: time for a key ceremony.
const NOTICE: SignedDuration = SignedDuration::from_hours(24 * 60);

impl KeyRing {
    fn chains(&self) -> impl Iterator<Item = (&'static str, &[Certificate])> {
        let next = self.next.as_ref().map(|key| ("next", key.chain()));
        let previous = self.previous.iter().map(|chain| ("previous", chain.as_slice()));
        std::iter::once(("current", self.current.chain())).chain(next).chain(previous)
    }

    /// The public keys, each with its certificates.
    pub fn public_jwks(&self) -> Vec<Value> {
        self.chains().filter_map(|(_, chain)| jwk_of(chain)).collect()
    }

    /// What a verifier of our own documents trusts.
    pub fn trust(&self) -> Trust {
        Trust::in_seals(self.chains().map(|(_, chain)| chain.to_vec()))
    }

    /// Every seal.
    pub fn list(&self) -> Vec<Listed> {
        let listed = |(role, chain): (&'static str, &[Certificate])| {
            let leaf = chain.first()?;
            let kid = jwk_of(chain)?["kid"].as_str()?.to_owned();
            let subject = leaf.tbs_certificate().subject().to_string();
            Some(Listed { role, kid, subject, valid_from: valid_from(leaf), valid_until: valid_until(leaf) })
        };
        self.chains().filter_map(listed).collect()
    }

    /// What the operator should see to: the current seal ends soon, and whether another one is ready.
    pub fn warning(&self, now: Timestamp) -> Option<String> {
        let end = valid_until(self.current.leaf());
        let days = end.duration_since(now).as_hours() / 24;
        let what_next = match &self.next {
            Some(_) => "run `mon-releve keys activate`",
            None => "ask for the next certificate: `mon-releve keys generate`, then `keys prepare`",
        };
        (end.duration_since(now) < NOTICE)
            .then(|| format!("the certificate of the seal ends in {days} days, on {end}: {what_next}"))
    }
}

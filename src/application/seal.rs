//! From `[seal]` to the keys that seal and the chains that are trusted.

use std::path::{Path, PathBuf};

use super::StartError;
use crate::adapters::seal::{KeyRing, SealKey, Trust, chain_from_pem, seals_data};
use crate::config::{Environment, Problems, SealPair, SealSettings, Settings};
use crate::ports::clock::Clock;

/// The seals of a configuration, as a verifier trusts them.
///
/// # Errors
/// When a seal cannot be used.
pub fn trust(settings: &Settings, clock: &dyn Clock) -> Result<Trust, StartError> {
    Ok(key_ring(settings, clock)?.trust())
}

/// The seals of a configuration.
///
/// # Errors
/// When one of them cannot be used.
pub fn key_ring(settings: &Settings, clock: &dyn Clock) -> Result<KeyRing, StartError> {
    let SealSettings { current, next, previous } = &settings.seal;
    let environment = settings.server.environment;
    let chain = |path: &PathBuf| -> Result<_, Problems> {
        chain_from_pem(&read_pem("seal.previous.certificate", path)?)
            .map_err(|error| Problems::one("seal.previous", error.to_string(), error.hint()))
    };
    Ok(KeyRing {
        current: seal_key("seal.current", current, environment, clock)?,
        next: next.as_ref().map(|next| seal_key("seal.next", next, environment, clock)).transpose()?,
        previous: previous.iter().map(chain).collect::<Result<_, _>>()?,
    })
}

fn seal_key(
    section: &str,
    pair: &SealPair,
    environment: Environment,
    clock: &dyn Clock,
) -> Result<SealKey, Problems> {
    let chain = read_pem(&format!("{section}.certificate"), &pair.certificate)?;
    let key = read_pem(&format!("{section}.key"), &pair.key)?;
    let key = SealKey::from_pem(&chain, &key, clock.now())
        .map_err(|error| Problems::one(section, error.to_string(), error.hint()))?;
    if environment == Environment::Production && key.is_test() {
        return Err(Problems::one(
            format!("{section}.certificate"),
            "is a test certificate",
            "production seals with the ministry's certificate",
        ));
    }
    Ok(key)
}

fn read_pem(key: &str, path: &Path) -> Result<Vec<u8>, Problems> {
    std::fs::read(path).map_err(|error| {
        let what = format!("{}: {error}", path.display());
        Problems::one(key, what, "name a PEM file that the service may read")
    })
}

/// Sites are sent sealed data, so with sites the seal must be one that seals data.
pub(super) fn refuse_unsealed_data(settings: &Settings, key: &SealKey, problems: &mut Problems) {
    let has_sites = settings.sites.iter().next().is_some();
    if settings.server.environment == Environment::Production && has_sites && !seals_data(key) {
        problems.add(
            "seal.current.key",
            "is RSA, and data for the sites of [partners] are sealed with ES256 alone",
            "ask for a P-256 seal: it seals PDF and data",
        );
    }
}

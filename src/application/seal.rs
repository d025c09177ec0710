//! From `[seal]` to the keys that seal and the chains that are trusted.

use std::path::{Path, PathBuf};

use x509_cert::Certificate;

use super::StartError;
use crate::adapters::render::two_d_doc::CodeIssuer;
use crate::adapters::seal::{
    Authority, CodeSigner, KeyRing, SealKey, SlotName, TokenPlace, Trust, chain_from_pem, seals_data,
};
use crate::config::{
    Environment, KeyPlace, Problems, SealPair, SealSettings, Settings, TimestampSettings, TokenSettings,
    TokenSlot, TwoDDocSettings,
};
use crate::ports::clock::Clock;

/// The seals of a configuration, as a verifier trusts them.
///
/// # Errors
/// When a seal cannot be used.
pub fn trust(settings: &Settings, clock: &dyn Clock) -> Result<Trust, StartError> {
    let authorities = authorities(&settings.seal)?.unwrap_or_default();
    Ok(key_ring(settings, clock)?.trust().with_authorities(authorities))
}

/// The seals of a configuration.
///
/// # Errors
/// When one of them cannot be used.
pub fn key_ring(settings: &Settings, clock: &dyn Clock) -> Result<KeyRing, StartError> {
    let SealSettings { current, next, previous, .. } = &settings.seal;
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
    let key = match &pair.key {
        KeyPlace::File(path) => {
            SealKey::from_pem(&chain, &read_pem(&format!("{section}.key"), path)?, clock.now())
        }
        KeyPlace::Token(token) => SealKey::in_token(&chain, place(token), clock.now()),
    };
    let key = key.map_err(|error| Problems::one(section, error.to_string(), error.hint()))?;
    if environment == Environment::Production && key.is_test() {
        return Err(Problems::one(
            format!("{section}.certificate"),
            "is a test certificate",
            "production seals with the ministry's certificate",
        ));
    }
    Ok(key)
}

fn place(token: &TokenSettings) -> TokenPlace {
    let TokenSettings { module, slot, label, pin } = token.clone();
    let slot = match slot {
        TokenSlot::Number(number) => SlotName::Number(number),
        TokenSlot::Label(label) => SlotName::Label(label),
    };
    TokenPlace { module, slot, label, pin }
}

/// Has the keys sign something: a key in a token is asked for the first time. The service starts without, for a
/// token may come back.
pub(super) fn try_out(ring: &KeyRing, problems: &mut Problems) {
    let next = ring.next.iter().map(|key| ("seal.next", key));
    for (section, key) in std::iter::once(("seal.current", &ring.current)).chain(next) {
        if let Err(error) = key.try_out() {
            problems.add(section, error.to_string(), error.hint());
        }
    }
}

/// Who signs the 2D-Doc of each PDF, if anybody does.
pub(super) fn code_signer(seal: &SealSettings) -> Result<Option<CodeSigner>, Problems> {
    let Some(TwoDDocSettings { authority, certificate_id, certificate, key }) = &seal.two_d_doc else {
        return Ok(None);
    };
    let issuer = CodeIssuer { authority: authority.clone(), certificate: certificate_id.clone() };
    let pem = read_pem("seal.two_d_doc.certificate", certificate)?;
    let key = String::from_utf8(read_pem("seal.two_d_doc.key", key)?).unwrap_or_default();
    CodeSigner::from_pem(issuer, &pem, &key).map(Some).map_err(|error| {
        let hint = "`openssl pkcs8 -topk8 -nodes` writes a key as it must be; is it this certificate's?";
        Problems::one("seal.two_d_doc", error.to_string(), hint)
    })
}

/// Who stamps, if anybody does.
pub(super) fn authority(seal: &SealSettings) -> Result<Option<Authority>, StartError> {
    let Some(TimestampSettings { url, timeout, .. }) = &seal.timestamp else { return Ok(None) };
    let authority = Authority::new(url.clone(), authorities(seal)?, *timeout);
    authority.map(Some).map_err(|error| StartError::External(error.into()))
}

/// The roots that stamps must lead to, if the configuration names any.
pub(super) fn authorities(seal: &SealSettings) -> Result<Option<Vec<Certificate>>, Problems> {
    let path = seal.timestamp.as_ref().and_then(|timestamp| timestamp.certificate.as_ref());
    let Some(path) = path else { return Ok(None) };
    let pem = read_pem("seal.timestamp.certificate", path)?;
    Certificate::load_pem_chain(&pem).ok().filter(|roots| !roots.is_empty()).map(Some).ok_or_else(|| {
        let what = format!("{} holds no certificate in PEM", path.display());
        Problems::one("seal.timestamp.certificate", what, "name the root of the authority, in PEM")
    })
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

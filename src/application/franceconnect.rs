//! From `[franceconnect]` to the relying party and the data provider.

use std::sync::Arc;

use secrecy::ExposeSecret;

use super::StartError;
use crate::adapters::franceconnect::{
    AssertionKey, BackChannel, CheckToken, ClientAuthentication, DataProviderSettings, DecryptionKeys,
    FranceConnect, Issuer, RelyingPartySettings,
};
use crate::config::{ClientCredential, Problems, Settings};
use crate::ports::clock::Clock;
use crate::ports::random::Random;
use crate::services::accept_token::AcceptTokenService;
use crate::services::site_registry::SiteRegistry;

/// FranceConnect alone, for commands that need nothing else.
///
/// # Errors
/// When the registration cannot be used.
pub fn franceconnect(
    settings: &Settings,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
) -> Result<FranceConnect, StartError> {
    let relying_party = relying_party(settings, issuer(settings)?)?;
    let back_channel = BackChannel::new(settings.franceconnect.timeout)
        .map_err(|error| StartError::External(error.into()))?;
    Ok(FranceConnect::new(relying_party, back_channel, clock, random))
}

pub(super) fn issuer(settings: &Settings) -> Result<Issuer, Problems> {
    Issuer::parse(&settings.franceconnect.issuer)
        .map_err(|hint| Problems::one("franceconnect.issuer", "is not an issuer", hint))
}

fn relying_party(settings: &Settings, issuer: Issuer) -> Result<RelyingPartySettings, Problems> {
    let registration = &settings.franceconnect;
    let authentication = match &registration.authentication {
        ClientCredential::Secret(secret) => ClientAuthentication::SecretPost(secret.clone()),
        ClientCredential::PrivateKey(pem) => {
            let key = AssertionKey::from_pem(pem.expose_secret());
            ClientAuthentication::PrivateKeyJwt(key.map_err(|error| {
                Problems::one("franceconnect.client_private_key", "is not a key", error.to_string())
            })?)
        }
    };
    let decryption =
        registration.encryption_jwks.as_ref().map(|jwks| DecryptionKeys::parse(jwks.expose_secret()));
    let decryption = decryption.transpose().map_err(|error| {
        Problems::one("franceconnect.encryption.jwks", "is not a key set", error.to_string())
    })?;
    Ok(RelyingPartySettings {
        issuer,
        client_id: registration.client_id.clone(),
        authentication,
        decryption,
        redirect_uri: settings.server.public_url.join("/connexion/retour"),
        post_logout_redirect_uri: settings.server.public_url.join("/deconnexion/retour"),
        scopes: registration.scopes.clone(),
        assurance: registration.assurance,
        sends_pkce: registration.pkce,
    })
}

pub(super) fn data_provider(settings: &Settings) -> Result<Option<DataProviderSettings>, Problems> {
    let Some(registration) = &settings.franceconnect.data_provider else { return Ok(None) };
    let decryption = DecryptionKeys::parse(registration.jwks.expose_secret()).map_err(|error| {
        Problems::one("franceconnect.data_provider.jwks", "is not a key set", error.to_string())
    })?;
    Ok(Some(DataProviderSettings {
        client_id: registration.client_id.clone(),
        client_secret: registration.client_secret.clone(),
        decryption,
    }))
}

pub(super) fn accept_token(
    settings: &Settings,
    franceconnect: &Arc<FranceConnect>,
    sites: &Arc<SiteRegistry>,
    provider: Option<DataProviderSettings>,
) -> Option<AcceptTokenService> {
    let registration = settings.franceconnect.data_provider.as_ref()?;
    Some(AcceptTokenService {
        introspection: Arc::new(CheckToken::new(Arc::clone(franceconnect), provider?)),
        sites: Arc::clone(sites),
        scope: registration.scope.clone(),
        floor: registration.acr_floor,
    })
}

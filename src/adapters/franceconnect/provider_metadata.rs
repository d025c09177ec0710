//! The discovery document, verified: from "what a server said" to "where FranceConnect is".

use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClient, CoreClientAuthMethod, CoreGrantType,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode,
    CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{
    AdditionalProviderMetadata, AuthType, ClientId, ClientSecret, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, ProviderMetadata as OpenIdMetadata, RedirectUrl,
};
use secrecy::ExposeSecret;
use serde_json::Value;
use url::Url;

use super::client_authentication::ClientAuthentication;
use super::error::ProtocolError;
use super::strict_json;

/// Members that `openidconnect` does not know.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
struct FurtherMembers {
    end_session_endpoint: Option<Url>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: Option<bool>,
}

impl AdditionalProviderMetadata for FurtherMembers {}

type Discovered = OpenIdMetadata<
    FurtherMembers,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

type ReadyClient =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet, EndpointMaybeSet>;

/// FranceConnect's addresses and a client that knows them.
pub struct ProviderMetadata {
    raw: Vec<u8>,
    /// Builds authorization and token requests.
    pub client: ReadyClient,
    /// Where the signed claims are.
    pub userinfo_endpoint: Url,
    /// Where the keys are.
    pub jwks_uri: Url,
    /// Where the citizen's session at FranceConnect ends.
    pub end_session_endpoint: Option<Url>,
    /// Whether callbacks carry `iss` (RFC 9207); FranceConnect's do.
    pub sends_issuer: bool,
}

impl PartialEq for ProviderMetadata {
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}

/// FranceConnect's issuer identifier. Kept as it was typed: it is compared to the letter, and an
/// address parsed and printed again may gain a slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    text: String,
    url: Url,
}

impl Issuer {
    /// # Errors
    /// When the text is no address, or has a query or a fragment (OpenID Connect Discovery 1.0 §2).
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        match Url::parse(text) {
            Ok(url) if url.has_host() && url.query().is_none() && url.fragment().is_none() => {
                Ok(Self { text: text.to_owned(), url })
            }
            _ => Err("expected an address such as https://oidc.franceconnect.gouv.fr/api/v2"),
        }
    }

    /// The identifier.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The identifier as an address.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Where a data provider asks what is behind a token; the discovery document does not name it.
    pub fn check_token_url(&self) -> Url {
        let mut url = self.url.clone();
        url.set_path(&format!("{}/checktoken", url.path().trim_end_matches('/')));
        url
    }

    /// Where the discovery document is (OpenID Connect Discovery 1.0 §4).
    pub fn discovery_url(&self) -> Url {
        let mut url = self.url.clone();
        url.set_path(&format!("{}/.well-known/openid-configuration", url.path().trim_end_matches('/')));
        url
    }
}

/// Who we are at FranceConnect.
pub struct Registration<'a> {
    /// `client_id`.
    pub client_id: &'a str,
    /// How we prove who we are.
    pub authentication: &'a ClientAuthentication,
    /// Our callback.
    pub redirect_uri: &'a Url,
}

impl ProviderMetadata {
    /// Reads a discovery document and holds it against the issuer we are registered at (OpenID Connect
    /// Discovery 1.0 §4.3). Every address must have the issuer's scheme: a production issuer is https,
    /// so nothing then goes over http.
    ///
    /// # Errors
    /// When it is the document of another issuer, or an address is missing or plain http.
    pub fn parse(
        body: &[u8],
        issuer: &Issuer,
        registration: &Registration<'_>,
    ) -> Result<Self, ProtocolError> {
        let members = strict_json::object(body)
            .ok_or(ProtocolError::Metadata("it is not one JSON object, or a member stands twice"))?;
        let discovered: Discovered = serde_json::from_value(Value::Object(members))
            .map_err(|_| ProtocolError::Metadata("it is not a discovery document"))?;
        if discovered.issuer().as_str() != issuer.as_str() {
            return Err(ProtocolError::Metadata("issuer is not the configured [franceconnect] issuer"));
        }
        let further = discovered.additional_metadata().clone();
        let token_endpoint = discovered
            .token_endpoint()
            .cloned()
            .ok_or(ProtocolError::Metadata("token_endpoint is missing"))?;
        let userinfo_endpoint = discovered
            .userinfo_endpoint()
            .map(|endpoint| endpoint.url().clone())
            .ok_or(ProtocolError::Metadata("userinfo_endpoint is missing"))?;
        let jwks_uri = discovered.jwks_uri().url().clone();
        let addresses = [Some(discovered.authorization_endpoint().url()), Some(token_endpoint.url())]
            .into_iter()
            .chain([Some(&userinfo_endpoint), Some(&jwks_uri), further.end_session_endpoint.as_ref()]);
        if addresses.flatten().any(|address| address.scheme() != issuer.url.scheme()) {
            return Err(ProtocolError::Metadata("an address has another scheme than the issuer"));
        }
        let client = CoreClient::from_provider_metadata(
            discovered,
            ClientId::new(registration.client_id.to_owned()),
            match registration.authentication {
                ClientAuthentication::SecretPost(secret) => {
                    Some(ClientSecret::new(secret.expose_secret().to_owned()))
                }
                ClientAuthentication::PrivateKeyJwt(_) => None,
            },
        )
        .set_token_uri(token_endpoint)
        .set_redirect_uri(RedirectUrl::from_url(registration.redirect_uri.clone()))
        // FranceConnect announces client_secret_post and refuses a request that carries both.
        .set_auth_type(AuthType::RequestBody);
        Ok(Self {
            raw: body.to_vec(),
            client,
            userinfo_endpoint,
            jwks_uri,
            end_session_endpoint: further.end_session_endpoint,
            sends_issuer: further.authorization_response_iss_parameter_supported.unwrap_or(true),
        })
    }
}

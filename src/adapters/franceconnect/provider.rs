//! The port's implementation: which call comes after which.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;
use openidconnect::core::{CoreAuthenticationFlow, CoreErrorResponseType, CoreTokenResponse, CoreTokenType};
use openidconnect::{
    AuthenticationContextClass, AuthorizationCode as OpenIdCode, CsrfToken, Nonce as OpenIdNonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RequestTokenError, Scope, TokenResponse,
};
use url::Url;

use super::back_channel::{BackChannel, BackChannelError};
use super::cached_document::{CachedDocument, Failure, Fetched};
use super::client_authentication::{ASSERTION_TYPE, ClientAuthentication};
use super::encryption::DecryptionKeys;
use super::error::ProtocolError;
use super::id_token::{self, Expectations};
use super::key_set::KeySet;
use super::provider_metadata::{Issuer, ProviderMetadata, Registration};
use super::signed_token::{SignedToken, VerifiedClaims};
use super::token_endpoint::{TokenEndpoint, TokenEndpointError};
use super::user_info;
use crate::domain::assurance::Assurance;
use crate::ports::clock::Clock;
use crate::ports::identity_provider::{
    AuthorizationCode, CodeVerifier, IdTokenHint, IdentityProvider, IdentityProviderError, Nonce, State,
    VerifiedIdentity,
};
use crate::ports::random::Random;
use crate::ports::support_reference::SupportReference;
use crate::ports::token_introspection::BearerToken;

/// Our registration at FranceConnect.
pub struct RelyingPartySettings {
    /// Issuer, compared to the letter: a trailing slash is another issuer.
    pub issuer: Issuer,
    /// `client_id`.
    pub client_id: String,
    /// How we prove who we are.
    pub authentication: ClientAuthentication,
    /// Our encryption keys, when registered at FranceConnect+: then nothing unencrypted is accepted.
    pub decryption: Option<DecryptionKeys>,
    /// Our callback, as declared at FranceConnect.
    pub redirect_uri: Url,
    /// Our page after sign-out, as declared at FranceConnect.
    pub post_logout_redirect_uri: Url,
    /// Scopes beside `openid`.
    pub scopes: Vec<String>,
    /// Level of assurance asked for, unless a gesture needs a higher one.
    pub assurance: Assurance,
    /// Whether to send PKCE, which FranceConnect refuses today though it advertises it.
    pub sends_pkce: bool,
}

/// FranceConnect as identity provider. Nothing is fetched before the first sign-in.
pub struct FranceConnect {
    settings: RelyingPartySettings,
    back_channel: BackChannel,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    metadata: CachedDocument<ProviderMetadata>,
    keys: CachedDocument<KeySet>,
}

impl FranceConnect {
    /// A relying party with this registration.
    pub fn new(
        settings: RelyingPartySettings,
        back_channel: BackChannel,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        Self {
            settings,
            back_channel,
            clock,
            random,
            metadata: CachedDocument::default(),
            keys: CachedDocument::default(),
        }
    }

    pub(super) async fn metadata(&self) -> Result<Arc<ProviderMetadata>, IdentityProviderError> {
        let fetch = async {
            let answer = self
                .back_channel
                .get(&self.settings.issuer.discovery_url(), None)
                .await
                .map_err(unavailable)?;
            let registration = Registration {
                client_id: &self.settings.client_id,
                authentication: &self.settings.authentication,
                redirect_uri: &self.settings.redirect_uri,
            };
            let document = ProviderMetadata::parse(&answer.body, &self.settings.issuer, &registration)
                .map_err(|error| IdentityProviderError::Unavailable(error.into()))?;
            Ok(Fetched { document, max_age: answer.max_age })
        };
        self.metadata.get(self.clock.now(), fetch).await.map_err(flatten)
    }

    /// The public keys that FranceConnect needs of us: to verify our assertions, to encrypt to us.
    pub fn public_jwks(&self) -> Vec<serde_json::Value> {
        let signing = match &self.settings.authentication {
            ClientAuthentication::PrivateKeyJwt(key) => Some(key.public_jwk().clone()),
            ClientAuthentication::SecretPost(_) => None,
        };
        let encryption = self.settings.decryption.as_ref().map(DecryptionKeys::public_jwks);
        signing.into_iter().chain(encryption.into_iter().flatten()).collect()
    }

    /// The token request, with whatever proves who we are.
    pub(super) async fn exchange(
        &self,
        metadata: &ProviderMetadata,
        code: OpenIdCode,
        verifier: Option<PkceCodeVerifier>,
    ) -> Result<CoreTokenResponse, RequestTokenError<TokenEndpointError, CoreErrorAnswer>> {
        let mut request = metadata.client.exchange_code(code);
        if let Some(verifier) = verifier {
            request = request.set_pkce_verifier(verifier);
        }
        if let ClientAuthentication::PrivateKeyJwt(key) = &self.settings.authentication {
            let jti: [u8; 16] = self.random.bytes();
            let now = self.clock.now().as_second();
            let assertion = key.assertion(
                &self.settings.client_id,
                self.settings.issuer.as_str(),
                &hex::encode(jti),
                now,
            );
            let (name, value) = ASSERTION_TYPE;
            request = request.add_extra_param(name, value).add_extra_param("client_assertion", assertion);
        }
        let endpoint =
            TokenEndpoint { back_channel: &self.back_channel, decryption: self.settings.decryption.as_ref() };
        request.request_async(&endpoint).await
    }

    pub(super) fn settings(&self) -> &RelyingPartySettings {
        &self.settings
    }

    pub(super) fn back_channel(&self) -> &BackChannel {
        &self.back_channel
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn fetch_keys(
        &self,
        metadata: &ProviderMetadata,
    ) -> Result<Fetched<KeySet>, IdentityProviderError> {
        let answer = self.back_channel.get(&metadata.jwks_uri, None).await.map_err(unavailable)?;
        let document = KeySet::parse(&answer.body)
            .ok_or_else(|| IdentityProviderError::Unavailable(anyhow::anyhow!("the JWKS is no key set")))?;
        Ok(Fetched { document, max_age: answer.max_age })
    }

    /// Verifies a token, with newer keys if those held do not do: once.
    pub(super) async fn verify(
        &self,
        metadata: &ProviderMetadata,
        name: &'static str,
        compact: &str,
    ) -> Result<VerifiedClaims, IdentityProviderError> {
        let token = SignedToken::parse(name, compact).map_err(unacceptable)?;
        let now = self.clock.now();
        let keys = self.keys.get(now, self.fetch_keys(metadata)).await.map_err(flatten)?;
        let refusal = match token.verify(&keys) {
            Ok(claims) => return Ok(claims),
            Err(refusal) => refusal,
        };
        match self.keys.newer_than(&keys, now, self.fetch_keys(metadata)).await {
            Ok(newer) => token.verify(&newer).map_err(unacceptable),
            Err(_) => Err(unacceptable(refusal)),
        }
    }
}

#[async_trait::async_trait]
impl IdentityProvider for FranceConnect {
    async fn authorization_url(
        &self,
        state: &State,
        nonce: &Nonce,
        verifier: &CodeVerifier,
        assurance: Assurance,
    ) -> Result<Url, IdentityProviderError> {
        let metadata = self.metadata().await?;
        let (state, nonce) =
            (CsrfToken::new(state.as_str().to_owned()), OpenIdNonce::new(nonce.as_str().to_owned()));
        let mut request = metadata
            .client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || state, || nonce)
            .add_scopes(self.settings.scopes.iter().cloned().map(Scope::new))
            .add_auth_context_value(AuthenticationContextClass::new(assurance.code().to_owned()));
        if self.settings.sends_pkce {
            let verifier = PkceCodeVerifier::new(verifier.as_str().to_owned());
            request = request.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        }
        Ok(request.url().0)
    }

    fn is_known(&self) -> bool {
        self.metadata.held().is_some() && self.keys.held().is_some()
    }

    fn accepts_issuer(&self, issuer: Option<&str>) -> bool {
        match issuer {
            Some(issuer) => issuer == self.settings.issuer.as_str(),
            None => self.metadata.held().is_some_and(|metadata| !metadata.sends_issuer),
        }
    }

    async fn redeem(
        &self,
        code: AuthorizationCode,
        nonce: &Nonce,
        verifier: &CodeVerifier,
        assurance: Assurance,
    ) -> Result<VerifiedIdentity, IdentityProviderError> {
        let metadata = self.metadata().await?;
        let issuer = self.settings.issuer.as_str();
        let now = self.clock.now().as_second();
        let verifier = self.settings.sends_pkce.then(|| PkceCodeVerifier::new(verifier.as_str().to_owned()));
        let answer =
            self.exchange(&metadata, OpenIdCode::new(code.0), verifier).await.map_err(token_failure)?;
        if *answer.token_type() != CoreTokenType::Bearer {
            return Err(unacceptable(ProtocolError::TokenAnswer("token_type Bearer")));
        }
        let access_token = answer.access_token().secret();
        let raw_id_token = answer
            .id_token()
            .map(ToString::to_string)
            .ok_or_else(|| unacceptable(ProtocolError::TokenAnswer("id_token")))?;

        let claims = self.verify(&metadata, "id_token", &raw_id_token).await?;
        let expected =
            Expectations { issuer, client_id: &self.settings.client_id, nonce, assurance, access_token, now };
        let authentication = id_token::check(&claims, &expected).map_err(unacceptable)?;

        let answer = self
            .back_channel
            .get(&metadata.userinfo_endpoint, Some(access_token))
            .await
            .map_err(unavailable)?;
        if answer.media_type != "application/jwt" {
            return Err(unacceptable(ProtocolError::ContentType("userinfo")));
        }
        let compact = std::str::from_utf8(&answer.body)
            .map_err(|_| unacceptable(ProtocolError::NotSigned("userinfo")))?
            .trim();
        let signed = match &self.settings.decryption {
            Some(keys) => Cow::Owned(keys.decrypt("userinfo", compact).map_err(unacceptable)?),
            None => Cow::Borrowed(compact),
        };
        let claims = self.verify(&metadata, "userinfo", &signed).await?;
        let pivot = user_info::check(&claims, issuer, &self.settings.client_id, &authentication.subject, now)
            .map_err(unacceptable)?;
        Ok(VerifiedIdentity {
            subject: authentication.subject,
            pivot,
            assurance: authentication.assurance,
            mandate: authentication.mandate,
            id_token_hint: IdTokenHint(raw_id_token),
            access_token: BearerToken::parse(access_token),
        })
    }

    async fn end_session_url(&self, hint: &IdTokenHint, state: &State) -> Option<Url> {
        let mut url = self.metadata().await.ok()?.end_session_endpoint.clone()?;
        url.query_pairs_mut()
            .append_pair("id_token_hint", &hint.0)
            .append_pair("state", state.as_str())
            .append_pair("post_logout_redirect_uri", self.settings.post_logout_redirect_uri.as_str());
        Some(url)
    }
}

fn unacceptable(error: ProtocolError) -> IdentityProviderError {
    IdentityProviderError::Unacceptable(error.into())
}

fn unavailable(error: BackChannelError) -> IdentityProviderError {
    match error {
        BackChannelError::Status(status) if (400..500).contains(&status) => {
            IdentityProviderError::Refused(error.into())
        }
        error => IdentityProviderError::Unavailable(error.into()),
    }
}

fn flatten(failure: Failure<IdentityProviderError>) -> IdentityProviderError {
    match failure {
        Failure::Fetch(error) => error,
        Failure::NotAgainSoSoon => {
            IdentityProviderError::Unavailable(anyhow::anyhow!("FranceConnect did not answer moments ago"))
        }
    }
}

type CoreErrorAnswer = openidconnect::StandardErrorResponse<CoreErrorResponseType>;

/// Maps to a cause: the error's own `Debug` would show the raw answer, access token included. The
/// `error_uri` of FranceConnect holds the Y-code and the id its support asks for.
fn token_failure(error: RequestTokenError<TokenEndpointError, CoreErrorAnswer>) -> IdentityProviderError {
    match error {
        RequestTokenError::ServerResponse(answer) => {
            let reference = answer.error_uri().and_then(|uri| SupportReference::in_uri(uri));
            let reference = reference.map_or("no support reference".to_owned(), |found| found.to_string());
            // `error` is a code of RFC 6749 §5.2, or else a text that is not ours to repeat.
            let error = match answer.error() {
                CoreErrorResponseType::Extension(_) => "an error of its own",
                known => known.as_ref(),
            };
            let cause = anyhow::anyhow!("the token endpoint refused: {error} ({reference})");
            match answer.error() {
                CoreErrorResponseType::InvalidGrant => IdentityProviderError::CodeNotTaken(cause),
                _ => IdentityProviderError::Refused(cause),
            }
        }
        RequestTokenError::Request(TokenEndpointError::BackChannel(error)) => unavailable(error),
        RequestTokenError::Request(TokenEndpointError::Protocol(error)) => unacceptable(error),
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            IdentityProviderError::Unacceptable(anyhow::anyhow!("the token answer cannot be read"))
        }
    }
}

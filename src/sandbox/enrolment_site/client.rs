//! The hand-off, as the developer of an enrolment site writes it: OAuth by the `oauth2` crate, the seal checked by
//! `jsonwebtoken` against the service's published keys.

use std::time::Duration;

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use oauth2::basic::BasicClient;
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse, TokenUrl,
};
use reqwest::header::ACCEPT;
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::EnrolmentSiteSettings;
use super::applications::{Outcome, Received};

type OauthClient = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// What the site asks for.
const SCOPES: [&str; 3] = ["resultat", "notes", "document"];

/// The site as a client of the service.
pub(super) struct Client {
    service: Url,
    service_origin: String,
    emrex: String,
    emrex_return: String,
    client_id: String,
    oauth: OauthClient,
    http: reqwest::Client,
}

/// What the site remembers of a visitor who left for the service.
pub(super) struct Departure {
    state: CsrfToken,
    verifier: PkceCodeVerifier,
}

impl Client {
    pub(super) fn new(
        settings: EnrolmentSiteSettings,
        (redirect_uri, emrex_return): (String, String),
    ) -> anyhow::Result<Self> {
        let service = settings.service;
        let oauth = BasicClient::new(ClientId::new(settings.client_id.clone()))
            .set_client_secret(ClientSecret::new(settings.client_secret))
            .set_auth_uri(AuthUrl::from_url(service.join("/oauth2/authorize")?))
            .set_token_uri(TokenUrl::from_url(service.join("/oauth2/token")?))
            .set_redirect_uri(RedirectUrl::new(redirect_uri)?);
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(10))
            .no_proxy()
            .build()?;
        Ok(Self {
            service_origin: service.origin().ascii_serialization(),
            emrex: service.join("/emrex")?.into(),
            service,
            emrex_return,
            client_id: settings.client_id,
            oauth,
            http,
        })
    }

    /// Origin of the service, for the policy of our pages.
    pub(super) fn service_origin(&self) -> &str {
        &self.service_origin
    }

    /// Where the EMREX button leads.
    pub(super) fn emrex(&self) -> &str {
        &self.emrex
    }

    /// Where EMREX leads back to.
    pub(super) fn emrex_return(&self) -> &str {
        &self.emrex_return
    }

    /// Where to send a visitor, and what to remember until they are back.
    pub(super) fn departure(&self, language: &str) -> (Url, Departure) {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state) = self
            .oauth
            .authorize_url(CsrfToken::new_random)
            .add_scopes(SCOPES.map(|scope| Scope::new(scope.to_owned())))
            .add_extra_param("ui_locales", language.to_owned())
            .set_pkce_challenge(challenge)
            .url();
        (url, Departure { state, verifier })
    }

    /// What a visitor brought back.
    pub(super) async fn arrival(&self, departure: &Departure, query: &str) -> Outcome {
        let parameter = |name: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
        };
        // Another visitor's answer, or another server's, is none of ours (RFC 6749 §10.12, RFC 9207).
        let is_ours = parameter("state").as_ref() == Some(departure.state.secret())
            && parameter("iss").as_ref() == Some(&self.service_origin);
        if !is_ours {
            return Outcome::Failed;
        }
        match (parameter("code"), parameter("error").as_deref()) {
            (Some(code), None) => match self.fetched(code, departure).await {
                Ok(received) => Outcome::Received(received.into()),
                Err(error) => {
                    tracing::warn!(%error, "the demo site did not get a transcript");
                    Outcome::Failed
                }
            },
            (None, Some("access_denied")) => Outcome::Declined,
            _ => Outcome::Failed,
        }
    }

    async fn fetched(&self, code: String, departure: &Departure) -> anyhow::Result<Received> {
        let http = |request: oauth2::HttpRequest| async move {
            let response = self.http.execute(reqwest::Request::try_from(request)?).await?;
            let (status, headers) = (response.status(), response.headers().clone());
            let mut answer = oauth2::HttpResponse::new(response.bytes().await?.to_vec());
            *answer.status_mut() = status;
            *answer.headers_mut() = headers;
            Ok::<_, reqwest::Error>(answer)
        };
        let verifier = PkceCodeVerifier::new(departure.verifier.secret().clone());
        let exchange = self.oauth.exchange_code(AuthorizationCode::new(code)).set_pkce_verifier(verifier);
        let token =
            exchange.request_async(&http).await.map_err(|_| anyhow::anyhow!("the code was refused"))?;
        let token = token.access_token().secret();
        let list: Value = self.get("/api/v1/releves", token, "application/json").await?.json().await?;
        let id = list["releves"][0]["id"].as_str().ok_or_else(|| anyhow::anyhow!("nothing to pick up"))?;
        let path = format!("/api/v1/releves/{id}");
        let envelope = self.get(&path, token, "application/jwt").await?.text().await?;
        let transcript = self.verified(&envelope).await?;
        let pdf = self.get(&path, token, "application/pdf").await?.bytes().await?;
        Ok(Received::of(&transcript, Some(pdf.to_vec())))
    }

    async fn get(&self, path: &str, token: &str, form: &str) -> anyhow::Result<reqwest::Response> {
        let request = self.http.get(self.service.join(path)?).bearer_auth(token).header(ACCEPT, form);
        Ok(request.send().await?.error_for_status()?)
    }

    /// The transcript under the seal, once the envelope is ours and both signatures are the service's.
    async fn verified(&self, envelope: &str) -> anyhow::Result<Value> {
        let keys = self.http.get(self.service.join("/.well-known/jwks.json")?).send().await?;
        let keys: JwkSet = keys.error_for_status()?.json().await?;
        let mut for_us = Validation::new(Algorithm::ES256);
        for_us.set_issuer(&[&self.service_origin]);
        for_us.set_audience(&[&self.client_id]);
        let claims = decoded(envelope, &keys, &for_us)?;
        let seal = claims["sceau"].as_str().ok_or_else(|| anyhow::anyhow!("no seal"))?;
        // A seal is for everybody and for ever.
        let mut for_ever = Validation::new(Algorithm::ES256);
        for_ever.required_spec_claims.clear();
        for_ever.validate_exp = false;
        for_ever.validate_aud = false;
        decoded(seal, &keys, &for_ever)
    }

    /// What the service's own check says of a file: the demo has no XML signature library at hand.
    pub(super) async fn verdict(&self, file: Vec<u8>) -> anyhow::Result<String> {
        const BOUNDARY: &str = "----lycee-exemple-0f1e2d3c4b5a";
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"fichier\"; filename=\"elmo.xml\"\r\n\
             content-type: application/xml\r\n\r\n"
        );
        let body = [head.into_bytes(), file, format!("\r\n--{BOUNDARY}--\r\n").into_bytes()].concat();
        let request = self.http.post(self.service.join("/verifier")?).header(ACCEPT, "application/json");
        let request = request.header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
        let answer: Value = request.body(body).send().await?.json().await?;
        Ok(answer["statut"].as_str().unwrap_or_default().to_owned())
    }
}

fn decoded(token: &str, keys: &JwkSet, validation: &Validation) -> anyhow::Result<Value> {
    let kid = jsonwebtoken::decode_header(token)?.kid.unwrap_or_default();
    let key = keys.find(&kid).ok_or_else(|| anyhow::anyhow!("an unknown key"))?;
    Ok(jsonwebtoken::decode(token, &DecodingKey::from_jwk(key)?, validation)?.claims)
}

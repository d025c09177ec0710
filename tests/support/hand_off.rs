//! An enrolment site as its developer writes it, without any library, and the candidate it sends to us.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::{ACCEPT, ORIGIN};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::Value;
use url::Url;

use super::app::{App, Wish};
use super::partners::{SITE_SECRET, registry};
use super::visitor::{Page, Visitor, location, new_client};
use tempfile::TempDir;

/// Where browsers go back to; nothing listens there.
pub const CALLBACK: &str = "http://127.0.0.1:9/retour";
/// A secret that only the site's request knows (RFC 7636 §4.1), and its SHA-256.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// What the site may ask.
pub const ALL_SCOPES: &str = "resultat notes document identite";

/// An application with these sites.
pub async fn app_with(sites: &[(&str, &str)], mut wish: Wish) -> (App, TempDir) {
    let folder = registry(sites);
    // A story asks more often in a minute than anybody may, unless it is about that.
    if wish.settings.iter().all(|(key, _)| !key.starts_with("LIMITS__")) {
        wish.settings.push(("LIMITS__PER_ADDRESS_PER_MINUTE", "0".to_owned()));
    }
    wish.settings.push(("PARTNERS__DIR", folder.path().to_str().expect("a plain path").to_owned()));
    (App::start_with(wish).await, folder)
}

/// Two sites that get transcripts by code.
pub async fn app() -> (App, TempDir) {
    let lines = format!("redirect_uris = [\"{CALLBACK}\", \"https://inscription.example.org/retour?a=1\"]");
    app_with(&[("lycee-exemple", &lines), ("autre-site", &lines)], Wish::default()).await
}

/// One site.
pub struct Site<'a> {
    pub app: &'a App,
    pub client_id: &'static str,
    pub scope: &'static str,
}

impl<'a> Site<'a> {
    pub fn of(app: &'a App) -> Self {
        Self { app, client_id: "lycee-exemple", scope: ALL_SCOPES }
    }

    /// The parameters of a request.
    pub fn asks(&self) -> Vec<(&'static str, String)> {
        [
            ("response_type", "code"),
            ("client_id", self.client_id),
            ("redirect_uri", CALLBACK),
            ("scope", self.scope),
            ("state", "the site's own state"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .to_vec()
    }

    /// The same with one of them changed, or left out.
    pub fn asks_with(&self, name: &'static str, value: Option<&str>) -> Vec<(&'static str, String)> {
        let mut parameters = self.asks();
        parameters.retain(|(known, _)| *known != name);
        parameters.extend(value.map(|value| (name, value.to_owned())));
        parameters
    }

    /// The address a browser is sent to.
    pub fn authorize(&self, parameters: &[(&'static str, String)]) -> Url {
        let mut url = self.app.at("/oauth2/authorize");
        url.query_pairs_mut().extend_pairs(parameters);
        url
    }

    fn post(&self, path: &str, form: &[(&str, &str)]) -> RequestBuilder {
        new_client().post(self.app.at(path)).form(form)
    }

    /// A call with the site's secret.
    pub async fn calls(&self, path: &str, form: &[(&str, &str)]) -> Response {
        let request = self.post(path, form).basic_auth(self.client_id, Some(SITE_SECRET));
        request.send().await.expect("an answer")
    }

    /// A code for a token.
    pub async fn exchanges(&self, code: &str) -> Response {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        self.calls("/oauth2/token", &form).await
    }

    /// The token for a code.
    pub async fn token(&self, code: &str) -> String {
        let response = self.exchanges(code).await;
        assert_eq!(response.status(), StatusCode::OK);
        let answer: Value = response.json().await.expect("JSON");
        answer["access_token"].as_str().expect("a token").to_owned()
    }

    /// Fetches with a token.
    pub async fn fetches(&self, path: &str, token: &str, accept: &str) -> Response {
        let request = new_client().get(self.app.at(path)).bearer_auth(token).header(ACCEPT, accept);
        request.send().await.expect("an answer")
    }

    /// The addresses of what was handed over.
    pub async fn list(&self, token: &str) -> Vec<String> {
        let response = self.fetches("/api/v1/releves", token, "application/json").await;
        assert_eq!(response.status(), StatusCode::OK);
        let answer: Value = response.json().await.expect("JSON");
        let id = |releve: &Value| format!("/api/v1/releves/{}", releve["id"].as_str().expect("an id"));
        answer["releves"].as_array().expect("a list").iter().map(id).collect()
    }

    /// The only transcript, as data.
    pub async fn transcript(&self, token: &str) -> Value {
        let [path] = &self.list(token).await[..] else { panic!("one transcript") };
        let response = self.fetches(path, token, "application/json").await;
        assert_eq!(response.status(), StatusCode::OK);
        response.json().await.expect("JSON")
    }
}

/// What an address carries back to the site.
pub fn answer(address: &str) -> HashMap<String, String> {
    let url = Url::parse(address).expect("an address of the site");
    assert!(address.starts_with(CALLBACK), "leads elsewhere: {address}");
    url.query_pairs().into_owned().collect()
}

/// The claims of a compact JWS, whoever signed it.
pub fn claims(jws: &str) -> Value {
    let payload = jws.split('.').nth(1).expect("a payload");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64url")).expect("JSON")
}

impl Visitor<'_> {
    /// Arrives from a site: the path of the request.
    pub async fn arrives(&self, authorize: &Url) -> String {
        let response = self.client.get(authorize.clone()).send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let path = location(&response);
        assert!(path.contains("/transmettre/"), "{path}");
        path
    }

    /// Arrives from a site, signs in from P03 and comes to P15.
    pub async fn comes_to_agree(&self, authorize: &Url, person: &str) -> (String, Page) {
        let path = self.arrives(authorize).await;
        let page = self.opens(&path).await;
        let sign_in = page.attribute("a.fr-connect", "href");
        let franceconnect = self.clicks_sign_in(&sign_in).await;
        let callback = self.identifies_as(&franceconnect, person).await;
        let target = location(&self.comes_back(&callback).await);
        (path, self.opens(&target).await)
    }

    /// Ticks these boxes of P15 and clicks « Transmettre mon relevé ».
    pub async fn agrees(&self, path: &str, page: &Page, chosen: &[String]) -> Response {
        let token = page.attribute("form[action$='/accord'] input[name=jeton]", "value");
        let boxes = chosen.iter().map(|reference| ("releve", reference.as_str()));
        let form: Vec<_> = std::iter::once(("jeton", token.as_str())).chain(boxes).collect();
        self.posts(&format!("{path}/accord"), &form).await
    }

    /// Clicks « Ne pas transmettre » or « Revenir sur … ».
    pub async fn declines(&self, page: &Page) -> Response {
        let action = page.attribute("form[action$='/refuser']", "action");
        let token = page.attribute("form[action$='/refuser'] input[name=jeton]", "value");
        self.posts(&action, &[("jeton", &token)]).await
    }

    /// Sends a form of ours, as a browser does.
    pub async fn posts(&self, path: &str, form: &[(&str, &str)]) -> Response {
        let request = self.client.post(self.at(path)).header(ORIGIN, "null").form(form);
        request.header("sec-fetch-site", "same-origin").send().await.expect("an answer")
    }

    /// The whole journey: the code that the browser carries back.
    pub async fn hands_over(&self, site: &Site<'_>, person: &str) -> String {
        let (path, page) = self.comes_to_agree(&site.authorize(&site.asks()), person).await;
        let chosen = page.boxes();
        let response = self.agrees(&path, &page, &chosen[..1]).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        answer(&location(&response)).remove("code").expect("a code")
    }
}

impl Page {
    /// Every transcript that can be chosen.
    pub fn boxes(&self) -> Vec<String> {
        self.attributes("input[type=checkbox]", "value")
    }
}

//! One simulator on a free port, a clock that moves when told, and a browser that follows nothing
//! by itself.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use actix_web::dev::ServerHandle;
use jiff::Timestamp;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use mon_releve::sandbox::franceconnect::behaviour::{Order, Tamper};
use mon_releve::sandbox::franceconnect::{
    ClientAuthentication, Control, Encryption, RegisteredClient, RegisteredDataProvider,
    SimulatedFranceConnect, SimulatorSettings,
};
use mon_releve::sandbox::people;
use reqwest::header::LOCATION;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use serde_json::Value;
use url::{Url, form_urlencoded};

pub const NONCE: &str = "a3f1c2d4e5b6978812345678901234567890abcdefabcdefabcdefabcdef0123";
pub const STATE: &str = "5d0c2b1a4f3e6978812345678901234567890abcdefabcdefabcdefabcdef456";
pub const CALLBACK: &str = "http://localhost:8080/connexion/retour";
pub const AFTER_SIGN_OUT: &str = "http://localhost:8080/deconnexion/retour";
pub const CLIENT: &str = "mon-releve-de-test";
pub const SECRET: &str = "un-secret-de-test-assez-long-pour-etre-accepte";
pub const DATA_PROVIDER: &str = "fournisseur-de-donnees";
pub const OTHER_CLIENT: &str = "autre-service";
pub const SCOPE: &str = "openid identite_pivot preferred_username email";
const START: i64 = 1_780_000_000;

pub struct World {
    pub issuer: String,
    pub control: Control,
    pub browser: Client,
    time: Arc<AtomicI64>,
    server: ServerHandle,
}

impl World {
    pub fn open() -> Self {
        Self::open_with(ClientAuthentication::SecretPost(SECRET.to_owned()))
    }

    pub fn open_with(authentication: ClientAuthentication) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let time = Arc::new(AtomicI64::new(START));
        let clock = Arc::clone(&time);
        let granted = "openid identite_pivot preferred_username email amr";
        let client = |id: &str, authentication, scopes: &str| RegisteredClient {
            client_id: id.to_owned(),
            authentication,
            redirect_uris: vec![url(CALLBACK)],
            post_logout_redirect_uris: vec![url(AFTER_SIGN_OUT)],
            name: "mon-relevé".to_owned(),
            scopes: scopes.split(' ').map(str::to_owned).collect(),
        };
        let settings = SimulatorSettings {
            public_url: url(&format!("http://localhost:{port}")),
            clients: vec![
                client(CLIENT, authentication, granted),
                client(OTHER_CLIENT, ClientAuthentication::SecretPost("autre-secret".to_owned()), "openid"),
            ],
            data_providers: vec![RegisteredDataProvider {
                client_id: DATA_PROVIDER.to_owned(),
                client_secret: SECRET.to_owned(),
                // Nobody is there.
                jwks_uri: url("http://localhost:9/jwks"),
                encryption: Encryption::EcdhEs,
                scopes: vec!["eag_releve".to_owned()],
            }],
            clock: Arc::new(move || {
                Timestamp::from_second(clock.load(Ordering::SeqCst)).expect("a plausible time")
            }),
            people: people::invented().expect("the invented people"),
        };
        let simulator = SimulatedFranceConnect::bind(listener, settings).expect("it binds");
        let world = Self {
            issuer: simulator.issuer(),
            control: simulator.control(),
            browser: browser(),
            time,
            server: simulator.server_handle(),
        };
        tokio::spawn(simulator.run());
        world
    }

    pub fn passes(&self, seconds: i64) {
        self.time.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn now(&self) -> i64 {
        self.time.load(Ordering::SeqCst)
    }

    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.issuer)
    }

    pub async fn get(&self, address: &str) -> Response {
        self.browser.get(address).send().await.expect("an answer")
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        let request = self.browser.post(self.at(path)).form(form);
        request.send().await.expect("an answer")
    }

    pub async fn authorize(&self, parameters: &[(&str, &str)]) -> Response {
        let query = encode(parameters);
        self.get(&self.at(&format!("/authorize?{query}"))).await
    }

    /// Starts a sign-in and returns its interaction.
    pub async fn starts(&self) -> String {
        let response = self.authorize(&request()).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let address = location(&response);
        let (_, id) = address.rsplit_once('/').expect("an interaction");
        id.to_owned()
    }

    /// Does everything a person does and returns the callback.
    pub async fn signs_in(&self, person: &str) -> Url {
        let interaction = self.starts().await;
        self.chooses(&interaction, person).await;
        self.agrees(&interaction).await
    }

    pub async fn chooses(&self, interaction: &str, person: &str) {
        let form = [("interaction", interaction), ("person", person)];
        let response = self.post("/login", &form).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
    }

    pub async fn agrees(&self, interaction: &str) -> Url {
        let response = self.post("/consent", &[("interaction", interaction)]).await;
        url(&location(&response))
    }

    /// The code of a complete sign-in.
    pub async fn code(&self) -> String {
        parameter(&self.signs_in("nominal-f").await, "code").expect("a code")
    }

    pub async fn exchanges(&self, code: &str) -> Response {
        self.post("/token", &exchange(code)).await
    }

    /// The members of a token response.
    pub async fn tokens(&self) -> Value {
        let response = self.exchanges(&self.code().await).await;
        assert_eq!(response.status(), StatusCode::OK);
        json(response).await
    }

    pub async fn userinfo(&self, access_token: &str) -> Response {
        let request = self.browser.get(self.at("/userinfo"));
        let request = request.bearer_auth(access_token);
        request.send().await.expect("an answer")
    }

    pub async fn keys(&self) -> JwkSet {
        let response = self.get(&self.at("/jwks")).await;
        serde_json::from_value(json(response).await).expect("a key set")
    }

    /// The claims, if the published key its header names made the signature.
    pub async fn verified(&self, token: &str) -> Option<Value> {
        let header = decode_header(token).ok()?;
        let keys = self.keys().await;
        let key = DecodingKey::from_jwk(keys.find(&header.kid?)?).ok()?;
        let mut validation = Validation::new(Algorithm::ES256);
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let token = decode::<Value>(token, &key, &validation).ok()?;
        Some(token.claims)
    }

    pub fn tampers(&self, tamper: Tamper) {
        self.orders(Order { tamper: Some(tamper), ..Order::default() });
    }

    pub fn orders(&self, order: Order) {
        self.control.apply(&order).expect("the order is obeyed");
    }
}

impl Drop for World {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

/// An authorization request that obeys every rule.
pub fn request() -> Vec<(&'static str, &'static str)> {
    vec![
        ("client_id", CLIENT),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", SCOPE),
        ("acr_values", "eidas1"),
        ("nonce", NONCE),
        ("state", STATE),
    ]
}

/// The same with one parameter changed or added.
pub fn request_with(name: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut parameters = request_without(name);
    parameters.push((name, value));
    parameters
}

pub fn request_without(name: &str) -> Vec<(&'static str, &'static str)> {
    let mut parameters = request();
    parameters.retain(|(known, _)| *known != name);
    parameters
}

pub fn exchange(code: &str) -> Vec<(&str, &str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("client_id", CLIENT),
        ("client_secret", SECRET),
    ]
}

pub fn encode(parameters: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}

pub fn browser() -> Client {
    Client::builder().redirect(Policy::none()).cookie_store(true).build().expect("a browser")
}

pub fn url(text: &str) -> Url {
    Url::parse(text).expect("an address")
}

pub fn location(response: &Response) -> String {
    let value = response.headers().get(LOCATION).expect("a redirect");
    value.to_str().expect("an address").to_owned()
}

pub fn parameter(address: &Url, name: &str) -> Option<String> {
    address.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

pub async fn json(response: Response) -> Value {
    response.json().await.expect("JSON")
}

pub async fn text(response: Response) -> String {
    response.text().await.expect("a text")
}

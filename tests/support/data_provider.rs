//! Our second registration at the simulated FranceConnect, as a data provider, and the sites that bring tokens.

use der::Decode;
use der::asn1::{AnyRef, OctetStringRef, UintRef};
use mon_releve::sandbox::franceconnect::{
    ClientAuthentication, Encryption, RegisteredClient, RegisteredDataProvider,
};
use rcgen::{KeyPair, PKCS_RSA_SHA256};
use reqwest::StatusCode;
use serde_json::{Value, json};
use url::Url;

use super::app::App;
use super::visitor::{Visitor, new_client};

/// The site's own `client_id` at FranceConnect.
pub const SITE: &str = "inscription-at-franceconnect-000000000000";
/// A site that FranceConnect knows and our registry does not.
pub const STRANGER: &str = "autre-site-at-franceconnect-0000000000000";
const SITE_SECRET: &str = "the secret of a site at FranceConnect, long enough";
const CALLBACK: &str = "https://inscription.example.org/retour";

/// Our scope.
pub const SCOPE: &str = "eag_releve";
const SECRET: &str = "the secret of a data provider, long enough for it";

/// One registration for each way answers are encrypted.
pub const PROVIDERS: [(&str, Encryption); 3] = [
    ("data-provider-ecdh-es-00000000000000000", Encryption::EcdhEs),
    ("data-provider-rsa-oaep-0000000000000000", Encryption::RsaOaep),
    ("data-provider-rsa-oaep-256-000000000000", Encryption::RsaOaep256),
];

/// Sites as FranceConnect knows them.
pub fn sites() -> Vec<RegisteredClient> {
    [SITE, STRANGER]
        .map(|client_id| RegisteredClient {
            client_id: client_id.to_owned(),
            authentication: ClientAuthentication::SecretPost(SITE_SECRET.to_owned()),
            redirect_uris: vec![Url::parse(CALLBACK).expect("an address")],
            post_logout_redirect_uris: Vec::new(),
            name: "Lycée Exemple".to_owned(),
            scopes: ["openid", "birthdate", SCOPE].map(str::to_owned).to_vec(),
        })
        .to_vec()
}

/// Us, as FranceConnect knows us.
pub fn registered(service: &Url) -> Vec<RegisteredDataProvider> {
    let registered = PROVIDERS.map(|(client_id, encryption)| RegisteredDataProvider {
        client_id: client_id.to_owned(),
        client_secret: SECRET.to_owned(),
        jwks_uri: service.join("/.well-known/jwks.json").expect("a path"),
        encryption,
        scopes: vec![SCOPE.to_owned()],
    });
    registered.to_vec()
}

/// Settings of a data provider with this registration.
pub fn settings((client_id, encryption): (&str, Encryption)) -> Vec<(&'static str, String)> {
    let key = match encryption {
        Encryption::EcdhEs => p256(),
        Encryption::RsaOaep => rsa("RSA-OAEP"),
        Encryption::RsaOaep256 => rsa("RSA-OAEP-256"),
    };
    vec![
        ("FRANCECONNECT__DATA_PROVIDER__CLIENT_ID", client_id.to_owned()),
        ("FRANCECONNECT__DATA_PROVIDER__CLIENT_SECRET", SECRET.to_owned()),
        ("FRANCECONNECT__DATA_PROVIDER__JWKS", json!({ "keys": [key] }).to_string()),
    ]
}

/// The access token a site has once this person signed in there.
pub async fn token(app: &App, site: &str, scope: &str, person: &str) -> String {
    let state = "5d0c2b1a4f3e6978812345678901234567890abcdefabcdefabcdefabcdef456";
    let mut authorize = Url::parse(&format!("{}/authorize", app.issuer)).expect("an address");
    authorize.query_pairs_mut().extend_pairs([
        ("client_id", site),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", scope),
        ("acr_values", "eidas1"),
        ("nonce", state),
        ("state", state),
    ]);
    let callback = Visitor::of(app).identifies_as(&authorize, person).await;
    let code = callback.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("client_id", site),
        ("client_secret", SITE_SECRET),
    ];
    let request = new_client().post(format!("{}/token", app.issuer)).form(&form);
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    let answer: Value = answer.json().await.expect("JSON");
    answer["access_token"].as_str().expect("a token").to_owned()
}

/// Bob's key of RFC 7518 appendix C.
fn p256() -> Value {
    json!({
        "kty": "EC", "crv": "P-256", "use": "enc", "alg": "ECDH-ES", "kid": "bob",
        "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
        "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
        "d": "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw",
    })
}

/// PKCS #8 (RFC 5208 §5).
#[derive(der::Sequence)]
struct PrivateKeyInfo<'a> {
    _version: u8,
    _algorithm: AnyRef<'a>,
    key: &'a OctetStringRef,
}

/// PKCS #1 (RFC 8017 §A.1.2).
#[derive(der::Sequence)]
struct RsaPrivateKey<'a> {
    _version: u8,
    n: UintRef<'a>,
    e: UintRef<'a>,
    d: UintRef<'a>,
    p: UintRef<'a>,
    q: UintRef<'a>,
    dp: UintRef<'a>,
    dq: UintRef<'a>,
    qi: UintRef<'a>,
}

fn rsa(algorithm: &str) -> Value {
    use base64::Engine;
    let pair = KeyPair::generate_for(&PKCS_RSA_SHA256).expect("a key");
    let pkcs8 = pair.serialize_der();
    let info = PrivateKeyInfo::from_der(&pkcs8).expect("PKCS #8");
    let key = RsaPrivateKey::from_der(info.key.as_bytes()).expect("PKCS #1");
    let text =
        |number: UintRef<'_>| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(number.as_bytes());
    json!({
        "kty": "RSA", "use": "enc", "alg": algorithm, "kid": algorithm,
        "n": text(key.n), "e": text(key.e), "d": text(key.d), "p": text(key.p), "q": text(key.q),
        "dp": text(key.dp), "dq": text(key.dq), "qi": text(key.qi),
    })
}

//! The whole hand-off, driven by what developers of three ecosystems have at hand: openid-client (npm), Authlib
//! (PyPI) and the `oauth2` crate. None of them knows anything of this service but its address.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use oauth2::basic::BasicClient;
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, PkceCodeChallenge, RedirectUrl, Scope,
    TokenResponse, TokenUrl,
};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::app::{App, Wish};
use crate::support::hand_off::{ALL_SCOPES, CALLBACK, Site, answer};
use crate::support::partners::{SITE_SECRET, registry};
use crate::support::visitor::{Visitor, location, new_client};
use tempfile::TempDir;

/// A site as a program of its own, ended with the test.
struct Program {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Program {
    fn start(mut command: Command, settings: &Value) -> Self {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        let mut program = Self { process, input, output: BufReader::new(output) };
        program.says(&settings.to_string());
        program
    }

    fn says(&mut self, line: &str) {
        writeln!(self.input, "{line}").unwrap();
    }

    fn hears(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("the client failed: {line}"))
    }
}

fn node() -> Command {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/stock_clients");
    assert!(folder.join("node_modules").exists(), "run `make test`, which installs the stock clients");
    let mut node = Command::new("node");
    node.current_dir(folder).arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("target/stock_clients/site.mjs"));
    node
}

fn python() -> Command {
    let python =
        std::env::var("MON_RELEVE_TEST_PYTHON").expect("run `make test`, which sets the Python to use");
    let mut command = Command::new(python);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/enrolment_site.py"));
    command
}

/// One site for each way to prove who it is, and the PEM of the one that signs.
async fn app() -> (App, TempDir, String) {
    let line = format!("redirect_uris = [\"{CALLBACK}\"]");
    let post = format!("{line}\ntoken_endpoint_auth_method = \"client_secret_post\"");
    let sites = registry(&[("basic", &line), ("post", &post), ("signs", &line)]);
    let file = sites.path().join("signs.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text: String =
        text.lines().filter(|line| !line.starts_with("client_secret")).map(|l| format!("{l}\n")).collect();
    let keys = "token_endpoint_auth_method = \"private_key_jwt\"\njwks_file = \"signs.json\"\n";
    std::fs::write(&file, text + keys).unwrap();
    let key = rcgen::KeyPair::generate().unwrap();
    let point = key.public_key_raw().to_vec();
    use base64::Engine;
    let coordinate = |bytes: &[u8]| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
    let (x, y) = (coordinate(&point[1..33]), coordinate(&point[33..]));
    let jwks = json!({ "keys": [{ "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": "k1", "alg": "ES256", "use": "sig" }] });
    std::fs::write(sites.path().join("signs.json"), jwks.to_string()).unwrap();
    let settings = vec![("PARTNERS__DIR", sites.path().to_str().unwrap().to_owned())];
    (App::start_with(Wish { settings, ..Wish::default() }).await, sites, key.serialize_pem())
}

async fn hands_over_to(app: &App, mut program: Program) {
    let authorize = program.hears()["authorize"].as_str().unwrap().parse().unwrap();
    let visitor = Visitor::of(app);
    let (path, page) = visitor.comes_to_agree(&authorize, "nominal-f").await;
    let response = visitor.agrees(&path, &page, &page.boxes()[..1]).await;
    program.says(&location(&response));
    let fetched = program.hears();
    assert_eq!(fetched["scope"], ALL_SCOPES);
    assert_eq!(fetched["transcript"]["candidat"]["nomNaissance"], "MARRONNIER-TEST");
    assert_eq!(fetched["sealed"]["emission"]["id"], fetched["transcript"]["id"]);
    assert_eq!(fetched["after"], 401, "revoked");
}

fn settings(app: &App, client_id: &str, method: &str, key: &str) -> Value {
    let mut settings = json!({
        "issuer": app.url.as_str().trim_end_matches('/'),
        "client_id": client_id,
        "method": method,
        "redirect_uri": CALLBACK,
        "scope": ALL_SCOPES,
    });
    if method == "private_key_jwt" {
        settings["private_key"] = json!(key);
        settings["kid"] = json!("k1");
    } else {
        settings["client_secret"] = json!(SITE_SECRET);
    }
    settings
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_client_of_npm_hands_over() {
    let (app, _sites, key) = app().await;
    for (client_id, method, pushes) in [
        ("basic", "client_secret_basic", false),
        ("post", "client_secret_post", true),
        ("signs", "private_key_jwt", true),
    ] {
        let mut settings = settings(&app, client_id, method, &key);
        settings["pushes"] = json!(pushes);
        hands_over_to(&app, Program::start(node(), &settings)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn authlib_of_pypi_hands_over() {
    let (app, _sites, key) = app().await;
    for (client_id, method) in
        [("basic", "client_secret_basic"), ("post", "client_secret_post"), ("signs", "private_key_jwt")]
    {
        hands_over_to(&app, Program::start(python(), &settings(&app, client_id, method, &key))).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_oauth2_crate_hands_over() {
    let (app, _sites, _) = app().await;
    let at = |path: &str| app.at(path).to_string();
    let client = BasicClient::new(ClientId::new("basic".to_owned()))
        .set_client_secret(ClientSecret::new(SITE_SECRET.to_owned()))
        .set_auth_uri(AuthUrl::new(at("/oauth2/authorize")).unwrap())
        .set_token_uri(TokenUrl::new(at("/oauth2/token")).unwrap())
        .set_redirect_uri(RedirectUrl::new(CALLBACK.to_owned()).unwrap());
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (authorize, state) = client
        .authorize_url(CsrfToken::new_random)
        .add_scopes(ALL_SCOPES.split(' ').map(|scope| Scope::new(scope.to_owned())))
        .set_pkce_challenge(challenge)
        .url();
    let visitor = Visitor::of(&app);
    let (path, page) = visitor.comes_to_agree(&authorize, "nominal-f").await;
    let mut back = answer(&location(&visitor.agrees(&path, &page, &page.boxes()[..1]).await));
    assert_eq!(&back["state"], state.secret());
    let http = |request: oauth2::HttpRequest| async move {
        let request = reqwest::Request::try_from(request).unwrap();
        let response = new_client().execute(request).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut answer = oauth2::HttpResponse::new(response.bytes().await?.to_vec());
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        Ok::<_, reqwest::Error>(answer)
    };
    let token = client
        .exchange_code(AuthorizationCode::new(back.remove("code").unwrap()))
        .set_pkce_verifier(verifier)
        .request_async(&http)
        .await
        .unwrap();
    let site = Site { client_id: "basic", ..Site::of(&app) };
    let transcript = site.transcript(token.access_token().secret()).await;
    assert_eq!(transcript["candidat"]["nomNaissance"], "MARRONNIER-TEST");
    let scopes: Vec<_> = token.scopes().unwrap().iter().map(|scope| scope.as_str()).collect();
    assert_eq!(scopes.join(" "), ALL_SCOPES);
    let nobody = site.fetches("/api/v1/releves", "x", "*/*").await;
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
}

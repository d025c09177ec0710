//! A seal whose key lies in a token: SoftHSM, as an HSM would hold it, behind the program itself.

use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use mon_releve::sandbox::seal_keys::{self, SealKeys};
use reqwest::header::RETRY_AFTER;
use reqwest::{Response, StatusCode};
use tempfile::TempDir;

use crate::support::app::{App, Wish};
use crate::support::visitor::{Visitor, location};
use crate::{config, verdict};

const PIN: &str = "904617";

/// A token with one private key.
struct Token(TempDir);

impl Token {
    fn holding(key_pem: &str) -> Self {
        let token = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir(token.store()).unwrap();
        let write = |name: &str, text: &str| std::fs::write(token.0.path().join(name), text).unwrap();
        let store = token.store();
        write("softhsm2.conf", &format!("directories.tokendir = {}\nlog.level = ERROR\n", store.display()));
        write("pin", &format!("{PIN}\n"));
        write("wrong-pin", "000000\n");
        write("key.pem", key_pem);
        let key = token.0.path().join("key.pem").display().to_string();
        token.tool(&["--init-token", "--free", "--label", "cachets", "--pin", PIN, "--so-pin", "87654321"]);
        token.tool(&[
            "--import", &key, "--token", "cachets", "--label", "releves", "--id", "01", "--pin", PIN,
        ]);
        token
    }

    fn store(&self) -> PathBuf {
        self.0.path().join("tokens")
    }

    fn tool(&self, arguments: &[&str]) {
        let output = self.beside(&mut Command::new("softhsm2-util")).args(arguments).output();
        let output = output.expect("softhsm2-util is missing: run `make test`");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// A program that finds this token.
    fn beside<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env_clear().env("SOFTHSM2_CONF", self.0.path().join("softhsm2.conf"))
    }

    /// Somebody pulls it out, or puts it in again.
    fn is_there(&self, is_there: bool) {
        let (here, away) = (self.store(), self.0.path().join("away"));
        let (from, to) = if is_there { (away, here) } else { (here, away) };
        std::fs::rename(from, to).unwrap();
    }
}

/// Debian puts the module of SoftHSM here on every machine.
const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// A configuration whose key lies in the token.
fn in_token(app: &App, token: &Token, certificate: &Path, changes: &[(&str, &str)]) -> String {
    let folder = app.folder.path();
    let key = format!("key = \"{}\"", folder.join("key.pem").display());
    let pin = token.0.path().join("pin").display().to_string();
    let pkcs11 = format!(
        "pkcs11 = {{ module = \"{MODULE}\", slot = \"cachets\", label = \"releves\", pin_file = \"{pin}\" }}"
    );
    let listen = format!("[server]\nlisten = \"127.0.0.1:{}\"\n", app.url.port().unwrap());
    let mut text = config(app, folder)
        .replace(&key, &pkcs11)
        .replace("[server]\n", &listen)
        .replace(&folder.join("chain.pem").display().to_string(), &certificate.display().to_string());
    for (from, to) in changes {
        assert!(text.contains(from), "{from} in {text}");
        text = text.replace(from, to);
    }
    let file = folder.join(format!("token-{}.toml", changes.len()));
    std::fs::write(&file, text).unwrap();
    file.display().to_string()
}

/// The program, ended with the test.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(app: &App, token: &Token, config: &str) -> Served {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mon-releve"));
    token.beside(&mut command).args(["serve", "--config", config]);
    let process = Served(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let patience = Instant::now() + Duration::from_secs(60);
    while TcpStream::connect(("127.0.0.1", app.url.port().unwrap())).is_err() {
        assert!(Instant::now() < patience, "the program does not answer");
        std::thread::yield_now();
    }
    process
}

async fn download(app: &App, person: &str) -> Response {
    let visitor = Visitor::of(app);
    visitor.signs_in_as(person).await;
    let path = location(&visitor.get("/mes-releves").await);
    visitor.get(&format!("{path}/telecharger")).await
}

async fn prepared(keys: &SealKeys) -> (App, Token, PathBuf) {
    let app = App::start_with(Wish { is_not_served: true, ..Wish::default() }).await;
    let certificate = app.folder.path().join("token-chain.pem");
    std::fs::write(&certificate, &keys.chain_pem).unwrap();
    std::fs::write(app.folder.path().join("token-root.pem"), &keys.root_pem).unwrap();
    (app, Token::holding(&keys.key_pem), certificate)
}

fn both_kinds() -> [SealKeys; 2] {
    #[expect(clippy::disallowed_methods, reason = "the program holds certificates against the real time")]
    let now = Timestamp::now();
    [seal_keys::throw_away(now).unwrap(), seal_keys::throw_away_rsa(now).unwrap()]
}

async fn is_refused(app: &App, person: &str) {
    let answer = download(app, person).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.headers().contains_key(RETRY_AFTER));
    let page = answer.text().await.unwrap();
    assert!(page.contains("<h1") && !page.contains("PKCS"), "a page without a cause: {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_in_a_token_seals_and_the_service_outlives_the_token_s_absence() {
    for keys in both_kinds() {
        let (app, token, certificate) = prepared(&keys).await;
        let config = in_token(&app, &token, &certificate, &[]);
        let _served = serve(&app, &token, &config);
        let path = |name: &str| app.folder.path().join(name).to_str().unwrap().to_owned();
        for (person, is_first) in [("btsa-ects", true), ("absent", false)] {
            if !is_first {
                token.is_there(false);
                is_refused(&app, person).await;
                is_refused(&app, person).await;
                token.is_there(true);
            }
            let answer = download(&app, person).await;
            assert_eq!(answer.status(), StatusCode::OK, "{person}");
            std::fs::write(path("releve.pdf"), answer.bytes().await.unwrap()).unwrap();
            let trust = path("token-root.pem");
            assert_eq!(verdict(&[&path("releve.pdf"), "--trust", &trust]), (0, "VALIDE".to_owned()));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_away_at_start_is_found_when_it_comes() {
    let [keys, _] = both_kinds();
    let (app, token, certificate) = prepared(&keys).await;
    let config = in_token(&app, &token, &certificate, &[]);
    token.is_there(false);
    let _served = serve(&app, &token, &config);
    is_refused(&app, "btsa-ects").await;
    token.is_there(true);
    assert_eq!(download(&app, "btsa-ects").await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn check_config_asks_the_token_and_says_what_to_mend() {
    let [keys, other] = both_kinds();
    let (app, token, certificate) = prepared(&keys).await;
    let check = |config: &str| -> (Option<i32>, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mon-releve"));
        let Output { status, stdout, stderr } =
            token.beside(&mut command).args(["check-config", "--config", config]).output().unwrap();
        (status.code(), String::from_utf8([stdout, stderr].concat()).unwrap())
    };
    let (code, said) = check(&in_token(&app, &token, &certificate, &[]));
    assert_eq!(code, Some(0), "{said}");
    for (from, to, words) in [
        ("\"cachets\"", "\"elsewhere\"", "no such token"),
        ("\"cachets\"", "99", "no such token"),
        ("\"releves\"", "\"another\"", "0 private keys"),
        (MODULE, "/nowhere/module.so", "module cannot be used"),
        ("/pin\"", "/wrong-pin\"", "refuses its PIN"),
        ("/pin\"", "/missing-pin\"", "pin_file"),
    ] {
        let (code, said) = check(&in_token(&app, &token, &certificate, &[(from, to)]));
        assert_eq!(code, Some(3), "{said}");
        assert!(said.contains(words) && said.contains("hint:") && !said.contains(PIN), "{words}: {said}");
    }
    std::fs::write(&certificate, &other.chain_pem).unwrap();
    let (code, said) = check(&in_token(&app, &token, &certificate, &[]));
    assert_eq!(code, Some(3), "the certificate of another key: {said}");
}

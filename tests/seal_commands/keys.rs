//! `mon-releve keys …`: from a new key to one that is retired.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use jiff::Timestamp;
use mon_releve::sandbox::seal_keys;
use serde_json::Value;

use crate::{run, set_up, verdict};

/// Role and key id of every seal.
fn list(config: &str) -> Vec<(String, String)> {
    let output = run("keys", &["list", "--config", config, "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |seal: &Value, name: &str| seal[name].as_str().unwrap().to_owned();
    answer["seals"].as_array().unwrap().iter().map(|seal| (text(seal, "role"), text(seal, "kid"))).collect()
}

fn roles(config: &str) -> Vec<String> {
    list(config).into_iter().map(|(role, _)| role).collect()
}

#[test]
fn a_new_key_is_for_this_account_alone_and_its_request_is_good() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for algorithm in ["p256", "rsa"] {
        let (key, request) = (path(&format!("{algorithm}.pem")), path(&format!("{algorithm}.csr")));
        let subject = "CN=TEST cachet des relevés,O=TEST ministère,C=FR";
        let make = [
            "generate",
            "--algorithm",
            algorithm,
            "--subject",
            subject,
            "--key",
            &key,
            "--request",
            &request,
        ];
        assert!(run("keys", &make).status.success());
        assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
        let openssl = Command::new("openssl")
            .args(["req", "-verify", "-noout", "-subject", "-nameopt", "utf8", "-in", &request])
            .output()
            .unwrap();
        let said = String::from_utf8([openssl.stdout, openssl.stderr].concat()).unwrap();
        assert!(said.contains("verify OK") && said.contains("TEST cachet des relevés"), "{said}");
        let again = run("keys", &make);
        assert_eq!(again.status.code(), Some(5), "a key is never overwritten");
        let csr = run("keys", &["csr", "--subject", subject, "--key", &key]);
        assert!(csr.stdout.starts_with(b"-----BEGIN CERTIFICATE REQUEST-----"));
        let nobody = run("keys", &["csr", "--subject", "nobody", "--key", &key]);
        assert_eq!(nobody.status.code(), Some(5));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_keeps_every_transcript_genuine_until_a_key_is_retired() {
    let app = set_up().await;
    let path = |file: &str| app.folder.path().join(file).to_str().unwrap().to_owned();
    let (pdf, config) = (path("releve.pdf"), path("config.toml"));
    let keys = |arguments: &[&str]| run("keys", &[arguments, &["--config", &config]].concat());
    #[expect(clippy::disallowed_methods, reason = "the program holds certificates against the real time")]
    let next = seal_keys::throw_away(Timestamp::now()).unwrap();
    std::fs::write(path("next-chain.pem"), &next.chain_pem).unwrap();
    std::fs::write(path("next-key.pem"), &next.key_pem).unwrap();
    let (_, first) = list(&config).remove(0);

    assert_eq!(keys(&["activate"]).status.code(), Some(5), "nothing is prepared");
    let (certificate, key) = (path("next-chain.pem"), path("next-key.pem"));
    let mismatched = keys(&["prepare", "--certificate", &certificate, "--key", &path("key.pem")]);
    assert_eq!(mismatched.status.code(), Some(5), "a key that is not the certificate's");
    assert!(keys(&["prepare", "--certificate", &certificate, "--key", &key]).status.success());
    assert_eq!(roles(&config), ["current", "next"]);
    assert_eq!(verdict(&[&pdf, "--config", &config]), (0, "VALIDE".to_owned()));

    assert!(keys(&["activate"]).status.success());
    assert_eq!(roles(&config), ["current", "previous"]);
    assert_eq!(list(&config)[1].1, first);
    assert_eq!(verdict(&[&pdf, "--config", &config]), (0, "VALIDE".to_owned()));
    let text = std::fs::read_to_string(&config).unwrap();
    assert!(text.contains("[franceconnect]"), "the rest of the file stays: {text}");

    assert_eq!(keys(&["retire", "another"]).status.code(), Some(5));
    assert!(keys(&["retire", &first]).status.success());
    assert_eq!(roles(&config), ["current"]);
    assert_eq!(verdict(&[&pdf, "--config", &config]), (1, "INCONNU".to_owned()));
}

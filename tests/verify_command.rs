//! `mon-releve verify FILE`, as a school, a university or a court runs it.
#![cfg(feature = "sandbox")]
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

#[path = "support/mod.rs"]
mod support;

use std::path::Path;
use std::process::{Command, Output};

use mon_releve::sandbox::people;
use serde_json::Value;

use crate::support::app::{App, CLIENT_ID, CLIENT_SECRET};
use crate::support::visitor::{Visitor, location};

/// The program in an empty environment.
fn verify(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mon-releve")).arg("verify").args(arguments).env_clear().output().unwrap()
}

/// Exit code and verdict.
fn verdict(arguments: &[&str]) -> (i32, String) {
    let output = verify(&[arguments, &["--json"]].concat());
    let answer: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code().unwrap(), answer["statut"].as_str().unwrap().to_owned())
}

/// An application with the PDF of somebody in its folder, and a configuration of its register.
async fn set_up() -> App {
    let app = App::start().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("btsa-ects").await;
    let path = location(&visitor.get("/mes-releves").await);
    let pdf = visitor.get(&format!("{path}/telecharger")).await.bytes().await.unwrap();
    let folder = app.folder.path();
    std::fs::write(folder.join("releve.pdf"), &pdf).unwrap();
    let mut flipped = pdf.to_vec();
    flipped[20_000] ^= 1;
    std::fs::write(folder.join("flipped.pdf"), &flipped).unwrap();
    std::fs::write(folder.join("empty.pdf"), b"").unwrap();
    std::fs::write(folder.join("config.toml"), config(&app, folder)).unwrap();
    app
}

fn config(app: &App, folder: &Path) -> String {
    let path = |file: &str| folder.join(file).display().to_string();
    format!(
        "[server]\nenvironment = \"test\"\npublic_url = \"{}\"\n\
         [franceconnect]\nissuer = \"{}\"\nclient_id = \"{CLIENT_ID}\"\nclient_secret = \"{CLIENT_SECRET}\"\n\
         [sessions]\nstore = \"memory\"\n[records]\nurl = \"sqlite:{}\"\n\
         [seal.current]\ncertificate = \"{}\"\nkey = \"{}\"\n",
        app.url.origin().ascii_serialization(),
        app.issuer,
        path("records.sqlite"),
        path("chain.pem"),
        path("key.pem"),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_root_alone_tells_a_genuine_file_from_a_changed_one() {
    let app = set_up().await;
    let path = |file: &str| app.folder.path().join(file).to_str().unwrap().to_owned();
    let root = path("root.pem");
    assert_eq!(verdict(&[&path("releve.pdf"), "--trust", &root]), (0, "VALIDE".to_owned()));
    assert_eq!(verdict(&[&path("releve.pdf"), "--trust", &root, "--offline"]), (0, "VALIDE".to_owned()));
    assert_eq!(verdict(&[&path("flipped.pdf"), "--trust", &root]), (1, "ALTERE".to_owned()));
    assert_eq!(verdict(&[&path("empty.pdf"), "--trust", &root]), (1, "INCONNU".to_owned()));
    assert_eq!(verdict(&[&root, "--trust", &root]), (1, "INCONNU".to_owned()));
    let foreign = App::start().await;
    let foreign_root = foreign.folder.path().join("root.pem").to_str().unwrap().to_owned();
    assert_eq!(verdict(&[&path("releve.pdf"), "--trust", &foreign_root]), (1, "INCONNU".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_sets_what_is_sealed_beside_what_the_page_must_say() {
    let app = set_up().await;
    let path = |file: &str| app.folder.path().join(file).to_str().unwrap().to_owned();
    let output = verify(&[&path("releve.pdf"), "--trust", &path("root.pem")]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("VALIDE  "), "{text}");
    for words in
        ["the page must say", "candidat.nomNaissance", "ADMIS", "Admis", "120 ECTS", "only the register"]
    {
        assert!(text.contains(words), "{words} in {text}");
    }
    let output = verify(&[&path("flipped.pdf"), "--trust", &path("root.pem")]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("ALTERE  ") && !text.contains("nomNaissance"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_adds_corrections() {
    let app = set_up().await;
    let path = |file: &str| app.folder.path().join(file).to_str().unwrap().to_owned();
    let (pdf, config) = (path("releve.pdf"), path("config.toml"));
    assert_eq!(verdict(&[&pdf, "--config", &config]), (0, "VALIDE".to_owned()));
    let corrected = people::RECORDS.lines().map(|line| {
        let mut record: Value = serde_json::from_str(line).unwrap();
        record["version"] = 9.into();
        record.to_string()
    });
    assert!(app.import(&corrected.collect::<Vec<_>>().join("\n")).await.rejects.is_empty());
    assert_eq!(verdict(&[&pdf, "--config", &config]), (1, "REMPLACE".to_owned()));
    assert_eq!(verdict(&[&pdf, "--config", &config, "--offline"]), (0, "VALIDE".to_owned()));
    let root = path("root.pem");
    assert_eq!(verdict(&[&pdf, "--config", &config, "--trust", &root]), (1, "REMPLACE".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_checked_is_no_verdict() {
    let app = set_up().await;
    let path = |file: &str| app.folder.path().join(file).to_str().unwrap().to_owned();
    let (pdf, root) = (path("releve.pdf"), path("root.pem"));
    assert_eq!(verify(&[&pdf]).status.code(), Some(2), "whom to trust?");
    for (arguments, code) in [
        (vec![path("missing.pdf"), "--trust".to_owned(), root], 5),
        (vec![pdf.clone(), "--trust".to_owned(), path("missing.pem")], 5),
        (vec![pdf.clone(), "--trust".to_owned(), pdf.clone()], 5),
        (vec![pdf, "--config".to_owned(), path("missing.toml")], 3),
    ] {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = verify(&arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
}

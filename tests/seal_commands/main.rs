//! The commands about seals: `verify`, as a school, a university or a court runs it, and `keys`.
#![cfg(feature = "sandbox")]
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

#[path = "../support/mod.rs"]
mod support;

mod batch;
mod expiry;
mod keys;
mod token;
mod verify;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::support::app::{App, CLIENT_ID, CLIENT_SECRET};
use crate::support::visitor::{Visitor, location};

/// The program in an empty environment.
pub fn run(command: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mon-releve")).arg(command).args(arguments).env_clear().output().unwrap()
}

/// Exit code and verdict.
pub fn verdict(arguments: &[&str]) -> (i32, String) {
    let output = run("verify", &[arguments, &["--json"]].concat());
    let answer: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code().unwrap(), answer["statut"].as_str().unwrap().to_owned())
}

/// An application with the PDF of somebody in its folder, and a configuration of its register.
pub async fn set_up() -> App {
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

/// A configuration of its register, its FranceConnect and its seal.
pub fn config(app: &App, folder: &Path) -> String {
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

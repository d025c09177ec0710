//! A seal that ends soon: `check-config`, `keys list` and the log say so in time.

use std::io::Read;
use std::process::{Command, Stdio};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rcgen::{CertificateParams, DnType, KeyPair, KeyUsagePurpose};
use serde_json::Value;

use crate::support::app::{App, Wish};
use crate::{config, run};

/// A seal that ends in so many days.
fn ending_in(days: i64) -> (String, String) {
    #[expect(clippy::disallowed_methods, reason = "the program holds certificates against the real time")]
    let end = (Timestamp::now() + jiff::SignedDuration::from_hours(24 * days)).to_zoned(TimeZone::UTC).date();
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name.push(DnType::CommonName, "TEST cachet");
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters.not_before = rcgen::date_time_ymd(2020, 1, 1);
    let part = |value: i8| u8::try_from(value).unwrap();
    parameters.not_after = rcgen::date_time_ymd(i32::from(end.year()), part(end.month()), part(end.day()));
    let key = KeyPair::generate().unwrap();
    (parameters.self_signed(&key).unwrap().pem(), key.serialize_pem())
}

async fn with_seal_ending_in(days: i64) -> (App, String) {
    let app = App::start_with(Wish { is_not_served: true, ..Wish::default() }).await;
    let path = |name: &str| app.folder.path().join(name);
    let (chain, key) = ending_in(days);
    std::fs::write(path("chain.pem"), chain).unwrap();
    std::fs::write(path("key.pem"), key).unwrap();
    let text = config(&app, app.folder.path()).replace("[server]\n", "[server]\nlisten = \"127.0.0.1:0\"\n");
    std::fs::write(path("config.toml"), text).unwrap();
    let config = path("config.toml").display().to_string();
    (app, config)
}

/// What the service writes until it serves.
fn log(config: &str) -> String {
    let mut process = Command::new(env!("CARGO_BIN_EXE_mon-releve"))
        .args(["serve", "--config", config])
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut written = Vec::new();
    let mut output = process.stderr.take().unwrap();
    let mut part = [0; 4096];
    while !String::from_utf8_lossy(&written).contains("serving") {
        let length = output.read(&mut part).unwrap();
        assert!(length > 0, "it serves: {}", String::from_utf8_lossy(&written));
        written.extend_from_slice(&part[..length]);
    }
    process.kill().unwrap();
    process.wait().unwrap();
    String::from_utf8_lossy(&written).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_days_before_its_end_a_seal_is_warned_of_everywhere() {
    let (_app, config) = with_seal_ending_in(30).await;
    let output = run("check-config", &["--config", &config, "--json"]);
    assert_eq!(output.status.code(), Some(0), "a warning is no problem");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let warning = answer["warnings"][0].as_str().unwrap();
    assert!(warning.contains("ends in 29 days") || warning.contains("ends in 30 days"), "{warning}");
    assert!(warning.contains("keys generate"), "what to do: {warning}");
    let output = run("check-config", &["--config", &config]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("warning: "));
    let output = run("keys", &["list", "--config", &config]);
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(said.contains("ends in"), "{said}");
    let log = log(&config);
    assert!(log.contains("the certificate of the seal ends in"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn long_before_its_end_nobody_is_warned() {
    let (_app, config) = with_seal_ending_in(200).await;
    let answer: Value =
        serde_json::from_slice(&run("check-config", &["--config", &config, "--json"]).stdout).unwrap();
    assert_eq!(answer["warnings"], serde_json::json!([]));
    assert!(!log(&config).contains("the certificate of the seal ends in"));
}

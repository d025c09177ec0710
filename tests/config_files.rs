//! The configuration files we ship are what the service takes: a key that was renamed shows here.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::path::{Path, PathBuf};

use mon_releve::adapters::system::SystemClock;
use mon_releve::application;
use mon_releve::config::{Problems, Settings};
use tempfile::TempDir;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("config").join(name)
}

fn problems(files: &[PathBuf], environment: &[(&str, &str)]) -> Problems {
    let environment = environment.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    Settings::load(files, environment).err().unwrap_or_default()
}

#[test]
fn the_production_example_lacks_its_secrets_and_nothing_else() {
    let found = problems(&[file("production.example.toml")], &[]);
    let keys: Vec<&str> = found.0.iter().map(|problem| problem.key.as_str()).collect();
    assert!(!keys.is_empty(), "the secrets of the example are on no machine");
    assert!(keys.iter().all(|key| key.ends_with("_file")), "{found}");
}

/// The production example on a machine that has its secrets.
fn whole_production_example(folder: &TempDir) -> PathBuf {
    let text = std::fs::read_to_string(file("production.example.toml")).unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef").unwrap();
    let address = folder.path().join("address");
    std::fs::write(&address, "postgres://mon_releve@127.0.0.1:5432/mon_releve").unwrap();
    let filled: Vec<String> = text
        .lines()
        .map(|line| match line.split_once("_file = ") {
            Some(("url", _)) => format!("url_file = \"{}\"", address.display()),
            Some((key, _)) => format!("{key}_file = \"{}\"", secret.display()),
            None => line.to_owned(),
        })
        .collect();
    let config = folder.path().join("production.toml");
    std::fs::write(&config, filled.join("\n")).unwrap();
    config
}

#[test]
fn the_production_example_is_whole_once_its_secrets_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let found = problems(&[whole_production_example(&folder)], &[]);
    assert!(found.0.is_empty(), "{found}");
}

#[test]
fn what_only_the_ministry_knows_must_be_stated_in_production_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let config = whole_production_example(&folder);
    let lacking = |environment: &[(&str, &str)]| -> Vec<String> {
        let environment = environment.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let settings = Settings::load(std::slice::from_ref(&config), environment).ok().unwrap();
        let mut problems = Problems::default();
        application::check(&settings, &SystemClock, &mut problems);
        let keys = problems.0.into_iter().map(|problem| problem.key);
        keys.filter(|key| key.starts_with("legal.")).collect()
    };
    assert!(lacking(&[]).is_empty(), "the example states them all");
    let gaps = [("MON_RELEVE__LEGAL__HOST", ""), ("MON_RELEVE__LEGAL__DATA_PROTECTION_OFFICER", "  ")];
    assert_eq!(lacking(&gaps), ["legal.host", "legal.data_protection_officer"]);
    let sandbox = [gaps[0], gaps[1], ("MON_RELEVE__SERVER__ENVIRONMENT", "test")];
    assert!(lacking(&sandbox).is_empty(), "the sandbox shows the gap instead");
    let short = problems(std::slice::from_ref(&config), &[("MON_RELEVE__LEGAL__LOG_MONTHS", "1")]);
    assert_eq!(short.0[0].key, "legal.log_months");
}

#[test]
fn the_sandbox_needs_its_keys_and_nothing_else() {
    let integration = [file("integration.toml")];
    let found = problems(&integration, &[]);
    let keys: Vec<&str> = found.0.iter().map(|problem| problem.key.as_str()).collect();
    assert_eq!(keys, ["franceconnect.client_id", "franceconnect.client_secret"]);
    let found = problems(
        &integration,
        &[
            ("MON_RELEVE__FRANCECONNECT__CLIENT_ID", "an id of the partner portal"),
            ("MON_RELEVE__FRANCECONNECT__CLIENT_SECRET", "a secret of the partner portal"),
        ],
    );
    assert!(found.0.is_empty(), "{found}");
}

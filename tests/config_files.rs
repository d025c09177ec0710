//! The configuration files we ship are what the service takes: a key that was renamed shows here.

use std::path::{Path, PathBuf};

use mon_releve::config::{Problems, Settings};

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

#[test]
fn the_production_example_is_whole_once_its_secrets_are_there() {
    let folder = tempfile::tempdir().unwrap();
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
    let found = problems(&[config], &[]);
    assert!(found.0.is_empty(), "{found}");
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

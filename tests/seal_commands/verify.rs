//! `mon-releve verify FILE`.

use mon_releve::sandbox::people;
use serde_json::Value;

use crate::support::app::App;
use crate::{run, set_up, verdict};

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
    let output = run("verify", &[&path("releve.pdf"), "--trust", &path("root.pem")]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("VALIDE  "), "{text}");
    for words in
        ["the page must say", "candidat.nomNaissance", "ADMIS", "Admis", "120 ECTS", "only the register"]
    {
        assert!(text.contains(words), "{words} in {text}");
    }
    let output = run("verify", &[&path("flipped.pdf"), "--trust", &path("root.pem")]);
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
    assert_eq!(run("verify", &[&pdf]).status.code(), Some(2), "whom to trust?");
    for (arguments, code) in [
        (vec![path("missing.pdf"), "--trust".to_owned(), root], 5),
        (vec![pdf.clone(), "--trust".to_owned(), path("missing.pem")], 5),
        (vec![pdf.clone(), "--trust".to_owned(), pdf.clone()], 5),
        (vec![pdf, "--config".to_owned(), path("missing.toml")], 3),
    ] {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = run("verify", &arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
}

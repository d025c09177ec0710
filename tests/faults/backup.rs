//! The commands of `docs/runbook/backup.md`, as they stand there, on both databases.

use std::path::Path;
use std::process::Command;

use mon_releve::config::RecordsSettings;
use mon_releve::domain::verification_code::VerificationCode;
use reqwest::{StatusCode, Url};

use crate::support::app::{App, Wish};
use crate::support::postgres_server::PostgresServer;
use crate::support::visitor::{Page, Visitor, location, new_client};
use crate::trail::entries;

/// The block of the page that holds this command, run with these variables.
fn runs(command: &str, variables: &[(&str, &str)]) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/runbook/backup.md");
    let page = std::fs::read_to_string(page).unwrap();
    let line = page.lines().find(|line| line.starts_with(command)).expect("a command of the page");
    let done = Command::new("sh").args(["-ec", line]).envs(variables.iter().copied()).output().unwrap();
    assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
}

/// Somebody downloads their transcript: the code on its page.
async fn issues_one(app: &App) -> String {
    let visitor = Visitor::of(app);
    visitor.signs_in_as("btsa-ects").await;
    let path = location(&visitor.get("/mes-releves").await);
    assert_eq!(visitor.get(&format!("{path}/telecharger")).await.status(), StatusCode::OK);
    let page = visitor.opens(&path).await.all_text();
    let code = page
        .split(|c: char| c.is_whitespace() || ",.".contains(c))
        .find(|word| VerificationCode::parse(word).is_ok());
    code.unwrap_or_else(|| panic!("no code in {page}")).to_owned()
}

async fn is_genuine(service: &Url, code: &str) {
    let page = new_client().get(service.join(&format!("/v/{code}")).unwrap()).send().await.unwrap();
    let page = Page { status: page.status(), text: page.text().await.unwrap() };
    assert_eq!(page.title(), "Ce relevé est authentique");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_postgresql_knows_every_transcript_and_every_trace() {
    let server = PostgresServer::start();
    let app = App::start_with(Wish { postgres: Some(server.url()), ..Wish::default() }).await;
    let code = issues_one(&app).await;
    let backup = app.folder.path().join("backup.dump").display().to_string();
    runs("pg_dump", &[("BACKUP", &backup), ("DATABASE_URL", &server.url())]);

    let other = PostgresServer::start();
    runs("pg_restore", &[("BACKUP", &backup), ("DATABASE_URL", &other.url())]);
    assert_eq!(entries(&other, "TELECHARGEMENT"), 1);
    let restored = app.replica(&[("RECORDS__URL", other.url())]).await;
    is_genuine(&restored, &code).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_sqlite_knows_every_transcript() {
    let app = App::start().await;
    let code = issues_one(&app).await;
    let RecordsSettings::Sqlite(database) = &app.records else { panic!("kept in SQLite") };
    let database = database.display().to_string();
    let (backup, restored) = (format!("{database}.backup"), format!("{database}.restored"));
    runs("sqlite3", &[("BACKUP", &backup), ("DATABASE", &database)]);
    std::fs::copy(&backup, &restored).unwrap();
    let restored = app.replica(&[("RECORDS__URL", format!("sqlite:{restored}"))]).await;
    is_genuine(&restored, &code).await;
}

//! The disk under SQLite fills up, and is emptied, while the program serves.

use std::process::Command;

use mon_releve::config::RecordsSettings;
use reqwest::StatusCode;

use crate::crowd::is_told_to_come_back;
use crate::support::app::{App, Wish};
use crate::support::patience::eventually;
use crate::support::program::Program;
use crate::support::visitor::{Visitor, location};
use crate::trail::entries_in_file;

/// From now on no file of the program grows beyond this: the system refuses, as it does when a disk is full.
fn files_end_at(program: &Program, bytes: &str) {
    let limit = format!("--fsize={bytes}:unlimited");
    let told = Command::new("prlimit").args(["--pid", &program.id().to_string(), &limit]).status();
    assert!(told.unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_shows_nothing_without_a_trace_and_issues_nothing_and_is_survived() {
    let app = App::start_with(Wish { is_not_served: true, ..Wish::default() }).await;
    let RecordsSettings::Sqlite(database) = &app.records else { panic!("kept in SQLite") };
    let program = Program::start(&app, app.url.port().unwrap(), &[]);
    program.is_ready().await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("btsa-ects").await;
    let path = location(&visitor.get("/mes-releves").await);
    let download = format!("{path}/telecharger");

    files_end_at(&program, "1");
    for address in [&path, &download] {
        is_told_to_come_back(visitor.get(address).await).await;
    }
    let other = Visitor::of(&app);
    let authorize = other.clicks_sign_in("/connexion").await;
    let callback = other.identifies_as(&authorize, "absent").await;
    is_told_to_come_back(other.comes_back(&callback).await).await;
    assert_eq!(visitor.opens("/").await.status, StatusCode::OK);
    assert_eq!(visitor.opens("/healthz").await.status, StatusCode::OK);

    files_end_at(&program, "unlimited");
    eventually("it writes again", async || visitor.get(&path).await.status() == StatusCode::OK).await;
    let pdf = visitor.get(&download).await.bytes().await.unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    assert_eq!(visitor.get(&download).await.bytes().await.unwrap(), pdf, "issued once");
    assert_eq!(other.signs_in_as("absent").await, "/mes-releves");
    assert_eq!(entries_in_file(database, "TELECHARGEMENT"), 2);
    assert_eq!(entries_in_file(database, "IDENTIFICATION"), 2);
}

//! The one connection of a process that writes to SQLite, for all who write; the others only read.

use std::future::pending;
use std::time::Duration;

use futures_util::future::join_all;
use mon_releve::adapters::database::sqlite::{self, SqliteDatabase};
use sqlx::{ConnectOptions, Executor};
use tempfile::TempDir;

async fn database(folder: &TempDir) -> SqliteDatabase {
    sqlite::open(&folder.path().join("records.sqlite")).await.unwrap()
}

async fn with_a_table(folder: &TempDir) -> SqliteDatabase {
    let database = database(folder).await;
    database.execute("CREATE TABLE written (number INTEGER PRIMARY KEY) STRICT").await.unwrap();
    database
}

async fn write(database: &SqliteDatabase, number: i64) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO written VALUES ($1)").bind(number).execute(database).await.map(drop)
}

async fn written(database: &SqliteDatabase) -> Vec<i64> {
    sqlx::query_scalar("SELECT number FROM written ORDER BY number").fetch_all(database).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_who_writes_at_once_has_their_turn() {
    let folder = tempfile::tempdir().unwrap();
    let replicas = [with_a_table(&folder).await, database(&folder).await];
    let all = join_all((0..200).map(|number| write(&replicas[number as usize % 2], number))).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    assert_eq!(written(&replicas[0]).await, (0..200).collect::<Vec<_>>());
    let (open, idle) = replicas[0].connections();
    assert!((2..=3).contains(&open) && idle == open as usize, "one writes, one a thread reads: {open}");
}

#[tokio::test]
async fn a_question_is_answered_while_another_process_writes_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let database = with_a_table(&folder).await;
    write(&database, 1).await.unwrap();
    let mut another = database.connect_options().connect().await.unwrap();
    another.execute("BEGIN IMMEDIATE; INSERT INTO written VALUES (2)").await.unwrap();
    let ask = |question: &str| database.ask(question, [], |row| row.get::<_, i64>(0));
    let written = "SELECT number FROM written ORDER BY number";
    assert_eq!(ask(written).unwrap(), [1]);
    another.execute("COMMIT").await.unwrap();
    assert_eq!(ask(written).unwrap(), [1, 2]);
    assert!(ask("DELETE FROM written RETURNING number").is_err(), "it could write, and nobody else does");
    assert_eq!(ask(written).unwrap(), [1, 2], "after a failure too");
}

#[tokio::test]
async fn what_is_given_up_in_the_middle_leaves_nothing_and_holds_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let database = with_a_table(&folder).await;
    let half_done = database.write(async |connection| {
        connection.execute("BEGIN IMMEDIATE; INSERT INTO written VALUES (1)").await?;
        pending().await
    });
    let () = tokio::time::timeout(Duration::from_millis(100), half_done).await.unwrap_or(Ok(())).unwrap();
    write(&database, 2).await.unwrap();
    assert!(write(&database, 2).await.is_err(), "it is there");
    write(&database, 3).await.unwrap();
    assert_eq!(written(&database).await, [2, 3]);
}

#[tokio::test]
async fn while_another_process_writes_for_long_people_read_and_whoever_writes_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let database = with_a_table(&folder).await;
    let mut another = database.connect_options().connect().await.unwrap();
    another.execute("BEGIN IMMEDIATE; INSERT INTO written VALUES (1)").await.unwrap();
    let waiting = join_all([write(&database, 2), write(&database, 3)]);
    let (told, seen) = tokio::join!(waiting, written(&database));
    assert!(seen.is_empty());
    assert!(told.iter().all(Result::is_err));
    another.execute("COMMIT").await.unwrap();
    write(&database, 4).await.unwrap();
    assert_eq!(written(&database).await, [1, 4]);
}

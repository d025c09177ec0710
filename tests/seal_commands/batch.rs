//! `mon-releve seal --session YEAR`, ahead of results day, and `mon-releve purge` long after.

use std::collections::HashSet;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use mon_releve::adapters::database::sqlite::{self, SqliteDatabase};
use mon_releve::sandbox::generator::Generator;
use serde_json::Value;

use crate::support::app::{App, Wish};
use crate::support::visitor::new_client;
use crate::{config, run};

async fn database(app: &App) -> SqliteDatabase {
    sqlite::open(&app.folder.path().join("records.sqlite")).await.unwrap()
}

fn written(app: &App) -> String {
    let file = app.folder.path().join("config.toml");
    std::fs::write(&file, config(app, app.folder.path())).unwrap();
    file.display().to_string()
}

fn sealed(config: &str, session: &str) -> Value {
    let output = run("seal", &["--session", session, "--config", config, "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Invented people, one record each, all of the session of 2025.
fn of_one_session(count: usize) -> String {
    let mut known = HashSet::new();
    let lines = Generator::new(9).unwrap().filter_map(|line| {
        let mut record: Value = serde_json::from_str(&line).unwrap();
        record["examen"]["session"] = 2025.into();
        known.insert(record["ina"].to_string()).then(|| record.to_string())
    });
    lines.take(count).collect::<Vec<_>>().join("\n")
}

async fn number(database: &SqliteDatabase, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(database).await.unwrap()
}

const HELD: &str = "SELECT count(*) FROM renderings WHERE content IS NOT NULL AND kind = 'pdf'";

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_sealed_ahead_and_nothing_of_it_is_seen_any_earlier() {
    let app = App::start().await;
    let (config, database) = (written(&app), database(&app).await);
    let first = sealed(&config, "2026");
    let count = first["sealed"].as_u64().unwrap();
    assert!(count >= 10 && first["already"] == 0 && first["failed"] == serde_json::json!([]), "{first}");
    let second = sealed(&config, "2026");
    assert_eq!((&second["sealed"], &second["already"]), (&0.into(), &count.into()), "nothing is done twice");

    let codes: Vec<String> =
        sqlx::query_scalar("SELECT code FROM issuances").fetch_all(&database).await.unwrap();
    let (client, mut verdicts) = (new_client(), Vec::new());
    for code in codes {
        let answer = client.get(app.at(&format!("/v/{code}"))).header("accept", "application/json");
        let answer: Value = answer.send().await.unwrap().json().await.unwrap();
        verdicts.push(answer["statut"].as_str().unwrap().to_owned());
    }
    assert!(verdicts.iter().all(|verdict| verdict == "VALIDE" || verdict == "INCONNU"), "{verdicts:?}");
    assert!(verdicts.contains(&"VALIDE".to_owned()));
    assert!(verdicts.contains(&"INCONNU".to_owned()), "what is under embargo is not known yet");
    let nobody = run("seal", &["--session", "1985", "--config", &config]);
    assert_eq!(nobody.status.code(), Some(4));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_was_killed_goes_on_where_it_stopped() {
    let app = App::start_with(Wish { is_not_served: true, ..Wish::default() }).await;
    assert!(app.import(&of_one_session(400)).await.rejects.is_empty());
    let (config, database) = (written(&app), database(&app).await);
    let mut process = Command::new(env!("CARGO_BIN_EXE_mon-releve"))
        .args(["seal", "--session", "2025", "--config", &config])
        .env_clear()
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let patience = Instant::now() + Duration::from_secs(60);
    while number(&database, HELD).await < 5 {
        assert!(Instant::now() < patience, "the batch begins");
    }
    process.kill().unwrap();
    assert_eq!(process.wait().unwrap().code(), None, "it was killed and did not end by itself");
    let left = u64::try_from(number(&database, HELD).await).unwrap();
    let report = sealed(&config, "2025");
    assert_eq!(report["already"], left, "{report}");
    let held = u64::try_from(number(&database, HELD).await).unwrap();
    assert!(held >= 400, "{report}");
    assert_eq!(report["sealed"].as_u64().unwrap() + left, held);
    let issued = "SELECT count(*) FROM (SELECT DISTINCT record_reference, record_version FROM issuances)";
    assert_eq!(u64::try_from(number(&database, issued).await).unwrap(), held, "each once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purge_takes_old_bytes_and_no_hash() {
    let app = App::start_with(Wish { is_not_served: true, ..Wish::default() }).await;
    let database = database(&app).await;
    let for_ever = written(&app);
    let count = sealed(&for_ever, "2026")["sealed"].as_u64().unwrap();
    let for_a_month = app.folder.path().join("month.toml").display().to_string();
    let month = "[register]\nkeep_renderings_days = 30\n";
    std::fs::write(&for_a_month, format!("{}{month}", config(&app, app.folder.path()))).unwrap();
    let purge_with = |config: &str, further: &[&str]| -> Value {
        let output = run("purge", &[&["--config", config, "--json"], further].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    assert_eq!(purge_with(&for_ever, &[])["renderings"], Value::Null, "nothing said is for ever");
    let purge = |further: &[&str]| purge_with(&for_a_month, further);
    assert_eq!(purge(&[])["renderings"], 0, "all are of today");
    sqlx::query("UPDATE renderings SET kept_at = kept_at - 40 * 86400000").execute(&database).await.unwrap();
    assert_eq!(purge(&["--dry-run"])["renderings"], count);
    assert_eq!(u64::try_from(number(&database, HELD).await).unwrap(), count, "a dry run drops nothing");
    assert_eq!(purge(&[])["renderings"], count);
    assert_eq!(number(&database, HELD).await, 0);
    assert_eq!(u64::try_from(number(&database, "SELECT count(*) FROM renderings").await).unwrap(), count);
    assert_eq!(sealed(&for_a_month, "2026")["sealed"], count, "and all can be sealed anew");
}

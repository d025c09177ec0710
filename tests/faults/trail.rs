//! What the trail says afterwards, by the operator's own command.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::postgres_server::PostgresServer;

/// Entries of this kind, in a chain that is whole.
pub fn entries(server: &PostgresServer, action: &str) -> usize {
    entries_of([("STORE", "postgres".to_owned()), ("URL", server.url())], action)
}

/// The same in this file of SQLite.
pub fn entries_in_file(database: &Path, action: &str) -> usize {
    entries_of([("STORE", "sqlite".to_owned()), ("URL", format!("sqlite:{}", database.display()))], action)
}

fn entries_of(records: [(&str, String); 2], action: &str) -> usize {
    let audit = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mon-releve"));
        command.arg("audit").args(arguments).env_clear();
        command.envs(records.iter().map(|(key, value)| (format!("MON_RELEVE__RECORDS__{key}"), value)));
        command.output().unwrap()
    };
    let verified = audit(&["verify", "--json"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    let verified: Value = serde_json::from_slice(&verified.stdout).unwrap();
    assert_eq!(verified["flaw"], Value::Null, "no gap and no fork");
    let exported = String::from_utf8(audit(&["export"]).stdout).unwrap();
    let lines = exported.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["entry"]["action"] == action).count()
}

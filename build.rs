//! What the program knows of its own making: its migrations, and the commit it was built from.

use std::path::Path;
use std::process::Command;

fn main() {
    // Migrations are compiled in: a new one must rebuild the program.
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-env-changed=MON_RELEVE_COMMIT");
    println!("cargo:rustc-env=MON_RELEVE_COMMIT={}", commit());
}

/// `MON_RELEVE_COMMIT` where it is set, for builds of an archive or in a container; else what git says, for a
/// release. A development build, whose sources change between commits, does not claim to be one of them.
fn commit() -> String {
    if let Some(named) = std::env::var("MON_RELEVE_COMMIT").ok().filter(|named| !named.is_empty()) {
        return named;
    }
    if std::env::var("PROFILE").as_deref() != Ok("release") {
        return "development build".to_owned();
    }
    // Grows with every commit, checkout and rebase.
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]).filter(|log| Path::new(log).exists()) {
        println!("cargo:rerun-if-changed={log}");
    }
    git(&["rev-parse", "--short=12", "HEAD"]).unwrap_or_else(|| "unknown commit".to_owned())
}

/// What git answers; nothing without git or outside a repository.
fn git(arguments: &[&str]) -> Option<String> {
    let output =
        Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok().map(|said| said.trim().to_owned()).filter(|said| !said.is_empty())
}

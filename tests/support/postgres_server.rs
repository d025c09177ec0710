//! A real PostgreSQL on a free port with a folder of its own, ended with the test.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::ports::free_port;

/// One server, with what it holds.
pub struct PostgresServer {
    process: Child,
    port: u16,
    folder: TempDir,
}

impl PostgresServer {
    /// Makes an empty database, starts its server and waits until it answers.
    pub fn start() -> Self {
        let (folder, port) = (empty_database(), free_port());
        Self { process: spawn(folder.path(), port), port, folder }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("postgres://mon_releve@127.0.0.1:{}/postgres", self.port)
    }

    /// Ends it without waiting for anybody; what was committed is kept.
    pub fn stop(&mut self) {
        signal("-INT", self.process.id());
        self.process.wait().expect("our own process");
    }

    /// Starts it again on the same port.
    pub fn restart(&mut self) {
        self.process = spawn(self.folder.path(), self.port);
    }

    /// Stops its processes in their tracks, or lets them go on: connections stay open and nothing answers.
    pub fn freeze(&self, frozen: bool) {
        let id = self.process.id();
        let children =
            std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).expect("our own process");
        let children = children.split_whitespace().map(|child| child.parse().expect("a process id"));
        for process in std::iter::once(id).chain(children) {
            signal(if frozen { "-STOP" } else { "-CONT" }, process);
        }
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        // One that was stopped has given its number back: it may be somebody else's by now.
        if matches!(self.process.try_wait(), Ok(None)) {
            signal("-QUIT", self.process.id());
            let _ = self.process.wait();
        }
    }
}

/// How often `initdb` is tried: it was seen to fail once, beside others at work, for a reason that was not
/// found. If it fails every time, the test says what `initdb` said.
const ATTEMPTS: usize = 3;

/// A folder with an empty database.
fn empty_database() -> TempDir {
    let mut said = String::new();
    for _ in 0..ATTEMPTS {
        let folder = tempfile::tempdir().expect("a folder");
        if let Some((user, group)) = unprivileged() {
            std::os::unix::fs::chown(folder.path(), Some(user), Some(group)).expect("our own folder");
        }
        let made = program("initdb", folder.path())
            .args([
                "--auth=trust",
                "--username=mon_releve",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .output()
            .expect("initdb is missing: run `make test`, which installs it");
        if made.status.success() {
            return folder;
        }
        said = [made.stdout, made.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    }
    panic!("initdb makes no database: {said}");
}

/// PostgreSQL refuses to run as root: then it runs as the user that its package makes.
fn unprivileged() -> Option<(u32, u32)> {
    let id = |option: &str, user: &str| -> u32 {
        let output = Command::new("id").args([option, user]).output().expect("id answers");
        String::from_utf8_lossy(&output.stdout).trim().parse().expect("a user of the system")
    };
    let me = Command::new("id").arg("-u").output().expect("id answers");
    (me.stdout == b"0\n").then(|| (id("-u", "postgres"), id("-g", "postgres")))
}

/// A program of PostgreSQL at work in a folder; Debian keeps those of each version apart from the path.
fn program(name: &str, folder: &Path) -> Command {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest =
        versions.map(|version| version.path().join("bin").join(name)).filter(|path| path.exists()).max();
    let mut command = Command::new(newest.unwrap_or_else(|| PathBuf::from(name)));
    command.arg("-D").arg(folder.join("data")).current_dir(folder);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    if let Some((user, group)) = unprivileged() {
        command.uid(user).gid(group);
    }
    command
}

fn spawn(folder: &Path, port: u16) -> Child {
    // `postgres` itself, not `pg_ctl`: it ends when we say so and leaves nothing behind.
    let mut postgres = program("postgres", folder);
    postgres.args(["-p", &port.to_string(), "-h", "127.0.0.1", "-c", "fsync=off", "-k"]).arg(folder);
    let process = postgres.spawn().expect("postgres is missing: run `make test`, which installs it");
    let patience = Instant::now() + Duration::from_secs(60);
    while !accepts(port) {
        assert!(Instant::now() < patience, "postgres does not answer");
        std::thread::yield_now();
    }
    process
}

/// Whether it takes connections already; while it recovers, its port is open and it does not.
fn accepts(port: u16) -> bool {
    let asked = Command::new("pg_isready").args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]).status();
    asked.is_ok_and(|status| status.success())
}

fn signal(signal: &str, process: u32) {
    let _ = Command::new("kill").args([signal, &process.to_string()]).status();
}

//! The program itself, serving in the place of an application of the tests that is not served.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};

use reqwest::StatusCode;
use serde_json::Value;
use url::Url;

use super::app::App;
use super::patience::eventually;
use super::visitor::new_client;

/// One process; killed with the test.
pub struct Program {
    process: Child,
    pub url: Url,
    log: PathBuf,
}

impl Program {
    /// Starts it at this port, on everything that `app` stands on, with further settings.
    pub fn start(app: &App, port: u16, further: &[(&'static str, String)]) -> Self {
        Self::start_as(env!("CARGO_BIN_EXE_mon-releve").as_ref(), app, port, further)
    }

    /// The same with another version of it.
    pub fn start_as(program: &OsStr, app: &App, port: u16, further: &[(&'static str, String)]) -> Self {
        let log = app.folder.path().join(format!("{port}.log"));
        let listen = ("SERVER__LISTEN", format!("127.0.0.1:{port}"));
        // What is beyond a limit of file size is refused, as by a full disk; the signal would end the program.
        let process = Command::new("/bin/sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" serve"])
            .arg(program)
            .env_clear()
            .envs(app.variables(&[&[listen], further].concat()))
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(&log).expect("a file"))
            .spawn()
            .expect("the program starts");
        let url = Url::parse(&format!("http://localhost:{port}")).expect("an address");
        Self { process, url, log }
    }

    /// Waits until it says that it is ready.
    pub async fn is_ready(&self) {
        eventually("the program is ready", async || {
            let answer = new_client().get(self.url.join("/readyz").expect("a path")).send().await;
            answer.is_ok_and(|answer| answer.status() == StatusCode::OK)
        })
        .await;
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// `kill -9`: no goodbye.
    pub fn dies(&mut self) {
        self.process.kill().expect("our own process");
        self.process.wait().expect("our own process");
    }

    /// `SIGTERM`, and how it ended.
    pub async fn ends_in_order(&mut self) -> ExitStatus {
        let told = Command::new("kill").args(["-TERM", &self.id().to_string()]).status();
        assert!(told.is_ok_and(|status| status.success()));
        let mut ended = None;
        eventually("the program ends", async || {
            ended = self.process.try_wait().expect("our own process");
            ended.is_some()
        })
        .await;
        ended.expect("it ended")
    }

    /// What it logged.
    pub fn log(&self) -> Vec<Value> {
        let log = std::fs::read_to_string(&self.log).expect("a log");
        log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if matches!(self.process.try_wait(), Ok(None)) {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }
}

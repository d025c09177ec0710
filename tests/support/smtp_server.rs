//! A real mail server on this machine: aiosmtpd, which keeps letters in a folder.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::certificates::certify;

/// One server, gone with the test.
pub struct SmtpServer {
    child: Child,
    folder: TempDir,
}

impl SmtpServer {
    /// Starts it at this port, with further arguments of `tests/python/smtp_server.py`.
    pub fn start(port: u16, further: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        certify(folder.path());
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/smtp_server.py");
        let python = std::env::var("MON_RELEVE_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let mut child = Command::new(python)
            .arg(script)
            .arg(port.to_string())
            .arg(folder.path())
            .args(further)
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python is missing: run `make test`, which installs what it needs");
        let mut said = String::new();
        let output = child.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut said).expect("a line");
        assert_eq!(said.trim(), "ready", "aiosmtpd is missing: run `make test`, which installs it");
        Self { child, folder }
    }

    /// The certificate in PEM that its own, with `--tls`, leads to.
    pub fn authority(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("authority.pem")).expect("it was written")
    }

    /// The first letters that came, as they came, once there are so many.
    pub async fn letters(&self, count: usize) -> Vec<String> {
        let patience = Instant::now() + Duration::from_secs(30);
        let path = |number: usize| self.folder.path().join(format!("{number}.eml"));
        while !path(count).exists() {
            assert!(Instant::now() < patience, "no letter number {count}");
            tokio::task::yield_now().await;
        }
        (1..=count).map(|number| std::fs::read_to_string(path(number)).expect("a letter")).collect()
    }

    /// How many letters came so far.
    pub fn count(&self) -> usize {
        let entries = std::fs::read_dir(self.folder.path()).expect("a folder").flatten();
        entries.filter(|entry| entry.path().extension().is_some_and(|end| end == "eml")).count()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! Chromium driven over WebDriver, from Debian's packages.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::ports::free_port;

/// A chromedriver and its browser's profile, gone with the test.
pub struct Chromium {
    driver: Child,
    port: u16,
    profile: TempDir,
}

/// What a window has that others have not.
pub struct Wanted {
    /// Other tools may look into it at this port.
    pub port: u16,
    /// Size of text that the reader set, in pixels.
    pub text: u32,
    /// What the reader reads: `fr`, or `en`.
    pub language: &'static str,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { port: 0, text: 16, language: "fr" }
    }
}

impl Chromium {
    /// Starts chromedriver and waits until it answers.
    pub async fn start() -> Self {
        let port = free_port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is missing: run `make test`, which installs it");
        let patience = Instant::now() + Duration::from_secs(30);
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            assert!(Instant::now() < patience, "chromedriver does not answer");
            tokio::task::yield_now().await;
        }
        Self { driver, port, profile: tempfile::tempdir().expect("a folder") }
    }

    /// A window of this size, in French, with scripts of pages turned off: ours have none.
    pub async fn window(&self, width: u32, height: u32) -> Client {
        self.window_with(&Wanted::default(), width, height).await
    }

    /// The same, with something different.
    pub async fn window_with(&self, wanted: &Wanted, width: u32, height: u32) -> Client {
        let Wanted { port, text, language } = wanted;
        let profile = self.profile.path().display();
        let options = json!({
            "binary": "/usr/bin/chromium",
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                // As on phones, where it lies above the page: 320 pixels are 320.
                "--hide-scrollbars",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                format!("--lang={language}"), format!("--user-data-dir={profile}"), format!("--window-size={width},{height}"),
                format!("--remote-debugging-port={port}"),
            ],
            "prefs": {
                "intl": { "accept_languages": language },
                "webkit": { "webprefs": { "default_font_size": text } },
            },
            "mobileEmulation": { "deviceMetrics": { "width": width, "height": height, "pixelRatio": 1.0, "touch": false } },
        });
        let logs = json!({ "browser": "ALL" });
        let capabilities: Capabilities =
            [("goog:chromeOptions".to_owned(), options), ("goog:loggingPrefs".to_owned(), logs)]
                .into_iter()
                .collect();
        ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", self.port))
            .await
            .expect("Chromium starts")
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// A command that Chromium's driver has beside WebDriver's own.
#[derive(Debug)]
struct Extension {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (reqwest::Method, Option<String>) {
        (reqwest::Method::POST, Some(self.body.to_string()))
    }
}

/// What Chromium answers to a command of its own protocol.
async fn commands(browser: &Client, cmd: &str, params: Value) -> Value {
    let body = json!({ "cmd": cmd, "params": params });
    browser.issue_cmd(Extension { path: "goog/cdp/execute", body }).await.expect("Chromium obeys")
}

/// Gives the window this width and makes the reader prefer this theme, `light` or `dark`.
pub async fn looks_like(browser: &Client, width: u32, theme: &str) {
    let window = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
    commands(browser, "Emulation.setDeviceMetricsOverride", window).await;
    // Or a button would be seen on its way from one theme to the other.
    let features = [("prefers-color-scheme", theme), ("prefers-reduced-motion", "reduce")];
    emulates(browser, &features).await;
}

/// Makes the reader's system say this of itself, such as `forced-colors`, and nothing else.
pub async fn emulates(browser: &Client, features: &[(&str, &str)]) {
    let features = features.iter().map(|(name, value)| json!({ "name": name, "value": value }));
    let media = json!({ "features": features.collect::<Vec<_>>() });
    commands(browser, "Emulation.setEmulatedMedia", media).await;
}

/// Prints the page: how many sheets of A4, and the words on them as another program reads them.
pub async fn prints(browser: &Client) -> (usize, String) {
    let printed = commands(browser, "Page.printToPDF", json!({ "preferCSSPageSize": true })).await;
    let pdf = STANDARD.decode(printed["data"].as_str().expect("a PDF")).expect("base64");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("printed.pdf");
    std::fs::write(&file, pdf).expect("a file");
    let output = Command::new("pdftotext").args(["-layout"]).arg(&file).arg("-").output();
    let output = output.expect("pdftotext is missing: run `make test`, which installs it");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    // Every page ends in a form feed.
    (text.matches('\u{c}').count(), text)
}

/// What pages wrote to the console since it was last asked, reports of the content security policy included.
pub async fn console(browser: &Client) -> Vec<String> {
    let body = json!({ "type": "browser" });
    let messages = browser.issue_cmd(Extension { path: "se/log", body }).await.expect("Chromium tells");
    let messages = messages.as_array().cloned().unwrap_or_default();
    messages.iter().map(|message| message["message"].to_string()).collect()
}

/// Keeps a picture of the page, down to its end.
pub async fn screenshot(browser: &Client, name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts/screenshots");
    std::fs::create_dir_all(&folder).expect("a folder for pictures");
    let mut clip = commands(browser, "Page.getLayoutMetrics", json!({})).await["cssContentSize"].take();
    clip["scale"] = json!(1);
    let whole = json!({ "captureBeyondViewport": true, "clip": clip });
    let picture = commands(browser, "Page.captureScreenshot", whole).await;
    let picture = STANDARD.decode(picture["data"].as_str().expect("a picture")).expect("base64");
    std::fs::write(folder.join(format!("{name}.png")), picture).expect("a file");
}

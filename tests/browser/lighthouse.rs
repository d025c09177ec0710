//! Lighthouse on the four main pages, as a phone on a slow network sees them. It needs nothing but the browser
//! and the service: no network, no account, a quarter of a minute a page.

use std::process::Command;

use serde_json::Value;

use crate::chromium::{Chromium, Wanted};
use crate::every_page::tools;
use crate::support::app::App;
use crate::support::ports::free_port;
use crate::{arrives_at, signs_in};

/// Categories that depend on the page alone. Performance depends on what else the machine does, and is told only.
const JUDGED: [&str; 2] = ["accessibility", "best-practices"];

#[tokio::test(flavor = "multi_thread")]
async fn the_main_pages_are_as_good_as_lighthouse_can_tell() {
    let app = App::start().await;
    let chromium = Chromium::start().await;
    let port = free_port();
    let browser = chromium.window_with(&Wanted { port, ..Wanted::default() }, 412, 823).await;
    // In the same profile: Lighthouse sees what the candidate sees.
    signs_in(&browser, &app, "btsa-ects").await;
    arrives_at(&browser, "Relevé de notes").await;
    let transcript = browser.current_url().await.unwrap().path().to_owned();
    let mut wrong = Vec::new();
    for page in ["/", "/sans-franceconnect", "/verifier", transcript.as_str()] {
        let name = if page == transcript { "/mes-releves/…" } else { page };
        let report = report(app.at(page).as_str(), port);
        assert_eq!(report["requestedUrl"], report["finalDisplayedUrl"], "{name}: another page was measured");
        let performance = score(&report, "performance");
        println!("{name}: performance {performance}: {}", failed(&report, "performance"));
        for category in JUDGED.into_iter().filter(|category| score(&report, category) < 100.0) {
            wrong.push(format!("{name}: {category}: {}", failed(&report, category)));
        }
    }
    browser.close().await.unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Of a hundred.
fn score(report: &Value, category: &str) -> f64 {
    report["categories"][category]["score"].as_f64().unwrap_or_default() * 100.0
}

/// Lighthouse loses the beginning of a page now and then (`NO_NAVSTART`) and asks to be run again.
fn report(url: &str, port: u16) -> Value {
    let mut said = String::new();
    for _ in 0..3 {
        match measured(url, port) {
            Ok(report) => return report,
            Err(error) => said = error,
        }
    }
    panic!("Lighthouse could not measure {url}: {said}");
}

fn measured(url: &str, port: u16) -> Result<Value, String> {
    let output = Command::new("node")
        .arg(tools().join("lighthouse/cli/index.js"))
        .arg(url)
        .args(["--output=json", "--quiet", "--no-enable-error-reporting", "--disable-storage-reset"])
        .arg("--only-categories=performance,accessibility,best-practices")
        .arg(format!("--port={port}"))
        .output()
        .expect("node is missing: run `make test`, which installs it");
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(said.into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("{error}: {said}"))
}

/// Audits of a category that found something.
fn failed(report: &Value, category: &str) -> String {
    let audits = report["categories"][category]["auditRefs"].as_array().cloned().unwrap_or_default();
    let failed = audits.iter().filter_map(|reference| {
        let audit = &report["audits"][reference["id"].as_str()?];
        let has_weight = reference["weight"].as_f64().unwrap_or_default() > 0.0;
        (has_weight && audit["score"].as_f64().is_some_and(|score| score < 1.0))
            .then(|| format!("{} ({})", audit["id"].as_str().unwrap_or_default(), audit["displayValue"]))
    });
    failed.collect::<Vec<_>>().join(", ")
}

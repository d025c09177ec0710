//! What we ship for operators agrees with the program and with itself.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Names of measures in a query: words that PromQL itself does not know.
fn measures(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_lowercase() && c != '_');
    let is_measure = |word: &&str| {
        ["_total", "_seconds", "_seconds_bucket", "_connections", "_length"]
            .iter()
            .any(|end| word.ends_with(end))
    };
    words.filter(is_measure).map(|word| word.trim_end_matches("_bucket").to_owned()).collect()
}

#[test]
fn alerts_and_dashboard_ask_for_what_the_service_measures() {
    let measured = read("src/telemetry/metrics.rs");
    for file in ["deploy/alerts.yml", "deploy/grafana-dashboard.json"] {
        let asked = measures(&read(file));
        assert!(asked.len() >= 6, "{file}: {asked:?}");
        for name in asked {
            assert!(measured.contains(&format!("\"{name}\"")), "{file} asks for {name}");
        }
    }
    let dashboard: Value = serde_json::from_str(&read("deploy/grafana-dashboard.json")).unwrap();
    assert!(dashboard["panels"].as_array().unwrap().len() >= 8);
}

#[test]
fn every_alert_has_its_page_and_every_page_says_what_to_do() {
    let alerts = read("deploy/alerts.yml");
    let pages: Vec<&str> =
        alerts.split('"').filter(|part| part.starts_with("docs/runbook/") && part.ends_with(".md")).collect();
    assert_eq!(pages.len(), alerts.matches("- alert:").count());
    for page in pages {
        let text = read(page);
        for part in ["**You see**", "**Do**", "**Call**"] {
            assert!(text.contains(part), "{page}: {part}");
        }
    }
}

#[test]
fn the_unit_exposes_little() {
    let unit = root().join("deploy/mon-releve.service");
    let output = Command::new("systemd-analyze")
        .args(["security", "--offline=true", "--no-pager", "--threshold=20"])
        .arg(&unit)
        .output()
        .expect("systemd-analyze is missing: run `make test`, which installs it");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "exposure above 2.0: {}", said.lines().last().unwrap_or_default());
}

/// The base of the image has `glibc`; the last library is laid beside it.
#[test]
fn the_image_brings_every_library_that_the_program_needs() {
    let program = root().join("target/production/mon-releve");
    assert!(program.is_file(), "run `make test`, which builds it");
    let needed = Command::new("ldd").arg(program).output().expect("ldd, of libc-bin");
    let needed = String::from_utf8(needed.stdout).unwrap();
    let needed: BTreeSet<_> = needed.lines().filter_map(|line| line.trim().split_once(" => ")).collect();
    let names: Vec<_> = needed.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["libc.so.6", "libgcc_s.so.1", "libm.so.6"]);
    assert!(read("deploy/Containerfile").contains("COPY --from=build /libgcc_s.so.1 /usr/lib/"));
}

#[test]
fn the_bill_of_materials_is_one_and_lists_what_the_production_program_is_made_of() {
    let made = Command::new(root().join("scripts/sbom")).output().expect("python3");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let again = Command::new(root().join("scripts/sbom")).output().expect("python3");
    assert_eq!(made.stdout, again.stdout, "the same sources, the same bytes");
    let bill: Value = serde_json::from_slice(&made.stdout).unwrap();
    let named = |name: &str| {
        let components = bill["components"].as_array().unwrap();
        components.iter().find(|component| component["name"] == name).cloned()
    };
    for (name, licence) in [("actix-web", "MIT OR Apache-2.0"), ("krilla", "MIT OR Apache-2.0")] {
        let component = named(name).unwrap_or_else(|| panic!("{name} is missing"));
        assert_eq!(component["licenses"][0]["expression"], licence);
        assert_eq!(component["hashes"][0]["content"].as_str().unwrap().len(), 64);
    }
    for foreign in ["fantoccini", "scraper", "rcgen", "windows-sys"] {
        assert!(named(foreign).is_none(), "{foreign} is of the tests, the sandbox or another platform");
    }

    let python = std::env::var("MON_RELEVE_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut check = Command::new(python)
        .arg(root().join("tests/python/check_sbom.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the Python checkers are missing: run `make test`, which installs them");
    check.stdin.take().unwrap().write_all(&made.stdout).unwrap();
    let checked = check.wait_with_output().unwrap();
    let said = [checked.stdout, checked.stderr].concat();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&said));
}

#[test]
fn every_fuzz_target_is_built_and_has_seeds() {
    let manifest = read("fuzz/Cargo.toml");
    let targets: Vec<_> = std::fs::read_dir(root().join("fuzz/fuzz_targets")).unwrap().flatten().collect();
    assert!(targets.len() >= 9);
    for target in targets {
        let name = target.path().file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(manifest.contains(&format!("name = \"{name}\"\n")), "{name} is not in fuzz/Cargo.toml");
        let seeds = std::fs::read_dir(root().join("fuzz/seeds").join(&name));
        assert!(seeds.is_ok_and(|seeds| seeds.count() > 0), "{name} has no seeds");
        assert!(read("README.md").contains(&format!("`{name}`")), "README.md does not name {name}");
    }
}

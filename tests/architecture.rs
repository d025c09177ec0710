//! Holds the arrows of the house: `http → services → ports → domain`, `adapters → ports → domain`.

use std::fs;
use std::path::{Path, PathBuf};

/// Which rooms each room may use.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &["domain"]),
    ("ports", &["ports", "domain"]),
    ("services", &["services", "ports", "domain"]),
    ("adapters", &["adapters", "ports", "domain"]),
    ("http", &["http", "services", "ports", "domain"]),
    ("config", &["config", "domain"]),
    ("sandbox", &["sandbox"]),
];

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the source").flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The code of a file without its test module, whose stand-ins may come from anywhere.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a source file");
    text.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned()
}

/// The rooms a file names, by `crate::room` in any line that is not a comment.
fn rooms_used(code: &str) -> impl Iterator<Item = &str> {
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default())
}

fn files_of(room: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room), &mut files);
    assert!(!files.is_empty(), "the room {room} has moved");
    files
}

#[test]
fn every_room_uses_only_the_rooms_below_it() {
    let mut wrong = Vec::new();
    for (room, allowed) in ARROWS {
        for file in files_of(room) {
            for used in rooms_used(&code(&file)) {
                if !allowed.contains(&used) {
                    wrong.push(format!("{} uses crate::{used}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_domain_knows_no_web_no_store_no_json() {
    for file in files_of("domain") {
        let code = code(&file);
        for foreign in ["actix", "sqlx", "rusqlite", "redis", "serde_json", "reqwest", "tokio", "askama"] {
            assert!(!code.contains(&format!("{foreign}::")), "{} uses {foreign}", file.display());
        }
    }
}

#[test]
fn a_forbidden_arrow_would_be_noticed() {
    let used: Vec<&str> =
        rooms_used("use crate::adapters::store;\n// crate::http\nlet x = crate::ports::X;").collect();
    assert_eq!(used, ["adapters", "ports"]);
}

#[test]
fn no_file_holds_two_jobs() {
    for (room, _) in ARROWS {
        for file in files_of(room) {
            let lines = code(&file).lines().count();
            assert!(lines <= 420, "{} has {lines} lines of code: split it", file.display());
        }
    }
}

/// Words that name a secret; a line that compares one with `==` gives its length and beginning away, by time.
const SECRETS: &[&str] = &[
    "secret",
    "nonce",
    "verifier",
    "challenge",
    "form_token",
    "access_token",
    "fingerprint",
    "password",
    "num_gestion",
    "binding",
];

/// What bears such a name and is told to everybody.
const PUBLIC: &[&str] = &["stamp.nonce", "code_challenge_method"];

/// Comparisons of something by such a name, outside tests. What is compared with a number, a literal or `None` is a
/// shape and no secret.
fn bare_comparisons(code: &str) -> Vec<&str> {
    let compares = |line: &&str| line.contains(" == ") || line.contains(" != ");
    let names_a_secret = |line: &&str| SECRETS.iter().any(|word| line.to_lowercase().contains(word));
    let is_public = |line: &&str| PUBLIC.iter().any(|name| line.contains(name));
    let of_a_shape = |line: &&str| {
        let (_, right) = line.split_once(" == ").or_else(|| line.split_once(" != ")).unwrap_or_default();
        let right = right.trim_start_matches("Some(");
        right.starts_with(|c: char| c.is_ascii_digit() || c == '"') || line.contains(".len()")
    };
    let lines = code.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    let suspects = lines.filter(compares).filter(names_a_secret);
    suspects.filter(|line| !of_a_shape(line) && !is_public(line)).collect()
}

#[test]
fn secrets_are_compared_in_constant_time() {
    let mut found = Vec::new();
    for room in ["domain", "services", "adapters", "http", "application"] {
        for file in files_of(room) {
            let code = code(&file);
            found.extend(bare_comparisons(&code).iter().map(|line| format!("{}: {line}", file.display())));
        }
    }
    assert!(found.is_empty(), "compare by subtle::ConstantTimeEq:\n{}", found.join("\n"));
    assert_eq!(bare_comparisons("if given_secret == kept { }").len(), 1, "one would be noticed");
}

/// Every file and test that a document names stands in the sources: `file` or `file::test`.
#[test]
fn the_security_review_names_what_there_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut named = 0;
    for document in ["threat-model", "asvs", "cryptography"] {
        let text =
            fs::read_to_string(root.join("docs/security").join(document).with_extension("md")).unwrap();
        for quoted in text.split('`').skip(1).step_by(2) {
            let (path, test) =
                quoted.split_once("::").map_or((quoted, None), |(path, test)| (path, Some(test)));
            let is_ours =
                ["src/", "tests/", "docs/", "deploy/", "config/"].iter().any(|room| path.starts_with(room));
            if !is_ours {
                continue;
            }
            named += 1;
            let place = root.join(path);
            assert!(place.exists(), "{document}.md names {path}");
            if let Some(test) = test {
                let source = fs::read_to_string(&place).unwrap();
                assert!(source.contains(&format!("fn {test}(")), "{document}.md names {quoted}");
            }
        }
    }
    assert!(named > 150, "{named} found");
}

#[test]
fn every_requirement_of_asvs_is_judged_once() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let asked = fs::read_to_string(root.join("tests/fixtures/asvs-5.0.0-level-2.txt")).unwrap();
    let table = fs::read_to_string(root.join("docs/security/asvs.md")).unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| ")).filter_map(|line| {
        let mut cells = line.trim_matches('|').split(" | ").map(str::trim);
        let number = cells.next().filter(|number| number.starts_with(|c: char| c.is_ascii_digit()))?;
        Some((number, cells.nth(1).unwrap_or_default()))
    });
    let rows: Vec<_> = rows.collect();
    assert_eq!(rows.iter().map(|(number, _)| *number).collect::<Vec<_>>(), asked.lines().collect::<Vec<_>>());
    for verdict in ["met", "deployment", "n/a", "open"] {
        assert!(rows.iter().any(|(_, said)| *said == verdict), "{verdict}");
    }
    assert!(rows.iter().all(|(_, said)| ["met", "deployment", "n/a", "open"].contains(said)));
}

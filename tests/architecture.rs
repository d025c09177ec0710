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
        for foreign in ["actix", "sqlx", "redis", "serde_json", "reqwest", "tokio", "askama"] {
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

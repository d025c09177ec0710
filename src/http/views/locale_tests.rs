//! The two languages say the same things, in good typography, and templates only say what exists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a text file")
}

/// Text of each message by key; a message that stands twice fails.
fn messages(language: &str) -> BTreeMap<String, String> {
    let mut messages: BTreeMap<String, String> = BTreeMap::new();
    for path in files(&root().join("locales").join(language), "ftl") {
        let mut current = None;
        for line in read(&path).lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                Some((key, text)) => {
                    let earlier = messages.insert(key.to_owned(), text.to_owned());
                    assert!(earlier.is_none(), "{key} stands twice");
                    current = Some(key.to_owned());
                }
                None => {
                    let key = current.as_ref().expect("a continued message");
                    let text = messages.get_mut(key).expect("a known key");
                    text.push('\n');
                    text.push_str(line);
                }
            }
        }
    }
    messages
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('$')
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default())
        .map(|name| name.trim_end_matches('-'))
        .collect()
}

#[test]
fn both_languages_hold_the_same_files_and_keys_and_placeholders() {
    let names = |language: &str| -> Vec<_> {
        files(&root().join("locales").join(language), "ftl")
            .iter()
            .map(|path| path.file_name().map(std::ffi::OsStr::to_owned))
            .collect()
    };
    assert_eq!(names("fr"), names("en"));
    let (french, english) = (messages("fr"), messages("en"));
    assert_eq!(french.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
    for (key, text) in &french {
        let (mut here, mut there) = (placeholders(text), placeholders(&english[key]));
        // Only French agrees with the candidate.
        here.remove("sexe");
        there.remove("sexe");
        assert_eq!(here, there, "{key}");
    }
}

#[test]
fn every_key_that_a_page_says_exists() {
    let french = messages("fr");
    let sources = files(&root().join("templates"), "html")
        .into_iter()
        .chain(files(&root().join("src/http/views"), "rs"))
        .filter(|path| !path.ends_with("text.rs") && !path.ends_with("locale_tests.rs"));
    let mut said = 0;
    for path in sources {
        for rest in read(&path).split("say(\"").skip(1) {
            let key = rest.split('"').next().unwrap_or_default();
            assert!(french.contains_key(key), "{key} in {}", path.display());
            said += 1;
        }
    }
    assert!(said > 150, "{said} texts found: the search is broken");
}

#[test]
fn french_typography() {
    for (key, text) in messages("fr") {
        let text = text.replace(" ->", "");
        assert!(!text.contains('\''), "{key}: ASCII apostrophe");
        for (index, character) in text.char_indices() {
            let before = text[..index].chars().next_back();
            let after = text[index + character.len_utf8()..].chars().next();
            let is_well_set = match character {
                ';' | '!' | '?' => before == Some('\u{202f}'),
                // Within an address or a time there is no space; before a space there is one.
                ':' => after.is_some_and(|after| !after.is_whitespace()) || before == Some('\u{a0}'),
                '«' => after == Some('\u{a0}'),
                '»' => before == Some('\u{a0}'),
                _ => true,
            };
            assert!(is_well_set, "{key}: {text}");
        }
    }
}

#[test]
fn sentences_are_short_and_polite_forms_plain() {
    for language in ["fr", "en"] {
        for (key, text) in messages(language) {
            for sentence in text.split_inclusive(['.', '?', '\n']) {
                let words = sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic));
                assert!(words.count() <= 25, "{key}: {sentence}");
            }
            let text = text.to_lowercase();
            for unwanted in ["veuillez", "merci de", "erroné", "invalide", "interdit"] {
                assert!(!text.contains(unwanted), "{key}: {unwanted}");
            }
        }
    }
}

//! Whose record is it: the rule alone, away from stores and pages.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod corpus;
mod properties;

use std::sync::LazyLock;

use jiff::Timestamp;
use mon_releve::adapters::exam_records::wire;
use mon_releve::domain::cog::CommuneHistory;
use mon_releve::domain::exam_file::{ExamFile, Publication, RecordRef};
use mon_releve::domain::exam_record::FiledRecord;
use mon_releve::domain::matching::{Resolution, resolve};
use mon_releve::domain::pivot_identity::{PivotClaims, PivotIdentity};
use serde_json::{Value, json};

fn now() -> Timestamp {
    "2026-11-01T12:00:00Z".parse().unwrap()
}

fn communes() -> &'static CommuneHistory {
    static COMMUNES: LazyLock<CommuneHistory> = LazyLock::new(CommuneHistory::built_in);
    &COMMUNES
}

fn clemence() -> PivotClaims<'static> {
    PivotClaims {
        family_name: "VERNEUIL-TEST",
        given_name: "Clémence Odile Marthe",
        given_name_array: None,
        birthdate: "2004-05-17",
        gender: "female",
        birthplace: Some("12202"),
        birthcountry: "99100",
    }
}

/// Clémence's record with some members changed.
fn record(changes: &[(&str, Value)]) -> FiledRecord {
    let example = include_str!("../fixtures/example.ndjson").lines().next().unwrap();
    let mut record: Value = serde_json::from_str(example).unwrap();
    for (pointer, value) in changes {
        *record.pointer_mut(pointer).unwrap() = value.clone();
    }
    wire::parse(record.to_string().as_bytes()).unwrap()
}

fn file(id: u8, versions: Vec<FiledRecord>) -> ExamFile {
    ExamFile::new(RecordRef::from_random([id; 16]), versions).unwrap()
}

/// What the rule says of Clémence and these records, each a file of its own.
fn verdict(claims: PivotClaims<'_>, records: Vec<FiledRecord>) -> &'static str {
    let identity = PivotIdentity::parse(claims).unwrap();
    let files = records.into_iter().enumerate().map(|(id, record)| file(id as u8, vec![record])).collect();
    word(&resolve(&identity, files, communes(), now()))
}

fn word(resolution: &Resolution) -> &'static str {
    match resolution {
        Resolution::Unique(found) if found.len() == 1 => "one",
        Resolution::Unique(_) => "several of one person",
        Resolution::NoMatch => "nobody",
        Resolution::Ambiguous => "ambiguous",
    }
}

#[test]
fn every_field_must_be_equal_and_spelling_alone_may_differ() {
    assert_eq!(verdict(clemence(), vec![record(&[])]), "one");
    for (what, change) in [
        ("case and accents", ("/candidat/nomNaissance", json!("Verneuil Test"))),
        ("hyphens", ("/candidat/prenoms", json!(["CLEMENCE-ODILE", "Marthe"]))),
        ("usage name", ("/candidat/nomUsage", json!("AUTRE"))),
        ("another school number", ("/ine", json!("987654321ZZ"))),
    ] {
        assert_eq!(verdict(clemence(), vec![record(&[change])]), "one", "{what}");
    }
    for (what, change) in [
        ("another birth name", ("/candidat/nomNaissance", json!("VERNEUIL"))),
        ("its usage name as birth name", ("/candidat/nomNaissance", json!("AUTRE"))),
        ("another given name", ("/candidat/prenoms", json!(["Clémence", "Adèle", "Marthe"]))),
        ("given names in another order", ("/candidat/prenoms", json!(["Odile", "Clémence", "Marthe"]))),
        ("another day", ("/candidat/dateNaissance", json!("2004-05-18"))),
        ("an unknown day", ("/candidat/dateNaissance", json!("2004-05-00"))),
        ("another sex", ("/candidat/sexe", json!("M"))),
        ("another commune", ("/candidat/communeNaissance", json!("12145"))),
        ("another country", ("/candidat/paysNaissance", json!("99352"))),
    ] {
        assert_eq!(verdict(clemence(), vec![record(&[change])]), "nobody", "{what}");
    }
    assert_eq!(verdict(clemence(), vec![]), "nobody");
}

#[test]
fn born_abroad_the_town_is_not_compared_and_the_country_is() {
    let born =
        |country: &'static str| PivotClaims { birthplace: Some(""), birthcountry: country, ..clemence() };
    let on_file =
        record(&[("/candidat/communeNaissance", json!(null)), ("/candidat/paysNaissance", json!("99139"))]);
    assert_eq!(verdict(born("99139"), vec![on_file.clone()]), "one");
    assert_eq!(verdict(born("99134"), vec![on_file.clone()]), "nobody");
    assert_eq!(verdict(clemence(), vec![on_file]), "nobody");
}

#[test]
fn a_sex_that_is_not_specified_fits_either_but_never_two_people() {
    let unspecified = PivotClaims { gender: "unspecified", ..clemence() };
    let (woman, man) = (record(&[]), record(&[("/ina", json!("87654321")), ("/candidat/sexe", json!("M"))]));
    assert_eq!(verdict(unspecified, vec![woman.clone()]), "one");
    assert_eq!(verdict(unspecified, vec![man.clone()]), "one");
    assert_eq!(verdict(unspecified, vec![woman.clone(), man.clone()]), "ambiguous");
    assert_eq!(verdict(clemence(), vec![woman, man]), "one");
}

#[test]
fn a_correction_under_embargo_neither_hides_nor_shows_anything() {
    let (before, mut correction) = (record(&[]), record(&[("/version", json!(2))]));
    correction.candidate.birth_name = "AUTRE-TEST".to_owned();
    correction.published_at = "2026-12-01T00:00:00Z".parse().unwrap();
    let corrected = || vec![file(1, vec![correction.clone(), before.clone()])];
    let of = |family_name| PivotIdentity::parse(PivotClaims { family_name, ..clemence() }).unwrap();
    let later = "2026-12-02T00:00:00Z".parse().unwrap();
    assert_eq!(word(&resolve(&of("VERNEUIL-TEST"), corrected(), communes(), now())), "one");
    assert_eq!(word(&resolve(&of("AUTRE-TEST"), corrected(), communes(), now())), "nobody");
    assert_eq!(word(&resolve(&of("VERNEUIL-TEST"), corrected(), communes(), later)), "nobody");
    assert_eq!(word(&resolve(&of("AUTRE-TEST"), corrected(), communes(), later)), "one");
    let [file] = corrected().try_into().unwrap_or_else(|_| panic!("one file"));
    assert!(matches!(file.publication(now()), Publication::Published(shown) if shown.version == 1));
}

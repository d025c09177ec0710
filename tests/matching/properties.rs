//! What holds for every identity and every set of files.

use mon_releve::domain::exam_file::ExamFile;
use mon_releve::domain::exam_record::FiledRecord;
use mon_releve::domain::lookup_key::LookupKey;
use mon_releve::domain::matching::{Resolution, resolve};
use mon_releve::domain::pivot_identity::{PivotClaims, PivotIdentity};
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use serde_json::{Value, json};

use crate::{clemence, communes, file, now, record, word};

/// A woman whose file may differ from her in every tolerated way.
fn pivot() -> PivotClaims<'static> {
    PivotClaims { family_name: LONG, birthdate: "2004-01-01", birthplace: Some("75112"), ..clemence() }
}

const LONG: &str = "MONTMORILLON-BEAUVOISINIERE-DE-LA-TOUR-TEST";

/// The tolerances, as the change each makes to her file.
fn tolerances() -> [(&'static str, Value); 4] {
    [
        ("/candidat/prenoms", json!(["Clémence"])),
        ("/candidat/communeNaissance", json!("75056")),
        ("/candidat/dateNaissance", json!("2004-00-00")),
        ("/candidat/nomNaissance", json!(LONG[..25])),
    ]
}

fn own(changes: &[(&'static str, Value)]) -> FiledRecord {
    let mut all = vec![
        ("/candidat/nomNaissance", json!(LONG)),
        ("/candidat/prenoms", json!(["Clémence Odile Marthe"])),
        ("/candidat/dateNaissance", json!("2004-01-01")),
        ("/candidat/communeNaissance", json!("75112")),
    ];
    all.extend_from_slice(changes);
    record(&all)
}

/// Something about a stranger that no tolerance covers.
fn strange() -> impl Strategy<Value = (&'static str, Value)> {
    prop_oneof![
        "[A-Z]{3,12}-TEST".prop_map(|name| ("/candidat/nomNaissance", json!(name))),
        "[B-Z][a-z]{2,8}".prop_map(|name| ("/candidat/prenoms", json!([format!("Z{name}"), "Odile"]))),
        (1970..2003u16).prop_map(|year| ("/candidat/dateNaissance", json!(format!("{year}-01-01")))),
        Just(("/candidat/sexe", json!("M"))),
        Just(("/candidat/communeNaissance", json!("12145"))),
        Just(("/candidat/communeNaissance", json!("75107"))),
        Just(("/candidat/paysNaissance", json!("99139"))),
    ]
}

fn files(records: Vec<FiledRecord>) -> Vec<ExamFile> {
    records.into_iter().enumerate().map(|(id, record)| file(id as u8, vec![record])).collect()
}

fn resolved(records: Vec<FiledRecord>) -> Resolution {
    let identity =
        PivotIdentity::parse(PivotClaims { given_name_array: Some(&given_names()), ..pivot() }).unwrap();
    resolve(&identity, files(records), communes(), now())
}

fn given_names() -> [String; 3] {
    ["Clémence", "Odile", "Marthe"].map(str::to_owned)
}

#[test]
fn each_tolerance_alone_decides() {
    for change in tolerances() {
        assert_eq!(word(&resolved(vec![own(std::slice::from_ref(&change))])), "one", "{change:?}");
    }
}

proptest! {
    #[test]
    fn two_tolerances_or_more_never_decide(changes in subsequence(tolerances().to_vec(), 2..=4)) {
        prop_assert_eq!(word(&resolved(vec![own(&changes)])), "ambiguous");
    }

    #[test]
    fn the_order_of_the_candidates_is_irrelevant(
        order in Just([0, 1, 2, 3, 4]).prop_shuffle(),
        count in 1..=5usize,
        change in any::<Index>(),
    ) {
        let change = change.get(&tolerances()).clone();
        let candidates = [
            own(std::slice::from_ref(&change)),
            own(&[("/examen/session", json!(2023))]),
            own(&[("/candidat/sexe", json!("M")), ("/ina", json!("87654321"))]),
            own(&[change, ("/ina", json!("87654322"))]),
            own(&[("/candidat/prenoms", json!(["Odile"]))]),
        ];
        let shuffled: Vec<_> = order[..count].iter().map(|index| candidates[*index].clone()).collect();
        let mut sorted: Vec<_> = order[..count].to_vec();
        sorted.sort_unstable();
        let in_order = sorted.into_iter().map(|index| candidates[index].clone()).collect();
        prop_assert_eq!(word(&resolved(shuffled)), word(&resolved(in_order)));
    }

    #[test]
    fn a_strangers_file_is_never_shown_whoever_stands_beside_it(
        strange in strange(),
        own_change in proptest::option::of(any::<Index>()),
        tolerated in proptest::option::of(any::<Index>()),
        same_ina in any::<bool>(),
    ) {
        let mut of_stranger = vec![("/ina", json!(if same_ina { "12345678" } else { "87654321" }))];
        of_stranger.extend(tolerated.map(|index| index.get(&tolerances()).clone()));
        of_stranger.push(strange);
        let own_changes: Vec<_> = own_change.map(|index| index.get(&tolerances()).clone()).into_iter().collect();
        let beside = vec![own(&own_changes), own(&of_stranger)];
        match resolved(beside) {
            Resolution::Unique(found) => {
                prop_assert_eq!(found.len(), 1);
                prop_assert_eq!(found[0].file.candidate(now()).ina.as_str(), "12345678");
            }
            Resolution::Ambiguous => prop_assert!(!own_changes.is_empty(), "an exact file stays hers"),
            Resolution::NoMatch => prop_assert!(false, "her own file is there"),
        }
        prop_assert_eq!(word(&resolved(vec![own(&of_stranger)])), "nobody");
    }

    #[test]
    fn one_changed_letter_of_the_birth_name_never_matches(
        name in "[A-Z]{2,12}(-[A-Z]{2,12}){0,3}-TEST",
        at in any::<Index>(),
        letter in "[A-Z]",
        is_inserted in any::<bool>(),
    ) {
        let at = at.index(name.len() + usize::from(is_inserted));
        let rest = if is_inserted { &name[at..] } else { &name[at + 1..] };
        let changed = format!("{}{letter}{rest}", &name[..at]);
        prop_assume!(changed.replace('-', " ") != name.replace('-', " "));
        let identity = PivotIdentity::parse(PivotClaims { family_name: &changed, ..clemence() }).unwrap();
        let on_file = record(&[("/candidat/nomNaissance", json!(name))]);
        // A file that fills its field may hold the beginning of a longer name: that is no changed letter.
        prop_assume!(!([25, 32].contains(&name.len()) && changed.starts_with(&name)));
        prop_assert_eq!(word(&resolve(&identity, files(vec![on_file]), communes(), now())), "nobody");
    }

    #[test]
    fn every_tolerated_file_stands_under_a_key(change in any::<Index>()) {
        let identity = PivotIdentity::parse(pivot()).unwrap();
        let record = own(std::slice::from_ref(change.get(&tolerances())));
        prop_assert!(LookupKey::all_for(&identity).contains(&LookupKey::of(&record.candidate)));
    }

    #[test]
    fn any_claims_and_any_file_have_an_answer(
        name in "\\PC{1,300}",
        given in "\\PC{1,300}",
        on_file in "\\PC{1,200}",
        prenom in "\\PC{1,80}",
    ) {
        let claims = PivotClaims { family_name: &name, given_name: &given, ..clemence() };
        let Ok(identity) = PivotIdentity::parse(claims) else { return Ok(()) };
        prop_assert!(LookupKey::all_for(&identity).len() < 20);
        let record = record(&[
            ("/candidat/nomNaissance", json!(on_file)),
            ("/candidat/prenoms", json!([prenom])),
        ]);
        resolve(&identity, files(vec![record]), communes(), now());
    }
}

//! The labelled corpus: pairs of a civil identity and exam files, each with its verdict and the reason.
//! Made by `scripts/matching_corpus.py`, which knows the people and not the program.

use std::collections::BTreeSet;

use mon_releve::adapters::exam_records::wire;
use mon_releve::domain::exam_file::{ExamFile, RecordRef};
use mon_releve::domain::lookup_key::LookupKey;
use mon_releve::domain::matching::{Resolution, resolve};
use mon_releve::domain::pivot_identity::{PivotClaims, PivotIdentity};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{communes, now};

#[derive(Deserialize)]
struct Case {
    case: String,
    reason: String,
    identity: Claims,
    files: Vec<Vec<Version>>,
    verdict: String,
    own: Vec<Own>,
}

#[derive(Deserialize)]
struct Claims {
    family_name: String,
    given_name: String,
    given_name_array: Option<Vec<String>>,
    birthdate: String,
    gender: String,
    birthplace: String,
    birthcountry: String,
}

#[derive(Deserialize)]
struct Version {
    ina: String,
    session: u16,
    published: bool,
    version: u32,
    candidat: Value,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct Own {
    file: usize,
    evidence: String,
}

fn cases() -> Vec<Case> {
    let corpus = include_str!("../fixtures/matching_corpus.ndjson");
    corpus.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

impl Case {
    fn identity(&self) -> PivotIdentity {
        PivotIdentity::parse(PivotClaims {
            family_name: &self.identity.family_name,
            given_name: &self.identity.given_name,
            given_name_array: self.identity.given_name_array.as_deref(),
            birthdate: &self.identity.birthdate,
            gender: &self.identity.gender,
            birthplace: Some(&self.identity.birthplace),
            birthcountry: &self.identity.birthcountry,
        })
        .unwrap_or_else(|error| panic!("{}: {error}", self.case))
    }

    fn files(&self) -> Vec<ExamFile> {
        let example = include_str!("../fixtures/example.ndjson").lines().next().unwrap();
        let example: Value = serde_json::from_str(example).unwrap();
        let record = |version: &Version| {
            let mut record = example.clone();
            record["ina"] = json!(version.ina);
            record["candidat"] = version.candidat.clone();
            record["examen"]["session"] = json!(version.session);
            record["version"] = json!(version.version);
            if !version.published {
                record["publieLe"] = json!("2099-01-01T00:00:00Z");
            }
            wire::parse(record.to_string().as_bytes())
                .unwrap_or_else(|error| panic!("{}: {error}", self.case))
        };
        let file = |(index, versions): (usize, &Vec<Version>)| {
            ExamFile::new(reference(index), versions.iter().map(record).collect()).unwrap()
        };
        self.files.iter().enumerate().map(file).collect()
    }

    /// The files that a store finds: some version stands under a key of the identity.
    fn found(&self, identity: &PivotIdentity) -> Vec<ExamFile> {
        let keys: BTreeSet<LookupKey> = LookupKey::all_for(identity).into_iter().collect();
        assert!(keys.len() < 20, "{}: too many keys", self.case);
        let files = self.files();
        files
            .into_iter()
            .filter(|file| file.versions().any(|v| keys.contains(&LookupKey::of(&v.candidate))))
            .collect()
    }
}

fn reference(index: usize) -> RecordRef {
    RecordRef::from_random([index as u8; 16])
}

fn answer(resolution: Resolution) -> (&'static str, Vec<Own>) {
    match resolution {
        Resolution::NoMatch => ("NONE", Vec::new()),
        Resolution::Ambiguous => ("AMBIGUOUS", Vec::new()),
        Resolution::Unique(found) => {
            let index =
                |file: &ExamFile| (0..9).find(|index| *file.reference() == reference(*index)).unwrap();
            let mut own: Vec<_> = found
                .iter()
                .map(|own| Own { file: index(&own.file), evidence: own.evidence.code().to_owned() })
                .collect();
            own.sort();
            ("UNIQUE", own)
        }
    }
}

#[test]
fn every_pair_of_the_corpus_gets_its_verdict() {
    let mut wrong = Vec::new();
    for case in cases() {
        let identity = case.identity();
        let expected = (case.verdict.as_str(), &case.own);
        for (how, files) in [("all files", case.files()), ("through the index", case.found(&identity))] {
            let (verdict, own) = answer(resolve(&identity, files, communes(), now()));
            // What a store does not find cannot leave a doubt.
            let is_right = (verdict, &own) == expected
                || how == "through the index" && verdict == "NONE" && case.verdict == "AMBIGUOUS";
            if !is_right {
                wrong.push(format!(
                    "{} ({how}): {verdict} {own:?} instead of {expected:?}: {}",
                    case.case, case.reason
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong verdicts\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_corpus_is_large_and_covers_every_rule_and_verdict() {
    let cases = cases();
    assert!(cases.len() >= 300, "{}", cases.len());
    for verdict in ["UNIQUE", "NONE", "AMBIGUOUS"] {
        assert!(cases.iter().filter(|case| case.verdict == verdict).count() >= 50, "{verdict}");
    }
    for evidence in ["L1", "L2 R-PRENOM", "L2 R-COG", "L2 R-DATE", "L2 R-TRONC"] {
        let shown = |case: &&Case| case.own.iter().any(|own| own.evidence == evidence);
        assert!(cases.iter().filter(shown).count() >= 10, "{evidence}");
    }
    let names: BTreeSet<_> = cases.iter().map(|case| &case.case).collect();
    assert_eq!(names.len(), cases.len(), "every pair has a name of its own");
}

//! The sealed data as other people's tools see it: a stock JOSE library and a stock JSON Schema validator.
#![cfg(feature = "sandbox")]
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::Timestamp;
use mon_releve::adapters::exam_records::wire;
use mon_releve::adapters::render::pdf::{PdfSettings, Printer};
use mon_releve::adapters::seal::{JwsError, SealKey, jwks, seal_json};
use mon_releve::domain::exam_file::RecordRef;
use mon_releve::domain::issuance::{Issuance, IssuanceId};
use mon_releve::domain::public_url::PublicUrl;
use mon_releve::domain::verification_code::VerificationCode;
use mon_releve::sandbox::people;
use mon_releve::sandbox::seal_keys::{self, SealKeys};
use serde_json::{Value, json};

fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "the tools hold certificates against the real time")]
    Timestamp::now()
}

fn key(keys: &SealKeys) -> SealKey {
    SealKey::from_pem(keys.chain_pem.as_bytes(), keys.key_pem.as_bytes(), now()).unwrap()
}

fn printer() -> Printer {
    Printer::new(PdfSettings {
        public_url: PublicUrl::parse("https://releves.example.org").unwrap(),
        issuer_name: "Ministère chargé de l’agriculture".to_owned(),
        is_sandbox: true,
        emblem: None,
    })
    .unwrap()
}

fn issuance(number: usize) -> Issuance {
    let byte = u8::try_from(number).unwrap();
    Issuance {
        id: IssuanceId::from_random([byte; 16]),
        code: VerificationCode::draw(|| byte),
        record: RecordRef::from_random([byte; 16]),
        version: 1,
        issued_at: "2026-07-07T08:00:00Z".parse().unwrap(),
    }
}

/// Every invented record, sealed, in the form of an answer.
fn answer(key: &SealKey) -> Value {
    let printer = printer();
    let transcripts = people::RECORDS.lines().enumerate().map(|(number, line)| {
        let (record, issuance) = (wire::parse(line.as_bytes()).unwrap().released(), issuance(number));
        let sealed = seal_json(&printer.data(&record, &issuance), key).unwrap();
        let covered: Value = serde_json::from_slice(&sealed.payload().unwrap()).unwrap();
        json!({ "id": issuance.id.as_str(), "releve": covered, "jws": sealed.0 })
    });
    json!({ "releves": transcripts.collect::<Vec<_>>() })
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_stock_jose_library_verifies_every_transcript_against_our_root() {
    let keys = seal_keys::throw_away(now()).unwrap();
    let key = key(&keys);
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    let answer = answer(&key);
    let files = [
        file("root.pem", &keys.root_pem),
        file("jwks.json", &jwks::document([jwks::jwk_of(key.chain()).unwrap()])),
        root().join("docs/releves.schema.json"),
        file("answer.json", &answer.to_string()),
    ];
    let python = std::env::var("MON_RELEVE_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output = Command::new(python)
        .arg(root().join("tests/python/check_sealed_json.py"))
        .args(files)
        .output()
        .expect("the Python checkers are missing: run `make test`, which installs them");
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
    assert_eq!(said.matches(": good").count(), people::RECORDS.lines().count(), "{said}");
}

#[test]
fn an_rsa_seal_seals_no_data() {
    let key = key(&seal_keys::throw_away_rsa(now()).unwrap());
    assert_eq!(seal_json("{}", &key).err(), Some(JwsError::Kind));
}

//! The sealed PDF as other people's tools see it: poppler, pyHanko, pikepdf, qpdf.
#![cfg(feature = "sandbox")]
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

#[path = "../support/ports.rs"]
mod ports;
mod programmes;
#[path = "../support/time_authority.rs"]
#[expect(dead_code, reason = "its other conduct is for the tests of the service")]
mod time_authority;
mod two_d_doc;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jiff::Timestamp;
use mon_releve::adapters::exam_records::wire;
use mon_releve::adapters::render::pdf::{Emblem, PdfSettings, Printer, UnsealedPdf};
use mon_releve::adapters::seal::{Level, SealKey, seal, sign};
use mon_releve::domain::exam_file::RecordRef;
use mon_releve::domain::exam_record::ExamRecord;
use mon_releve::domain::issuance::{Issuance, IssuanceId};
use mon_releve::domain::public_url::PublicUrl;
use mon_releve::domain::verification_code::VerificationCode;
use mon_releve::sandbox::people;
use mon_releve::sandbox::seal_keys::{self, SealKeys};
use tempfile::TempDir;

use crate::time_authority::TimeAuthority;

fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "the tools hold certificates against the real time")]
    Timestamp::now()
}

fn records() -> Vec<ExamRecord> {
    people::RECORDS.lines().map(|line| wire::parse(line.as_bytes()).unwrap().released()).collect()
}

fn issuance() -> Issuance {
    Issuance {
        id: IssuanceId::from_random([3; 16]),
        code: VerificationCode::draw(|| 77),
        record: RecordRef::from_random([5; 16]),
        version: 1,
        issued_at: "2026-07-07T08:00:00Z".parse().unwrap(),
    }
}

fn settings() -> PdfSettings {
    PdfSettings {
        public_url: PublicUrl::parse("https://releves.example.org").unwrap(),
        issuer_name: "Ministère chargé de l’agriculture".to_owned(),
        is_sandbox: true,
        emblem: None,
    }
}

fn printer() -> Printer {
    Printer::new(settings()).unwrap()
}

fn key(keys: &SealKeys) -> SealKey {
    SealKey::from_pem(keys.chain_pem.as_bytes(), keys.key_pem.as_bytes(), now()).unwrap()
}

fn sealed(drawn: UnsealedPdf, key: &SealKey) -> Vec<u8> {
    seal(drawn, key, "Ministère chargé de l’agriculture", now()).unwrap().0
}

/// The longest record the contract allows: names of 256 characters, 60 épreuves, 20 parts each.
fn monstrous() -> ExamRecord {
    let mut record = records().swap_remove(0);
    record.candidate.birth_name = "DE-LA-TRÈS-LONGUE-LIGNÉE ".repeat(11).chars().take(256).collect();
    record.candidate.usage_name = Some("W".repeat(256));
    record.candidate.given_names = vec!["Maximilienne-Gwendoline".repeat(3); 12];
    record.exam.label = "Certificat ".repeat(18).trim().to_owned();
    let mut template =
        record.assessments.iter().find(|assessment| !assessment.components.is_empty()).unwrap().clone();
    let part = template.components[0].clone();
    template.components = vec![part; 20];
    template.label = "Épreuve au très long intitulé ".repeat(10);
    record.assessments = vec![template; 60];
    record
}

/// A tool of Debian's or of `tests/python/requirements.txt`; both come with `make test`.
fn run(tool: &str, arguments: &[&str]) -> Output {
    let output = Command::new(tool).args(arguments).output();
    output.unwrap_or_else(|_| panic!("{tool} is missing: run `make test`, which installs it"))
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

struct Bench {
    folder: TempDir,
    files: Vec<PathBuf>,
}

impl Bench {
    /// Files to look at: one of each programme and shape, with both kinds of key.
    fn set_up() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let printer = printer();
        let mut files = Vec::new();
        let emblem = include_bytes!("../fixtures/emblem.png").to_vec();
        let emblem = Some(Emblem::from_png(emblem).unwrap());
        let with_emblem = Printer::new(PdfSettings { emblem, ..settings() }).unwrap();
        let mut records = records();
        records.extend(programmes::of_every_programme());
        records.push(monstrous());
        for (name, keys) in [
            ("p256", seal_keys::throw_away(now()).unwrap()),
            ("rsa", seal_keys::throw_away_rsa(now()).unwrap()),
        ] {
            std::fs::write(folder.path().join(format!("{name}-root.pem")), &keys.root_pem).unwrap();
            let key = key(&keys);
            let step = if name == "p256" { 5 } else { 20 };
            let last = records.len() - 1;
            for index in (0..last - 6).step_by(step).chain(last - 6..=last) {
                let file = folder.path().join(format!("{name}-{index}.pdf"));
                let printer = if index % 2 == 0 { &printer } else { &with_emblem };
                std::fs::write(&file, sealed(printer.draw(&records[index], &issuance()).unwrap(), &key))
                    .unwrap();
                files.push(file);
            }
        }
        Self { folder, files }
    }

    fn path(&self, file: &str) -> String {
        self.folder.path().join(file).to_str().unwrap().to_owned()
    }

    fn of(&self, name: &str) -> Vec<String> {
        let is_of = |file: &&PathBuf| file.file_name().unwrap().to_str().unwrap().starts_with(name);
        self.files.iter().filter(is_of).map(|file| file.to_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn poppler_calls_every_seal_valid_trusted_and_over_the_whole_document() {
    let bench = Bench::set_up();
    for name in ["p256", "rsa"] {
        let store = format!("sql:{}", bench.path(&format!("{name}-nss")));
        std::fs::create_dir(bench.path(&format!("{name}-nss"))).unwrap();
        run("certutil", &["-N", "-d", &store, "--empty-password"]);
        let root = bench.path(&format!("{name}-root.pem"));
        run("certutil", &["-A", "-d", &store, "-n", "root", "-t", "CT,C,C", "-a", "-i", &root]);
        for file in bench.of(&format!("{name}-")) {
            let report = said(&run("pdfsig", &["-nssdir", &bench.path(&format!("{name}-nss")), &file]));
            for words in [
                "Signature is Valid.",
                "Certificate is Trusted.",
                "Total document signed",
                "ETSI.CAdES.detached",
            ] {
                assert!(report.contains(words), "{file}: {words}: {report}");
            }
        }
    }
}

#[test]
fn pyhanko_and_pikepdf_find_everything_a_sealed_transcript_must_be() {
    let bench = Bench::set_up();
    let python = std::env::var("MON_RELEVE_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/check_sealed_pdf.py");
    for name in ["p256", "rsa"] {
        let root = bench.path(&format!("{name}-root.pem"));
        let files = bench.of(&format!("{name}-"));
        let mut arguments = vec![script.to_str().unwrap(), &root];
        arguments.extend(files.iter().map(String::as_str));
        let output = run(&python, &arguments);
        assert!(output.status.success(), "{}", said(&output));
    }
}

#[test]
fn pyhanko_takes_the_stamp_for_a_trusted_one_and_poppler_still_trusts_the_seal() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let authority = TimeAuthority::start();
    for keys in [seal_keys::throw_away(now()).unwrap(), seal_keys::throw_away_rsa(now()).unwrap()] {
        let key = key(&keys);
        let drawn = printer().draw(&records()[0], &issuance()).unwrap();
        let signed = sign(drawn, &key, "Ministère chargé de l’agriculture", now(), Level::Stamped).unwrap();
        let stamp = authority.stamp(signed.signature());
        std::fs::write(path("stamped.pdf"), signed.finish(&key, Some(&stamp)).unwrap().0).unwrap();
        std::fs::write(path("root.pem"), &keys.root_pem).unwrap();
        let python = std::env::var("MON_RELEVE_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/check_sealed_pdf.py");
        let roots = format!("{},{}", path("root.pem"), authority.root());
        let output = run(&python, &[script.to_str().unwrap(), &roots, &path("stamped.pdf")]);
        assert!(output.status.success(), "{}", said(&output));
        let report = said(&run("pdfsig", &["-nocert", &path("stamped.pdf")]));
        assert!(
            report.contains("Signature is Valid.") && report.contains("Total document signed"),
            "{report}"
        );
    }
}

#[test]
fn qpdf_finds_no_syntax_error_and_the_data_come_out_as_they_went_in() {
    let bench = Bench::set_up();
    for file in bench.of("p256-") {
        let output = run("qpdf", &["--check", &file]);
        assert!(output.status.success(), "{}", said(&output));
        let data = bench.path("releve.json");
        assert!(run("pdfdetach", &["-save", "1", "-o", &data, &file]).status.success());
        let data: serde_json::Value = serde_json::from_slice(&std::fs::read(&data).unwrap()).unwrap();
        assert_eq!(data["emission"]["code"], issuance().code.to_string());
    }
}

#[test]
fn the_same_record_gives_the_same_bytes_before_the_seal() {
    let key = key(&seal_keys::throw_away(now()).unwrap());
    let one_page_and_many = [programmes::of_every_programme().swap_remove(0), monstrous()];
    for record in one_page_and_many {
        // What is drawn leaves only sealed: it is the file up to the seal's update.
        let drawn = |printer: Printer| {
            let sealed = sealed(printer.draw(&record, &issuance()).unwrap(), &key);
            let end = sealed.windows(5).position(|window| window == b"%%EOF").unwrap();
            sealed[..end].to_vec()
        };
        assert!(drawn(printer()) == drawn(printer()));
    }
}

#[test]
fn keys_that_make_no_seal_are_refused_with_a_hint() {
    let (one, two) = (seal_keys::throw_away(now()).unwrap(), seal_keys::throw_away(now()).unwrap());
    let much_later = now() + jiff::SignedDuration::from_hours(24 * 365 * 5);
    let refusal = |chain: &str, key: &str, at| SealKey::from_pem(chain.as_bytes(), key.as_bytes(), at).err();
    assert_eq!(refusal(&one.chain_pem, &one.key_pem, now()), None);
    for (chain, key, at) in [
        (one.chain_pem.as_str(), two.key_pem.as_str(), now()),
        (&one.chain_pem, &one.key_pem, much_later),
        (&one.root_pem, &one.key_pem, now()),
        ("", &one.key_pem, now()),
        (&one.chain_pem, "", now()),
        (&one.chain_pem, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", now()),
    ] {
        let refusal = refusal(chain, key, at).expect("a refusal");
        assert!(!refusal.hint().is_empty());
    }
}

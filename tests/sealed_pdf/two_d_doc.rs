//! The 2D-Doc of a transcript, read back by a stock decoder of DataMatrix from the printed page.

use std::path::Path;

use mon_releve::adapters::render::two_d_doc::CodeIssuer;
use mon_releve::adapters::seal::CodeSigner;
use mon_releve::domain::exam_record::Decision;
use rcgen::{CertificateParams, DnType, KeyPair};
use serde_json::Value;

use crate::programmes::of_every_programme;
use crate::{issuance, key, monstrous, now, printer, run, said, sealed};

/// A test authority's certificate and key.
fn signer() -> (CodeSigner, String) {
    let key = KeyPair::generate().unwrap();
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name.push(DnType::CommonName, "TEST 2D-Doc");
    let certificate = parameters.self_signed(&key).unwrap().pem();
    let issuer = CodeIssuer { authority: "FR00".to_owned(), certificate: "TST1".to_owned() };
    let signer = CodeSigner::from_pem(issuer, certificate.as_bytes(), &key.serialize_pem()).unwrap();
    (signer, certificate)
}

#[test]
fn a_scanner_reads_the_award_from_the_page_and_finds_its_signature_good() {
    let (signer, certificate) = signer();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("certificate.pem"), &certificate).unwrap();
    let keys = mon_releve::sandbox::seal_keys::throw_away(now()).unwrap();
    let seal = key(&keys);
    std::fs::write(path("root.pem"), &keys.root_pem).unwrap();
    let python = std::env::var("MON_RELEVE_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = |name: &str| {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python").join(name).display().to_string()
    };
    let mut longest = of_every_programme().swap_remove(0);
    let monstrous = monstrous();
    longest.candidate.birth_name = monstrous.candidate.birth_name;
    longest.candidate.given_names = monstrous.candidate.given_names;
    for (index, record) in of_every_programme().into_iter().step_by(3).chain([longest]).enumerate() {
        let code = signer.code(&record, &issuance()).expect("all of them passed");
        assert_eq!(
            signer.code(&record, &issuance()).as_ref(),
            Some(&code),
            "the same code, so the same document"
        );
        let drawn = printer().draw_with(&record, &issuance(), Some(&code)).unwrap();
        std::fs::write(path("releve.pdf"), sealed(drawn, &seal)).unwrap();
        let output =
            run(&python, &[&script("read_two_d_doc.py"), &path("releve.pdf"), &path("certificate.pem")]);
        assert!(output.status.success(), "{}", said(&output));
        let read: Value = serde_json::from_slice(&output.stdout).unwrap();
        let header = read["header"].as_str().unwrap();
        assert!(header.starts_with("DC04FR00TST1") && header.ends_with("B001FR"), "{header}");
        let fields = &read["fields"];
        assert_eq!(fields["B6"], "F");
        assert_eq!(fields["BF"], "7EA", "2026");
        assert_eq!(fields["01"], issuance().code.compact());
        assert!(fields["B2"].as_str().unwrap().starts_with("DE LA"));
        assert!(read["codes"].as_array().unwrap().len() == 2, "the QR code is read as well: {read}");
        if index > 0 {
            continue;
        }
        let check = run(&python, &[&script("check_sealed_pdf.py"), &path("root.pem"), &path("releve.pdf")]);
        assert!(check.status.success(), "{}", said(&check));
    }
}

#[test]
fn who_did_not_pass_has_no_award_to_show() {
    let (signer, _) = signer();
    let mut record = of_every_programme().swap_remove(0);
    record.decision = Decision::Adjourned;
    assert_eq!(signer.code(&record, &issuance()), None);
}

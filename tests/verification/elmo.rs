//! ELMO as other people's tools see it, and turned hostile.

use std::path::{Path, PathBuf};
use std::process::Command;

use mon_releve::adapters::seal::{seal, seal_elmo};
use mon_releve::ports::rendering::SealedPdf;
use mon_releve::sandbox::seal_keys;
use tempfile::TempDir;

use crate::bench::{Genuine, NAME, count, drawn, elmo, key, now};

fn sealed_by(ministry: &Genuine, index: usize) -> String {
    let key = key(&ministry.keys, now());
    let pdf = seal(drawn(index), &key, NAME, now()).unwrap();
    seal_elmo(&elmo(index, &pdf), &key).unwrap().0
}

/// ELMO of some transcripts in a folder, with the root, for other people's tools.
fn files(ministry: &Genuine, step: usize) -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("root.pem"), &ministry.keys.root_pem).unwrap();
    let file = |index: usize| {
        let path = folder.path().join(format!("{index}.xml"));
        std::fs::write(&path, sealed_by(ministry, index)).unwrap();
        path
    };
    let files = (0..count()).step_by(step).map(file).collect();
    (folder, files)
}

fn run(command: &mut Command) -> String {
    let output = command.output().expect("xmlsec1 or xmllint is missing: run `make test`");
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
    String::from_utf8_lossy(&said).into_owned()
}

#[test]
fn every_transcript_is_valid_against_the_schema() {
    let (_folder, files) = files(&Genuine::new(), 1);
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/elmo");
    run(Command::new("xmllint")
        .args(["--nonet", "--noout", "--schema", "schema.xsd"])
        .args(&files)
        .env("XML_CATALOG_FILES", "catalog.xml")
        .current_dir(schemas));
}

#[test]
fn a_stock_verifier_follows_the_seal_to_our_root() {
    for keys in [seal_keys::throw_away(now()), seal_keys::throw_away_rsa(now())] {
        let (folder, files) = files(&Genuine::sealed_with(keys.unwrap()), 9);
        let root = folder.path().join("root.pem");
        for file in files {
            run(Command::new("xmlsec1").arg("--verify").arg("--trusted-pem").arg(&root).arg(file));
        }
    }
}

#[test]
fn what_is_written_is_canonical_already() {
    let (_folder, files) = files(&Genuine::new(), 9);
    for file in files {
        let canonical = Command::new("xmllint").arg("--c14n").arg(&file).output().unwrap().stdout;
        assert!(canonical == std::fs::read(&file).unwrap(), "{}", file.display());
    }
}

#[test]
fn sealed_elmo_is_valid_with_the_root_alone() {
    for keys in [seal_keys::throw_away(now()), seal_keys::throw_away_rsa(now())] {
        let ministry = Genuine::sealed_with(keys.unwrap());
        let sealed = sealed_by(&ministry, 0);
        assert_eq!(ministry.verdict(sealed.as_bytes()), "VALIDE");
        assert_eq!(Genuine::new().verdict(sealed.as_bytes()), "INCONNU CERTIFICAT_INCONNU");
    }
}

#[test]
fn any_flipped_byte_makes_it_altered() {
    let ministry = Genuine::new();
    let sealed = sealed_by(&ministry, 0).into_bytes();
    let signature = sealed.len() - 4000;
    for at in (0..signature).step_by(211).chain((signature..sealed.len()).step_by(11)) {
        for bit in [0x01, 0x20] {
            let mut flipped = sealed.clone();
            flipped[at] ^= bit;
            let verdict = ministry.verdict(&flipped);
            assert!(verdict.starts_with("ALTERE"), "byte {at}: {verdict}");
        }
    }
}

#[test]
fn nothing_is_added_moved_or_wrapped() {
    let ministry = Genuine::new();
    let (sealed, other) = (sealed_by(&ministry, 0), sealed_by(&ministry, 1));
    let at = sealed.rfind("<Signature ").unwrap();
    let (content, rest) = sealed.split_at(at);
    let signature = rest.strip_suffix("</elmo>").unwrap();
    let other_content = &other[..other.rfind("<Signature ").unwrap()];
    let with = |from: &str, to: &str| sealed.replacen(from, to, 1);
    let inside =
        content.strip_prefix("<elmo xmlns=\"https://github.com/emrex-eu/elmo-schemas/tree/v1\">").unwrap();
    for (name, file) in [
        ("a declaration", format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{sealed}")),
        ("a byte order mark", format!("\u{feff}{sealed}")),
        ("a line end", format!("{sealed}\n")),
        ("a comment", with("<learner>", "<learner><!-- -->")),
        ("a comment in a mark", with("<resultLabel>", "<resultLabel>1<!-- -->")),
        ("a comment before the end", format!("{content}{signature}<!-- --></elmo>")),
        ("an instruction", with("<learner>", "<?x y?><learner>")),
        ("an entity", format!("<!DOCTYPE elmo [<!ENTITY a \"b\">]>{sealed}")),
        ("a namespace", with("<elmo ", "<elmo xmlns:a=\"urn:a\" ")),
        ("an attribute", with("<report>", "<report id=\"1\">")),
        ("a space in a tag", with("<report>", "<report >")),
        (
            "single quotes",
            with(
                "\"https://github.com/emrex-eu/elmo-schemas/tree/v1\"",
                "'https://github.com/emrex-eu/elmo-schemas/tree/v1'",
            ),
        ),
        ("an empty element", with("</DigestMethod>", "</DigestMethod><!-- -->")),
        ("another reference", with("<Reference URI=\"\">", "<Reference URI=\"#learner\">")),
        ("two references", with("</Reference>", "</Reference><Reference URI=\"\"></Reference>")),
        (
            "another transform",
            with(
                "</Transforms>",
                "<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"></Transform></Transforms>",
            ),
        ),
        ("SHA-1", with("xmlenc#sha256", "xmldsig#sha1")),
        ("another method", with("ecdsa-sha256", "ecdsa-sha1")),
        (
            "HMAC",
            with(
                "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
                "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
            ),
        ),
        (
            "exclusive canonicalisation",
            sealed.replace(
                "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
                "http://www.w3.org/2001/10/xml-exc-c14n#",
            ),
        ),
        ("a key of its own", with("<KeyInfo>", "<KeyInfo><KeyName>a</KeyName>")),
        ("base64 in lines", with("</SignatureValue>", "\n</SignatureValue>")),
        ("an object", with("</KeyInfo>", "</KeyInfo><Object>x</Object>")),
        ("no certificate", {
            let start = sealed.find("<KeyInfo>").unwrap();
            let end = sealed.find("</KeyInfo>").unwrap() + "</KeyInfo>".len();
            format!("{}{}", &sealed[..start], &sealed[end..])
        }),
        ("two signatures", format!("{content}{signature}{signature}</elmo>")),
        (
            "a signature in front",
            format!(
                "<elmo xmlns=\"https://github.com/emrex-eu/elmo-schemas/tree/v1\">{signature}{inside}</elmo>"
            ),
        ),
        ("a signature moved", format!("{other_content}{signature}</elmo>")),
        ("wrapped", format!("{other_content}<extension>{sealed}</extension></elmo>")),
        (
            "wrapped with its signature last",
            format!("{other_content}<extension>{content}</elmo></extension>{signature}</elmo>"),
        ),
        ("twice", format!("{sealed}{sealed}")),
    ] {
        let verdict = ministry.verdict(file.as_bytes());
        assert_eq!(verdict, "ALTERE FICHIER_MODIFIE", "{name}");
    }
}

#[test]
fn the_pdf_inside_must_be_genuine_as_well() {
    let (ministry, other) = (Genuine::new(), Genuine::new());
    let key = key(&ministry.keys, now());
    let seal_around = |pdf: Vec<u8>| seal_elmo(&elmo(0, &SealedPdf(pdf)), &key).unwrap().0;
    assert_eq!(ministry.verdict(seal_around(ministry.pdf.clone()).as_bytes()), "VALIDE");
    for pdf in [other.pdf.clone(), b"%PDF-1.7\n".to_vec(), [&ministry.pdf[..], b"\n"].concat()] {
        assert_ne!(ministry.verdict(seal_around(pdf).as_bytes()), "VALIDE");
    }
}

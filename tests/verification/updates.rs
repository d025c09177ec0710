//! Revisions appended to a genuine transcript: shadow attacks, second seals, what tools add when they
//! save. The first revision stays whole in all of them.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::bench::{Genuine, find_all};

/// The file with one more classic revision: these objects, and more members in the trailer.
fn updated(pdf: &[u8], objects: &[(usize, String)]) -> Vec<u8> {
    let text = String::from_utf8_lossy(pdf);
    let member = |key: &str| {
        let rest = &text[text.rfind(key).unwrap() + key.len()..];
        rest.split(['/', '\n', '>']).next().unwrap().trim().to_owned()
    };
    let (root, size, previous) = (member("/Root "), member("/Size "), member("startxref\n"));
    let mut file = pdf.to_vec();
    let mut table = "xref\n".to_owned();
    for (number, object) in objects {
        writeln!(table, "{number} 1\n{:010} 00000 n\r", file.len()).unwrap();
        file.extend_from_slice(format!("{number} 0 obj\n{object}\nendobj\n").as_bytes());
    }
    let start = file.len();
    write!(
        table,
        "trailer\n<</Size {}/Root {root}/Prev {previous}>>\nstartxref\n{start}\n%%EOF\n",
        size.parse::<usize>().unwrap() + 9
    )
    .unwrap();
    file.extend_from_slice(table.as_bytes());
    file
}

/// Number and text of the object of the seal's revision that holds this.
fn object_with(pdf: &[u8], needle: &str) -> (usize, String) {
    let update = &pdf[find_all(pdf, b"%%EOF")[0]..];
    let text = String::from_utf8_lossy(update);
    let at = text.find(needle).unwrap();
    let start = text[..at].rfind(" 0 obj\n").unwrap();
    let number = text[..start].rsplit('\n').next().unwrap().parse().unwrap();
    let body = &text[start + 7..start + text[start..].find("\nendobj").unwrap()];
    (number, body.to_owned())
}

fn stream(content: &str) -> String {
    format!("<</Length {}>>\nstream\n{content}\nendstream", content.len())
}

#[test]
fn shadow_attacks_are_seen() {
    let genuine = Genuine::new();
    let pdf = &genuine.pdf;
    let (page, page_text) = object_with(pdf, "/Type/Page/");
    let free = 9000;
    let white = stream("q 1 1 1 rg 0 0 595 842 re f Q BT /F0 20 Tf 60 400 Td (18,50) Tj ET");
    let contents = page_text.find("/Contents ").unwrap() + 10;
    let number = page_text[contents..].split(' ').next().unwrap();
    let overlaid =
        page_text.replace(&format!("/Contents {number} 0 R"), &format!("/Contents[{number} 0 R {free} 0 R]"));
    let swapped = page_text.replace(&format!("/Contents {number} 0 R"), &format!("/Contents {free} 0 R"));
    assert_ne!(overlaid, page_text);
    let (catalog, catalog_text) = object_with(pdf, "/AcroForm<<");
    for (name, objects) in [
        ("hide", vec![(page, overlaid), (free, white.clone())]),
        ("replace", vec![(number.parse().unwrap(), white.clone())]),
        ("hide and replace", vec![(page, swapped), (free, white)]),
        ("rotate", vec![(page, page_text.replace("/Type/Page/", "/Type/Page/Rotate 90/"))]),
        ("drop the seal", vec![(catalog, catalog_text.replace("/SigFlags 3", "/SigFlags 0"))]),
        (
            "a DSS",
            vec![
                (catalog, catalog_text.replacen("<<", "<</DSS<</Certs[]>>", 1)),
                (free, "<</Type/DSS>>".to_owned()),
            ],
        ),
        ("nothing at all", vec![]),
    ] {
        assert_eq!(genuine.verdict(&updated(pdf, &objects)), "ALTERE FICHIER_MODIFIE", "{name}");
    }
}

#[test]
fn what_other_programs_save_is_not_the_original() {
    let genuine = Genuine::new();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("genuine.pdf"), &genuine.pdf).unwrap();
    let saved = Command::new("qpdf").args([&path("genuine.pdf"), &path("saved.pdf")]).status();
    assert!(saved.expect("qpdf is missing: run `make test`").success());
    let python = std::env::var("MON_RELEVE_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/tamper_with_pdf.py");
    std::fs::write(path("key.pem"), &genuine.keys.key_pem).unwrap();
    std::fs::write(path("chain.pem"), &genuine.keys.chain_pem).unwrap();
    let made = Command::new(python).arg(script).arg(folder.path()).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    for name in ["saved.pdf", "rewritten.pdf", "second-seal.pdf", "second-seal-only.pdf"] {
        let file = std::fs::read(path(name)).unwrap();
        let verdict = genuine.verdict(&file);
        assert!(verdict.starts_with("ALTERE"), "{name}: {verdict}");
    }
}

//! Files made to exhaust whoever opens them. Our verifier follows no object and unpacks no stream before
//! the seal is good, so all end in an answer.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use mon_releve::adapters::seal::LARGEST_FILE;

use crate::bench::{Genuine, find_all};

fn deflated_zeros(length: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let block = vec![0; 1 << 20];
    for _ in 0..length >> 20 {
        encoder.write_all(&block).unwrap();
    }
    encoder.finish().unwrap()
}

/// A small PDF around one object.
fn pdf_with(object: &[u8]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n1 0 obj\n".to_vec();
    file.extend_from_slice(object);
    let start = file.len() + 8;
    file.extend_from_slice(
        format!("\nendobj\nxref\n0 2\n0000000000 65535 f\r\n0000000009 00000 n\r\ntrailer\n<</Size 2/Root 1 0 R/Prev {start}>>\nstartxref\n{start}\n%%EOF\n")
            .as_bytes(),
    );
    file
}

#[test]
fn bombs_end_in_a_clear_answer() {
    let genuine = Genuine::new();
    let zeros = deflated_zeros(256 << 20);
    let length = zeros.len();
    let packed = [
        format!("<</Type/Catalog/Filter/FlateDecode/Length {length}>>\nstream\n").as_bytes(),
        &zeros,
        b"\nendstream",
    ]
    .concat();
    let namespaces: String = (0..100_000).map(|index| format!(" xmlns:n{index}=\"urn:{index}\"")).collect();
    for (name, file) in [
        ("deflate", pdf_with(&packed)),
        ("a loop of objects", pdf_with(b"<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Parent 1 0 R/AF 1 0 R>>")),
        ("nested lists", pdf_with("[".repeat(1_000_000).as_bytes())),
        ("nested dictionaries", pdf_with("<</A".repeat(1_000_000).as_bytes())),
        ("revisions", pdf_with(b"<<>>").repeat(10_000)),
        ("/Prev everywhere", [b"%PDF-1.7\n".to_vec(), b"/Prev 9 ".repeat(400_000)].concat()),
        ("endobj everywhere", [b"%PDF-1.7\n".to_vec(), b"\nendobj".repeat(400_000)].concat()),
        ("startxref everywhere", [b"%PDF-1.7\n".to_vec(), b"startxref\n".repeat(300_000)].concat()),
        ("namespaces", format!("<elmo{namespaces}></elmo>").into_bytes()),
        ("nested elements", "<elmo>".repeat(500_000).into_bytes()),
        (
            "entities",
            b"<!DOCTYPE elmo [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><elmo>&b;</elmo>"
                .to_vec(),
        ),
        ("nested JSON", b"[".repeat(1_000_000)),
        ("50 MB of blanks", vec![b' '; 50_000_000]),
        ("50 MB of digits", [b"%PDF-1.7\n".to_vec(), vec![b'0'; 50_000_000]].concat()),
    ] {
        let verdict = genuine.verdict(&file);
        assert!(verdict.starts_with("INCONNU"), "{name}: {verdict}");
    }
}

/// In our own form up to the seal, so that the verifier goes as far as it ever does.
#[test]
fn bombs_in_our_own_form_end_too() {
    let genuine = Genuine::new();
    let update = find_all(&genuine.pdf, b"%%EOF")[0];
    let name = find_all(&genuine.pdf, b"/Name<FEFF")[0] + 10;
    let filling = LARGEST_FILE - genuine.pdf.len() - 1000;
    let filled = |at: usize, with: &[u8]| {
        let mut file = genuine.pdf.clone();
        file.splice(at..at, with.repeat(filling / with.len()));
        file
    };
    for (at, with) in [
        (update, &b"\nendobj"[..]),
        (update, b"0000000000 00000 n\r\n"),
        (update + 6, b"<</Type/Sig/Filter"),
        (name, b"0041"),
        (genuine.gap().start, b"00"),
        (100, b"\nstream\n"),
    ] {
        let verdict = genuine.verdict(&filled(at, with));
        assert!(verdict.starts_with("ALTERE"), "{verdict}");
    }
    let huge = [&genuine.pdf[..], &vec![0; LARGEST_FILE]].concat();
    assert_eq!(genuine.verdict(&huge), "INCONNU FICHIER_TROP_GRAND");
}

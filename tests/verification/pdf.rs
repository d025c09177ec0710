//! Bytes changed, added, taken away or moved.

use mon_releve::sandbox::seal_keys;

use crate::bench::{Genuine, NAME, drawn, find_all, key, now};
use mon_releve::adapters::seal::seal;

#[test]
fn a_genuine_transcript_is_valid_with_the_root_alone() {
    let genuine = Genuine::new();
    assert_eq!(genuine.verdict(&genuine.pdf), "VALIDE");
    let rsa = Genuine::sealed_with(seal_keys::throw_away_rsa(now()).unwrap());
    assert_eq!(rsa.verdict(&rsa.pdf), "VALIDE");
}

#[test]
fn any_flipped_byte_makes_it_altered() {
    let genuine = Genuine::new();
    let update = find_all(&genuine.pdf, b"%%EOF")[0];
    let places = (0..update).step_by(97).chain((update..genuine.pdf.len()).step_by(13));
    for at in places {
        for bit in [0x01, 0x20, 0x80] {
            let mut flipped = genuine.pdf.clone();
            flipped[at] ^= bit;
            let verdict = genuine.verdict(&flipped);
            assert!(verdict.starts_with("ALTERE"), "byte {at} ^ {bit:#x}: {verdict}");
        }
    }
}

#[test]
fn bytes_added_or_missing_make_it_altered() {
    let genuine = Genuine::new();
    let pdf = &genuine.pdf;
    for added in
        [&b"\n"[..], b" ", b"\0", b"%%EOF\n", b"% a comment\n", b"1 0 obj\n<<>>\nendobj\n", b"PK\x03\x04"]
    {
        for file in [[pdf, added].concat(), [added, pdf].concat()] {
            assert!(genuine.verdict(&file).starts_with("ALTERE"), "{added:?}");
        }
        for at in find_all(pdf, b"%%EOF") {
            let file = [&pdf[..at], added, &pdf[at..]].concat();
            assert!(genuine.verdict(&file).starts_with("ALTERE"), "{added:?} at {at}");
        }
    }
    for length in [pdf.len() - 1, pdf.len() - 6, pdf.len() - 600, pdf.len() * 9 / 10] {
        assert_ne!(genuine.verdict(&pdf[..length]), "VALIDE", "{length}");
    }
    assert_eq!(genuine.verdict(&[&pdf[..], pdf].concat()), "ALTERE FICHIER_MODIFIE", "twice");
    assert_eq!(genuine.verdict(b""), "INCONNU FICHIER_VIDE");
    assert_eq!(genuine.verdict(b"%PDF-1.7\n"), "INCONNU FORMAT_INCONNU");
    assert_eq!(genuine.verdict("Bonjour".as_bytes()), "INCONNU FORMAT_INCONNU");
}

#[test]
fn the_gap_is_exactly_one_text_of_hexadecimal_digits() {
    let genuine = Genuine::new();
    let gap = genuine.gap();
    let digits = std::str::from_utf8(&genuine.pdf[gap.clone()]).unwrap().to_owned();
    let der = digits.trim_end_matches('0').len().next_multiple_of(2);
    let length = digits.len();
    let (cms, padding) = digits.split_at(der);
    let shorter = |by: usize| &padding[..padding.len() - by];
    for other in [
        digits.to_uppercase(),
        format!(" {cms}{}", shorter(1)),
        format!("{cms}\n{}", shorter(1)),
        format!("{}0 {}{}", &cms[..1], &cms[1..], shorter(2)),
        format!("{cms}><{}", shorter(2)),
        format!("{cms}>/Contents<{}", shorter(11)),
        format!("{cms}01{}", shorter(2)),
        format!("{cms}{}01", shorter(2)),
        format!("00{cms}{}", shorter(2)),
        format!("30800000{}", &digits[8..]),
        "0".repeat(length),
        " ".repeat(length),
    ] {
        assert_eq!(other.len(), length);
        let mut file = genuine.pdf.clone();
        file.splice(gap.clone(), other.bytes());
        assert!(genuine.verdict(&file).starts_with("ALTERE"), "{}", &other[..24]);
    }
}

/// The variants of signature wrapping and of universal forgery: what is signed is not what is shown, or
/// there is nothing to check.
#[test]
fn a_seal_that_points_elsewhere_is_no_seal() {
    let genuine = Genuine::new();
    let pdf = &genuine.pdf;
    let at = find_all(pdf, b"/ByteRange[")[0];
    let end = at + pdf[at..].iter().position(|byte| *byte == b']').unwrap();
    let range = std::str::from_utf8(&pdf[at + 11..end]).unwrap().to_owned();
    let numbers: Vec<usize> = range.split(' ').map(|number| number.parse().unwrap()).collect();
    let injected = b"1 0 obj\n<</Type/Catalog>>\nendobj\n";
    let (gap, after, rest) = (numbers[1], numbers[2], numbers[3]);
    let moved = format!("0 {gap:010} {:010} {rest:010}", after + injected.len());
    let between = |range: &str| {
        let wrapped = [&pdf[..after], injected, &pdf[after..]].concat();
        let mut wrapped = wrapped;
        wrapped.splice(at + 11..end, range.bytes());
        wrapped
    };
    for file in [
        between(&range),
        between(&moved),
        genuine.replaced("/ByteRange[0 ", "/ByteRange[1 "),
        genuine.replaced("/ByteRange[", "/ByteRangf["),
        genuine.replaced("/SubFilter/ETSI.CAdES.detached", "/SubFilter/adbe.pkcs7.detached"),
        genuine.replaced("/Type/Sig/Filter", "/Type/Sig/Filtre"),
        genuine.replaced("/SigFlags 3", "/SigFlags 0"),
        genuine.replaced("/TransformParams/P 1/", "/TransformParams/P 3/"),
        genuine.replaced("/Perms<</DocMDP ", "/Perms<</DocMDQ "),
        genuine.replaced("/Type/Annot/Subtype/Widget/FT/Sig", "/Type/Annot/Subtype/Widget/FT/Btn"),
    ] {
        assert!(genuine.verdict(&file).starts_with("ALTERE"));
    }
}

#[test]
fn a_genuine_signature_proves_nothing_on_another_document() {
    let genuine = Genuine::new();
    let gap = genuine.gap();
    let other = seal(drawn(1), &key(&genuine.keys, now()), NAME, now()).unwrap().0;
    let their_gap = Genuine { keys: seal_keys::throw_away(now()).unwrap(), pdf: other.clone() }.gap();
    let mut moved = other.clone();
    moved.splice(their_gap, genuine.pdf[gap.clone()].to_vec());
    assert_eq!(genuine.verdict(&other), "VALIDE");
    assert_eq!(genuine.verdict(&moved), "ALTERE FICHIER_MODIFIE");
    // On a file that never was a transcript, the signature is the only thing of ours.
    let digits = std::str::from_utf8(&genuine.pdf[gap]).unwrap().to_owned();
    let home_made = format!("%PDF-1.7\n1 0 obj\n<</Type/Sig/Contents<{digits}>>>\nendobj\n%%EOF\n");
    assert_eq!(genuine.verdict(home_made.as_bytes()), "INCONNU FORMAT_INCONNU");
}

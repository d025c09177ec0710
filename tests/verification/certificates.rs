//! Whose seal it is, and how it was made.

use std::process::Command;

use jiff::SignedDuration;
use mon_releve::adapters::seal::{Distrust, Trust, seal};
use mon_releve::sandbox::seal_keys;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use x509_cert::Certificate;

use crate::bench::{Genuine, NAME, drawn, key, now, verdict};

fn years(years: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * 365 * years)
}

#[test]
fn a_seal_by_somebody_else_is_not_ours() {
    let (genuine, other) = (Genuine::new(), Genuine::new());
    assert_eq!(other.verdict(&other.pdf), "VALIDE");
    assert_eq!(genuine.verdict(&other.pdf), "INCONNU CERTIFICAT_INCONNU");
    // Our service trusts its own chains, not what else their root may have issued.
    let ours = Trust::in_seals([key(&genuine.keys, now()).chain().to_vec()]);
    assert_eq!(verdict(&genuine.pdf, &ours, now()), "VALIDE");
    assert_eq!(verdict(&other.pdf, &ours, now()), "INCONNU CERTIFICAT_INCONNU");
}

#[test]
fn an_expired_certificate_proves_nothing_without_the_register() {
    let genuine = Genuine::new();
    let root = Trust::in_roots(genuine.keys.root_pem.as_bytes()).unwrap();
    let ours = Trust::in_seals([key(&genuine.keys, now()).chain().to_vec()]);
    let later = now() + years(5);
    assert_eq!(verdict(&genuine.pdf, &root, later), "INCONNU CERTIFICAT_HORS_VALIDITE");
    assert_eq!(verdict(&genuine.pdf, &ours, later), "VALIDE", "the register knows when it was sealed");
    // A key that had expired when it sealed, whatever clock that machine had.
    let long_ago = now() - years(10);
    let keys = seal_keys::throw_away(long_ago).unwrap();
    let expired = key(&keys, long_ago);
    let file = seal(drawn(0), &expired, NAME, now()).unwrap().0;
    let ours = Trust::in_seals([expired.chain().to_vec()]);
    assert_eq!(verdict(&file, &ours, now()), "INCONNU CERTIFICAT_HORS_VALIDITE");
    let root = Trust::in_roots(keys.root_pem.as_bytes()).unwrap();
    assert_eq!(verdict(&file, &root, now()), "INCONNU CERTIFICAT_HORS_VALIDITE");
}

#[test]
fn what_an_earlier_version_sealed_holds() {
    let file = include_bytes!("../fixtures/sealed_2026_11.pdf");
    let root = Trust::in_roots(include_bytes!("../fixtures/sealed_2026_11_root.pem")).unwrap();
    let at = "2026-11-26T15:00:00Z".parse().unwrap();
    assert_eq!(verdict(file, &root, at), "VALIDE");
    let mut changed = file.to_vec();
    let identifier = changed.windows(2).rposition(|two| two == b")<").unwrap() + 2;
    changed[identifier] = if changed[identifier] == b'0' { b'1' } else { b'0' };
    assert_eq!(verdict(&changed, &root, at), "ALTERE FICHIER_MODIFIE", "its identifier is sealed too");
}

/// A root, and a leaf below it with these usages, in DER.
fn issued(
    usages: &[KeyUsagePurpose],
    purposes: &[ExtendedKeyUsagePurpose],
    is_authority: bool,
) -> (String, Certificate) {
    let named = |name: &str| {
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name.push(DnType::CommonName, name);
        parameters
    };
    let (root_key, leaf_key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let mut root = named("TEST racine");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = root.self_signed(&root_key).unwrap();
    let mut leaf = named("TEST feuille");
    leaf.key_usages = usages.to_vec();
    leaf.extended_key_usages = purposes.to_vec();
    if is_authority {
        leaf.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    let leaf = leaf.signed_by(&leaf_key, &Issuer::new(root, root_key)).unwrap();
    let leaf = Certificate::load_pem_chain(leaf.pem().as_bytes()).unwrap().remove(0);
    (certificate.pem(), leaf)
}

#[test]
fn a_leaf_that_is_not_for_signing_documents_seals_nothing() {
    let judged = |usages: &[KeyUsagePurpose], purposes: &[ExtendedKeyUsagePurpose], is_authority| {
        let (root, leaf) = issued(usages, purposes, is_authority);
        Trust::in_roots(root.as_bytes()).unwrap().judge(&[leaf], Some(now()), now())
    };
    let documents = ExtendedKeyUsagePurpose::Other(vec![1, 3, 6, 1, 5, 5, 7, 3, 36]);
    let signing = [KeyUsagePurpose::DigitalSignature];
    assert_eq!(judged(&signing, &[], false), Ok(()));
    assert_eq!(judged(&[KeyUsagePurpose::ContentCommitment], &[documents], false), Ok(()));
    assert_eq!(judged(&signing, &[ExtendedKeyUsagePurpose::ServerAuth], false), Err(Distrust::Purpose));
    assert_eq!(judged(&[], &[], false), Err(Distrust::Purpose));
    assert_eq!(judged(&[KeyUsagePurpose::KeyEncipherment], &[], false), Err(Distrust::Purpose));
    assert_eq!(judged(&signing, &[], true), Err(Distrust::Unknown), "an authority does not seal");
}

#[test]
fn one_certificate_more_or_less_is_another_file() {
    let genuine = Genuine::new();
    let trust = Trust::in_roots(genuine.keys.root_pem.as_bytes()).unwrap();
    let chain = key(&genuine.keys, now()).chain().to_vec();
    assert_eq!(chain.len(), 2);
    assert_eq!(trust.judge(&chain, Some(now()), now()), Ok(()));
    let other = key(&Genuine::new().keys, now()).chain().to_vec();
    let more = [&chain[..], &other[1..]].concat();
    assert_eq!(trust.judge(&more, Some(now()), now()), Err(Distrust::Unknown));
    assert_eq!(trust.judge(&chain[..1], Some(now()), now()), Err(Distrust::Unknown));
    assert_eq!(trust.judge(&[], Some(now()), now()), Err(Distrust::Unknown));
}

/// Signatures that the genuine key itself made, over the right bytes, in other ways than ours. pdfsig
/// accepts most of them.
#[test]
fn the_right_key_signing_in_another_way_is_not_our_seal() {
    let genuine = Genuine::sealed_with(seal_keys::throw_away_rsa(now()).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let blocks: Vec<&str> = genuine.keys.chain_pem.split_inclusive("-----END CERTIFICATE-----").collect();
    std::fs::write(path("leaf.pem"), blocks[0]).unwrap();
    std::fs::write(path("above.pem"), blocks[1]).unwrap();
    std::fs::write(path("key.pem"), &genuine.keys.key_pem).unwrap();
    std::fs::write(path("signed"), genuine.signed_bytes()).unwrap();
    for (name, options) in [
        ("no signing-certificate", &["-md", "sha256"][..]),
        ("CAdES with a signing time", &["-md", "sha256", "-cades"]),
        ("no attributes", &["-md", "sha256", "-noattr"]),
        ("SHA-1", &["-md", "sha1", "-cades"]),
        ("MD5", &["-md", "md5"]),
        ("SHA-512", &["-md", "sha512", "-cades"]),
        ("no certificate", &["-md", "sha256", "-cades", "-nocerts"]),
    ] {
        let made = Command::new("openssl")
            .args([
                "cms",
                "-sign",
                "-binary",
                "-in",
                &path("signed"),
                "-outform",
                "DER",
                "-out",
                &path("cms"),
            ])
            .args(["-signer", &path("leaf.pem"), "-inkey", &path("key.pem"), "-certfile", &path("above.pem")])
            .args(options)
            .output()
            .expect("openssl is missing: run `make test`");
        assert!(made.status.success(), "{name}: {}", String::from_utf8_lossy(&made.stderr));
        let cms = std::fs::read(path("cms")).unwrap();
        assert_eq!(genuine.verdict(&genuine.signed_by(&cms)), "ALTERE FICHIER_MODIFIE", "{name}");
    }
}

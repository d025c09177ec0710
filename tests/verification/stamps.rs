//! A time stamp over the seal (PAdES B-T): what it proves, and that a wrong one is noticed.

use jiff::Timestamp;
use mon_releve::adapters::seal::{Level, SealKey, Trust, examine, sign};
use mon_releve::ports::seal_examiner::Examination;
use mon_releve::sandbox::seal_keys;

use crate::bench::{Genuine, NAME, drawn, find_all, key, now, verdict};
use crate::time_authority::TimeAuthority;

/// A transcript sealed with this key at `said`, with a stamp of now.
fn stamped(authority: &TimeAuthority, key: &SealKey, said: Timestamp) -> Vec<u8> {
    let signed = sign(drawn(0), key, NAME, said, Level::Stamped).unwrap();
    let stamp = authority.stamp(signed.signature());
    signed.finish(key, Some(&stamp)).unwrap().0
}

fn roots(authority: &TimeAuthority, root_pem: &str) -> Trust {
    let authority = std::fs::read_to_string(authority.root()).unwrap();
    Trust::in_roots(format!("{root_pem}{authority}").as_bytes()).unwrap()
}

fn years(count: i64) -> jiff::SignedDuration {
    jiff::SignedDuration::from_hours(24 * 365 * count)
}

#[test]
fn a_trusted_stamp_proves_the_time_when_the_certificate_has_long_expired() {
    let authority = TimeAuthority::start();
    let keys = seal_keys::throw_away(now()).unwrap();
    let file = stamped(&authority, &key(&keys, now()), now());
    let (alone, both) =
        (Trust::in_roots(keys.root_pem.as_bytes()).unwrap(), roots(&authority, &keys.root_pem));
    for trust in [&alone, &both] {
        assert_eq!(verdict(&file, trust, now()), "VALIDE");
    }
    let later = now() + years(5);
    assert_eq!(verdict(&file, &alone, later), "INCONNU CERTIFICAT_HORS_VALIDITE");
    assert_eq!(verdict(&file, &both, later), "VALIDE");
    let after_the_authority = now() + years(20);
    assert_eq!(verdict(&file, &both, after_the_authority), "INCONNU CERTIFICAT_HORS_VALIDITE");
    let Examination::Genuine(sealed) = examine(&file, &both, now()) else { panic!("genuine") };
    let stamp = sealed.stamp.expect("a stamp");
    assert!(stamp.is_trusted && stamp.by.contains("TEST-horodatage"), "{}", stamp.by);
}

#[test]
fn a_key_that_expired_cannot_seal_into_the_past_nor_into_the_future() {
    let authority = TimeAuthority::start();
    let long_ago = now() - years(10);
    let keys = seal_keys::throw_away(long_ago).unwrap();
    let file = stamped(&authority, &key(&keys, long_ago), long_ago);
    let both = roots(&authority, &keys.root_pem);
    assert_eq!(verdict(&file, &both, now()), "INCONNU CERTIFICAT_HORS_VALIDITE");
    let keys = seal_keys::throw_away(now()).unwrap();
    let tomorrow = now() + jiff::SignedDuration::from_hours(24);
    let file = stamped(&authority, &key(&keys, now()), tomorrow);
    let both = roots(&authority, &keys.root_pem);
    assert_eq!(verdict(&file, &both, now()), "INCONNU CERTIFICAT_HORS_VALIDITE");
}

#[test]
fn a_stamp_of_something_else_or_with_a_changed_bit_is_a_change_of_the_file() {
    let authority = TimeAuthority::start();
    let keys = seal_keys::throw_away(now()).unwrap();
    let key = key(&keys, now());
    let signed = sign(drawn(0), &key, NAME, now(), Level::Stamped).unwrap();
    let stamp = authority.stamp(b"something else");
    assert!(signed.finish(&key, Some(&stamp)).is_err(), "we do not deliver it");
    let signed = sign(drawn(0), &key, NAME, now(), Level::Stamped).unwrap();
    assert!(signed.finish(&key, None).is_err(), "nor one without");

    let genuine = Genuine { pdf: stamped(&authority, &key, now()), keys };
    assert_eq!(genuine.verdict(&genuine.pdf), "VALIDE");
    let gap = genuine.gap();
    let der = hex::decode(&genuine.pdf[gap.clone()]).unwrap();
    // id-aa-timeStampToken: the stamp begins there.
    let from = find_all(&der, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 14])[0];
    let length = 4 + usize::from(u16::from_be_bytes([der[2], der[3]]));
    for place in (from..length).step_by(7) {
        let mut changed = der.clone();
        changed[place] ^= 1;
        let mut file = genuine.pdf.clone();
        file.splice(gap.clone(), hex::encode(&changed).into_bytes());
        assert_eq!(genuine.verdict(&file), "ALTERE FICHIER_MODIFIE", "byte {place} of {length}");
    }
}

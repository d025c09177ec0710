use aws_lc_rs::agreement::{self, ECDH_P256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{DecryptionKeys, concat_kdf};

/// Bob's static key of RFC 7518 appendix C.
const BOB: &str = r#"{"kty":"EC","crv":"P-256","use":"enc","alg":"ECDH-ES","kid":"bob",
    "x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
    "d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}"#;
const ALICE_D: &str = "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo";

fn decoded(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).expect("base64url")
}

#[test]
fn the_agreement_of_rfc_7518_appendix_c_gives_its_shared_secret() {
    let alice = agreement::PrivateKey::from_private_key(&ECDH_P256, &decoded(ALICE_D)).expect("a key");
    let bob = [
        vec![4],
        decoded("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ"),
        decoded("e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"),
    ]
    .concat();
    let peer = agreement::UnparsedPublicKey::new(&ECDH_P256, bob);
    let shared = agreement::agree(&alice, peer, (), |shared| Ok(shared.to_vec())).expect("an agreement");
    let expected = [
        158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218,
        128, 106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
    ];
    assert_eq!(shared, expected);
}

#[test]
fn the_key_derivation_of_rfc_7518_appendix_c_gives_its_key() {
    let shared = [
        158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218,
        128, 106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
    ];
    let key = concat_kdf(&shared, "A128GCM", 128, b"Alice", b"Bob");
    assert_eq!(key, decoded("VqqN6vgjbSBcIijNcacQGg"));
}

#[test]
fn the_jwe_of_rfc_7516_appendix_a_1_opens() {
    let keys = DecryptionKeys::parse(include_str!("../../../../tests/fixtures/rfc7516_a1_keys.json"));
    let jwe = include_str!("../../../../tests/fixtures/rfc7516_a1.jwe").trim();
    let opened = keys.expect("keys").decrypt("token", jwe);
    assert_eq!(opened, Ok("The true sign of intelligence is not knowledge but imagination.".to_owned()));
}

/// Every place in which one changed character must keep it shut.
#[test]
fn a_changed_jwe_does_not_open() {
    let keys = DecryptionKeys::parse(include_str!("../../../../tests/fixtures/rfc7516_a1_keys.json"));
    let (keys, jwe) = (keys.expect("keys"), include_str!("../../../../tests/fixtures/rfc7516_a1.jwe").trim());
    for place in (0..jwe.len()).step_by(7) {
        let mut changed = jwe.as_bytes().to_vec();
        changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).expect("ASCII");
        assert!(keys.decrypt("token", &changed).is_err(), "at {place}");
    }
}

#[test]
fn only_keys_that_franceconnect_can_encrypt_to_are_taken() {
    let with = |from: &str, to: &str| format!(r#"{{"keys":[{}]}}"#, BOB.replace(from, to));
    assert!(DecryptionKeys::parse(&with("", "")).is_ok());
    for (from, to) in [
        (r#""use":"enc""#, r#""use":"sig""#),
        ("ECDH-ES", "ECDH-ES+A256KW"),
        (r#""kid":"bob""#, r#""kid":"""#),
        ("P-256", "P-384"),
        ("VEmDZpDX", "AEmDZpDX"),
        (r#""d":"#, r#""dd":"#),
    ] {
        assert!(DecryptionKeys::parse(&with(from, to)).is_err(), "{from} → {to}");
    }
    for text in ["", "{}", r#"{"keys":[]}"#, "[]"] {
        assert!(DecryptionKeys::parse(text).is_err(), "{text}");
    }
    let public = DecryptionKeys::parse(&with("", "")).expect("keys").public_jwks();
    assert!(public[0].get("d").is_none(), "never the private half");
}

#[test]
fn what_is_no_jwe_or_not_for_us_does_not_open() {
    let keys = DecryptionKeys::parse(&format!(r#"{{"keys":[{BOB}]}}"#)).expect("keys");
    for text in ["", "a.b.c", "a.b.c.d.e", "....", "a.b.c.d.e.f", &"a".repeat(100_000)] {
        assert!(keys.decrypt("id_token", text).is_err(), "{text:.20}");
    }
}

use aws_lc_rs::agreement::{self, ECDH_P256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{DecryptionKeys, concat_kdf};

/// RFC 7518 appendix C, with `enc` and length of the vector replaced by ours further below: the
/// agreement itself, between Alice's ephemeral and Bob's static key.
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

/// The derived key of the appendix is for `A128GCM`; its hash input has the same form as ours.
#[test]
fn the_key_derivation_has_the_form_of_rfc_7518_appendix_c() {
    let shared = [7; 32];
    let key = concat_kdf(&shared, b"Alice", b"Bob");
    let mut input = vec![0, 0, 0, 1];
    input.extend_from_slice(&shared);
    input.extend_from_slice(&[0, 0, 0, 7]);
    input.extend_from_slice(b"A256GCM");
    input.extend_from_slice(&[0, 0, 0, 5, 65, 108, 105, 99, 101]);
    input.extend_from_slice(&[0, 0, 0, 3, 66, 111, 98]);
    input.extend_from_slice(&[0, 0, 1, 0]);
    assert_eq!(key, aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &input).as_ref());
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

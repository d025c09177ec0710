//! The transcript as data, turned hostile.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use mon_releve::adapters::seal::seal_json;
use serde_json::{Value, json};

use crate::bench::{Genuine, data, key, now};

/// Sealed data, its parts, and its key to sign anything else with.
struct Sealed {
    ministry: Genuine,
    jws: String,
    header: Value,
    payload: Vec<u8>,
    pair: EcdsaKeyPair,
}

impl Sealed {
    fn new() -> Self {
        let ministry = Genuine::new();
        let jws = seal_json(&data(0), &key(&ministry.keys, now())).unwrap().0;
        let part = |index| URL_SAFE_NO_PAD.decode(jws.split('.').nth(index).unwrap()).unwrap();
        let (_, der) = der::pem::decode_vec(ministry.keys.key_pem.as_bytes()).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der).unwrap();
        let (header, payload) = (serde_json::from_slice(&part(0)).unwrap(), part(1));
        Self { ministry, header, payload, pair, jws }
    }

    /// The genuine key over any header and payload.
    fn signed(&self, header: &str, payload: &[u8]) -> String {
        let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
        let signatures = std::iter::repeat_with(|| {
            self.pair.sign(&SystemRandom::new(), input.as_bytes()).unwrap().as_ref().to_vec()
        });
        let signature = signatures.into_iter().find(|signature| signature[32] < 0x7f).unwrap();
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// The genuine key over the genuine payload, under a header with this member.
    fn with_member(&self, name: &str, value: Value) -> String {
        let mut header = self.header.clone();
        header[name] = value;
        self.signed(&header.to_string(), &self.payload)
    }

    fn verdict(&self, jws: &str) -> String {
        self.ministry.verdict(jws.as_bytes())
    }
}

#[test]
fn sealed_data_are_valid_with_the_root_alone() {
    let sealed = Sealed::new();
    assert_eq!(sealed.verdict(&sealed.jws), "VALIDE");
    let again = sealed.signed(&sealed.header.to_string(), &sealed.payload);
    assert_eq!(sealed.verdict(&again), "VALIDE", "the test signs as the service does");
    assert_eq!(Sealed::new().verdict(&sealed.jws), "INCONNU CERTIFICAT_INCONNU");
}

#[test]
fn any_changed_letter_makes_them_altered() {
    let sealed = Sealed::new();
    for at in (0..sealed.jws.len()).step_by(7) {
        let mut changed = sealed.jws.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let verdict = sealed.ministry.verdict(&changed);
        assert!(verdict.starts_with("ALTERE"), "letter {at}: {verdict}");
    }
    for added in ["\n", " ", "=", ".", "A", "AAAA"] {
        assert_ne!(sealed.verdict(&format!("{}{added}", sealed.jws)), "VALIDE", "{added:?}");
        assert_ne!(sealed.verdict(&format!("{added}{}", sealed.jws)), "VALIDE", "{added:?}");
    }
}

#[test]
fn another_header_by_the_right_key_is_not_our_seal() {
    let sealed = Sealed::new();
    let jwk = json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA" });
    for (name, value) in [
        ("alg", json!("none")),
        ("alg", json!("HS256")),
        ("alg", json!("es256")),
        ("alg", json!("ES384")),
        ("alg", json!(null)),
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("b64", json!(false)),
        ("jwk", jwk),
        ("jku", json!("https://releves.example.org/.well-known/jwks.json")),
        ("x5u", json!("https://releves.example.org/chain.pem")),
        ("cty", json!("json")),
        ("zip", json!("DEF")),
        ("typ", json!("JWT")),
        ("kid", json!("another")),
        ("x5t#S256", json!("another")),
        ("x5c", json!([])),
        ("x5c", json!([sealed.header["x5c"][0]])),
        ("x5c", json!([sealed.header["x5c"][1], sealed.header["x5c"][0]])),
    ] {
        let verdict = sealed.verdict(&sealed.with_member(name, value.clone()));
        assert_ne!(verdict, "VALIDE", "{name}: {value}");
    }
    let header = sealed.header.to_string();
    for header in [
        header.replacen("{", "{\"alg\":\"ES256\",", 1),
        header.replacen("{", "{\"x5c\":[],", 1),
        header.replacen("{", "{ ", 1),
        header.replace("ES256\"", "\\u0045S256\""),
    ] {
        assert!(sealed.verdict(&sealed.signed(&header, &sealed.payload)).starts_with("ALTERE"), "{header}");
    }
}

#[test]
fn one_text_has_one_encoding() {
    let sealed = Sealed::new();
    let parts: Vec<&str> = sealed.jws.split('.').collect();
    let signature = URL_SAFE_NO_PAD.decode(parts[2]).unwrap();
    let with_signature = |signature: &str| format!("{}.{}.{signature}", parts[0], parts[1]);
    // The last letter of 64 bytes carries four bits that mean nothing.
    let loose = format!("{}{}", &parts[2][..85], (parts[2].as_bytes()[85] + 1) as char);
    for other in [
        with_signature(&URL_SAFE.encode(&signature)),
        with_signature(&loose),
        with_signature(&URL_SAFE_NO_PAD.encode([&signature[..], &[0]].concat())),
        with_signature(&URL_SAFE_NO_PAD.encode([&[0], &signature[..]].concat())),
        with_signature(&URL_SAFE_NO_PAD.encode([0; 64])),
        with_signature(&URL_SAFE_NO_PAD.encode(&signature[..63])),
        with_signature(""),
        format!("{}.{}", parts[0], parts[1]),
        format!("{}..{}", parts[0], parts[2]),
        format!("{}.{}.{}", STANDARD.encode(sealed.header.to_string()), parts[1], parts[2]),
    ] {
        // A header without any of the letters in which the alphabets differ is the same in both.
        if other != sealed.jws {
            assert_ne!(sealed.verdict(&other), "VALIDE", "{other}");
        }
    }
    // The payload of another transcript under the same signature.
    let other = seal_json(&data(1), &key(&sealed.ministry.keys, now())).unwrap().0;
    assert_eq!(sealed.verdict(&other), "VALIDE");
    let moved = format!("{}.{}.{}", parts[0], other.split('.').nth(1).unwrap(), parts[2]);
    assert_eq!(sealed.verdict(&moved), "ALTERE FICHIER_MODIFIE");
    assert_eq!(sealed.verdict("eyJ.eyJ.eyJ"), "INCONNU FORMAT_INCONNU");
    // A seal of ours over something that is no transcript.
    let header = sealed.header.to_string();
    assert_eq!(sealed.verdict(&sealed.signed(&header, b"{}")), "INCONNU FORMAT_INCONNU");
}

/// n − s: whoever holds a signature on P-256 can write another one that verifies.
fn mirrored(signature: &[u8]) -> Vec<u8> {
    const ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let mut mirrored = signature.to_vec();
    let mut borrow = 0;
    for (index, order) in hex::decode(ORDER).unwrap().iter().enumerate().rev() {
        let difference = i16::from(*order) - i16::from(signature[32 + index]) - borrow;
        borrow = i16::from(difference < 0);
        mirrored[32 + index] = difference.rem_euclid(256) as u8;
    }
    mirrored
}

#[test]
fn the_other_signature_that_anybody_can_write_is_none_of_ours() {
    let sealed = Sealed::new();
    let (input, signature) = sealed.jws.rsplit_once('.').unwrap();
    let other = mirrored(&URL_SAFE_NO_PAD.decode(signature).unwrap());
    let (_, der) = der::pem::decode_vec(sealed.ministry.keys.key_pem.as_bytes()).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der).unwrap();
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref());
    key.verify(input.as_bytes(), &other).expect("any other library takes it");
    let changed = format!("{input}.{}", URL_SAFE_NO_PAD.encode(other));
    assert!(!sealed.verdict(&changed).starts_with("VALIDE"));
}

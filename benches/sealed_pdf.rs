//! What one sealed transcript costs, split into drawing and sealing, beside the bare signature.
//!
//! `cargo bench --bench sealed_pdf` draws and seals every invented record several times on one thread.

use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use jiff::Timestamp;
use mon_releve::adapters::exam_records::wire;
use mon_releve::adapters::render::pdf::{PdfSettings, Printer};
use mon_releve::adapters::seal::{SealKey, seal};
use mon_releve::domain::exam_file::RecordRef;
use mon_releve::domain::issuance::{Issuance, IssuanceId};
use mon_releve::domain::public_url::PublicUrl;
use mon_releve::domain::verification_code::VerificationCode;
use mon_releve::sandbox::people;
use mon_releve::sandbox::seal_keys::{self, SealKeys};

const ROUNDS: u32 = 10;

fn main() {
    #[expect(clippy::disallowed_methods, reason = "certificates live in the present")]
    let now = Timestamp::now();
    let records: Vec<_> = people::RECORDS
        .lines()
        .map(|line| wire::parse(line.as_bytes()).expect("a record").released())
        .collect();
    let issuance = Issuance {
        id: IssuanceId::from_random([3; 16]),
        code: VerificationCode::draw(|| 77),
        record: RecordRef::from_random([5; 16]),
        version: 1,
        issued_at: now,
    };
    let printer = Printer::new(PdfSettings {
        public_url: PublicUrl::parse("https://releves.example.org").expect("an origin"),
        issuer_name: "Ministère chargé de l’agriculture".to_owned(),
        is_sandbox: true,
        emblem: None,
    })
    .expect("a printer");
    let key = |keys: SealKeys| {
        SealKey::from_pem(keys.chain_pem.as_bytes(), keys.key_pem.as_bytes(), now).expect("a seal")
    };
    let count = ROUNDS * u32::try_from(records.len()).expect("some records");

    let begun = Instant::now();
    for _ in 0..ROUNDS {
        for record in &records {
            printer.draw(record, &issuance).expect("a drawing");
        }
    }
    println!("draw                        {:?}", begun.elapsed() / count);

    let drawn: Vec<_> =
        records.iter().map(|record| printer.draw(record, &issuance).expect("a drawing")).collect();
    for (name, key, floor) in [
        ("P-256", key(seal_keys::throw_away(now).expect("keys")), p256_floor()),
        ("RSA-2048", key(seal_keys::throw_away_rsa(now).expect("keys")), rsa_floor()),
    ] {
        let begun = Instant::now();
        for _ in 0..ROUNDS {
            for pdf in &drawn {
                seal(pdf, &key, "Ministère chargé de l’agriculture", now).expect("a seal");
            }
        }
        let each = begun.elapsed() / count;
        println!(
            "seal and verify, {name:<9}  {each:?}   bare signature {floor:?}, ratio {:.2}",
            ratio(each, floor)
        );
    }
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

fn p256_floor() -> Duration {
    let random = SystemRandom::new();
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
    let begun = Instant::now();
    for _ in 0..1000 {
        pair.sign(&random, &[7; 200]).expect("a signature");
    }
    begun.elapsed() / 1000
}

fn rsa_floor() -> Duration {
    let random = SystemRandom::new();
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key");
    let mut signature = vec![0; pair.public_modulus_len()];
    let begun = Instant::now();
    for _ in 0..200 {
        pair.sign(&RSA_PKCS1_SHA256, &random, &[7; 200], &mut signature).expect("a signature");
    }
    begun.elapsed() / 200
}

//! Whether the time of a comparison tells how much of a secret was guessed (dudect, <https://eprint.iacr.org/2016/1123>).
//!
//! `cargo bench --bench constant_time` compares guesses of two kinds in random order, those that are wrong from the
//! first character and those that are wrong in the last, and prints Welch's t of their times. Beyond 4.5 the kinds can
//! be told apart. The last line is a bare `==` on a long text, which shows that the method would see it.

use std::hint::black_box;
use std::time::Instant;

use mon_releve::config::Settings;
use mon_releve::domain::hand_off::CodeChallenge;
use mon_releve::domain::share::{Pin, PinHash};
use mon_releve::domain::verification_code::VerificationCode;

const COMPARISONS: usize = 400_000;
/// The slowest share of the times is the machine's own doing.
const KEPT: f64 = 0.9;

/// Mean and variance of one kind.
#[derive(Default)]
struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        let before = value - self.mean;
        self.mean += before / self.count;
        self.squares += before * (value - self.mean);
    }

    fn variance_of_mean(&self) -> f64 {
        self.squares / (self.count - 1.0) / self.count
    }
}

/// Welch's t of the times of two kinds of guesses.
fn t(compare: impl Fn(&str) -> bool, early: &str, late: &str) -> f64 {
    let mut times = Vec::with_capacity(COMPARISONS);
    // One place in memory for both: where a text lies has a time of its own.
    let mut guess = String::with_capacity(early.len());
    for _ in 0..COMPARISONS {
        let is_late = fastrand::bool();
        guess.clear();
        guess.push_str(if is_late { late } else { early });
        let begun = Instant::now();
        assert!(!black_box(compare(black_box(&guess))), "every guess is wrong");
        times.push((is_late, begun.elapsed().as_nanos() as f64));
    }
    let mut sorted: Vec<f64> = times.iter().map(|(_, time)| *time).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let slowest = sorted[(sorted.len() as f64 * KEPT) as usize];
    let mut kinds = [Moments::default(), Moments::default()];
    for (is_late, time) in times.into_iter().filter(|(_, time)| *time <= slowest) {
        kinds[usize::from(is_late)].add(time);
    }
    let [early, late] = kinds;
    (early.mean - late.mean) / (early.variance_of_mean() + late.variance_of_mean()).sqrt()
}

/// The text with another first, or another last character. Another of the same kind: how long it takes to see that a
/// guess is well formed may depend on the guess, which is no secret.
fn guesses(secret: &str) -> (String, String) {
    let other = |character: char| match character {
        '0' => '1',
        '1'..='9' => '0',
        'a' => 'b',
        'b'..='z' => 'a',
        'A' => 'B',
        _ => 'A',
    };
    let first = secret.chars().next().expect("a text");
    let last = secret.chars().next_back().expect("a text");
    (
        format!("{}{}", other(first), &secret[first.len_utf8()..]),
        format!("{}{}", &secret[..secret.len() - last.len_utf8()], other(last)),
    )
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let secret = "5f0c6f3bb2a04d0c9f6d6a1f4a5b8a77d1e1a0b3c2d4e5f60718293a4b5c6d7e";
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, secret.as_bytes());
    let file = include_str!("../config/partners/lycee-exemple.toml");
    let lines = file.lines().map(|line| match line.starts_with("client_secret_sha256") {
        true => format!("client_secret_sha256 = \"{}\"", hex::encode(hash)),
        false => line.to_owned(),
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    std::fs::write(folder.path().join("lycee-exemple.toml"), text).expect("a file");
    let settings = [
        ("MON_RELEVE__SERVER__ENVIRONMENT".to_owned(), "test".to_owned()),
        ("MON_RELEVE__PARTNERS__DIR".to_owned(), folder.path().to_string_lossy().into_owned()),
    ];
    let Ok((_, sites)) = Settings::load_sites(&[], settings) else { panic!("the registry is good") };
    assert!(sites.with_secret("lycee-exemple", secret).is_some(), "the right secret");

    let code = VerificationCode::draw(|| 7);
    let pin = PinHash::of(&Pin::parse("48151623").expect("a PIN"), &code);
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let challenge = CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").expect("a challenge");
    let long = "x".repeat(4096);

    let told = |name: &str, t: f64| println!("{name:<34} t = {t:>8.2}");
    let (early, late) = guesses(secret);
    told("secret of a site", t(|guess| sites.with_secret("lycee-exemple", guess).is_some(), &early, &late));
    let (early, late) = guesses("48151623");
    let is_pin = |guess: &str| Pin::parse(guess).is_ok_and(|guess| pin.is_of(&guess, &code));
    told("PIN of a share", t(is_pin, &early, &late));
    let (early, late) = guesses(verifier);
    told("verifier of a code (PKCE)", t(|guess| challenge.is_met_by(guess), &early, &late));
    let (early, late) = guesses(&long);
    told("bare ==, to show what it would be", t(|guess| guess == black_box(long.as_str()), &early, &late));
}

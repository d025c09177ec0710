//! Invented candidates.

use std::fmt::Write;

use fastrand::Rng;

/// Family names there are.
const FAMILY_NAMES: f64 = 500_000.0;
/// How many of them are about as common as the first, which three people in a thousand bear, as in France (INSEE,
/// *Fichier des noms de famille*).
const COMMON_FAMILY_NAMES: f64 = 40.0;

const SYLLABLES: [&str; 32] = [
    "BRA", "CHE", "DOU", "FLO", "GRI", "JAU", "KER", "LAN", "MOR", "NAY", "PEL", "QUI", "ROU", "SAV", "TRE",
    "VAL", "BEL", "COR", "DRI", "FON", "GAL", "HOU", "LES", "MAR", "NOU", "PRA", "RIC", "SOL", "TAU", "VER",
    "YVE", "ZAR",
];

/// From the most common on.
const GIVEN_NAMES: [[&str; 24]; 2] = [
    [
        "Camille",
        "Léa",
        "Manon",
        "Chloé",
        "Emma",
        "Marie",
        "Océane",
        "Laura",
        "Mathilde",
        "Pauline",
        "Lucie",
        "Clémence",
        "Justine",
        "Élise",
        "Noémie",
        "Anaïs",
        "Solène",
        "Maëlle",
        "Lou-Anne",
        "Agathe",
        "Apolline",
        "Héloïse",
        "Maïwenn",
        "Philippine",
    ],
    [
        "Thomas",
        "Lucas",
        "Théo",
        "Hugo",
        "Maxime",
        "Alexandre",
        "Antoine",
        "Clément",
        "Valentin",
        "Quentin",
        "Baptiste",
        "Romain",
        "Mathieu",
        "Jean-Baptiste",
        "Loïc",
        "Rémi",
        "Étienne",
        "Maël",
        "Gaëtan",
        "Tanguy",
        "Côme",
        "François-Xavier",
        "Zéphirin",
        "Barthélemy",
    ],
];

const COMMUNES: [&str; 40] = [
    "35238", "44109", "31555", "69383", "13205", "33063", "59350", "67482", "34172", "06088", "76540",
    "51454", "42218", "21231", "49007", "38185", "63113", "80021", "57463", "25056", "45234", "14118",
    "12202", "81004", "48095", "15014", "19272", "87085", "86194", "85191", "72181", "53130", "50129",
    "22278", "29232", "56260", "97411", "2A004", "64445", "75112",
];

const COUNTRIES: [&str; 8] = ["99139", "99352", "99350", "99131", "99109", "99134", "99341", "99208"];

/// One candidate.
#[derive(Clone)]
pub(super) struct Candidate {
    number: u64,
    family_name: String,
    given_names: Vec<&'static str>,
    gender: usize,
    pub(super) year_of_birth: u16,
    month: u8,
    day: u8,
    /// `None` abroad.
    commune: Option<&'static str>,
    country: &'static str,
}

/// An index below `count`, the n-th in proportion to 1 / (n + `common`) (Zipf and Mandelbrot).
fn by_frequency(random: &mut Rng, count: f64, common: f64) -> usize {
    (common * ((count + common) / common).powf(random.f64()) - common) as usize
}

/// The family name of a rank: ranks in base 32, one syllable a digit.
fn family_name(rank: usize) -> String {
    let mut name = String::from(SYLLABLES[rank % 32]);
    let mut rest = rank / 32;
    loop {
        name.push_str(SYLLABLES[(rest + rank) % 32]);
        rest /= 32;
        if rest == 0 {
            return name + "-TEST";
        }
    }
}

fn given_names(random: &mut Rng, gender: usize) -> Vec<&'static str> {
    let names = &GIVEN_NAMES[gender];
    let mut chosen: Vec<&str> = Vec::new();
    for _ in 0..random.usize(1..=3) {
        let name = names[by_frequency(random, names.len() as f64, 1.0)];
        if !chosen.contains(&name) {
            chosen.push(name);
        }
    }
    chosen
}

impl Candidate {
    pub(super) fn invent(random: &mut Rng, number: u64) -> Self {
        let gender = random.usize(0..2);
        let is_from_abroad = random.u8(0..100) < 6;
        // Days nobody knows are those of people whose papers come from far away.
        let (month, day) = match is_from_abroad.then(|| random.u8(0..10)) {
            Some(0) => (0, 0),
            Some(1) => (random.u8(1..=12), 0),
            _ => (random.u8(1..=12), random.u8(1..=28)),
        };
        let country = if is_from_abroad { random.choice(COUNTRIES).unwrap_or("99139") } else { "99100" };
        Self {
            number,
            family_name: family_name(by_frequency(random, FAMILY_NAMES, COMMON_FAMILY_NAMES)),
            given_names: given_names(random, gender),
            gender,
            year_of_birth: random.u16(1955..=2004),
            month,
            day,
            commune: if is_from_abroad { None } else { random.choice(COMMUNES) },
            country,
        }
    }

    /// Born with this one, and called otherwise.
    pub(super) fn twin(&self, random: &mut Rng, number: u64) -> Self {
        let gender = random.usize(0..2);
        let mut given_names = given_names(random, gender);
        if given_names[0] == self.given_names[0] {
            given_names.insert(0, "Gwenn");
        }
        Self { number, gender, given_names, ..self.clone() }
    }

    /// Called and born as this one, somewhere else.
    pub(super) fn homonym(&self, random: &mut Rng, number: u64) -> Self {
        let here = COMMUNES.iter().position(|commune| Some(*commune) == self.commune).unwrap_or_default();
        let elsewhere = COMMUNES[(here + random.usize(1..COMMUNES.len())) % COMMUNES.len()];
        Self { number, commune: Some(elsewhere), country: "99100", ..self.clone() }
    }

    /// The beginning of a record, up to the exam.
    pub(super) fn write_head(&self, line: &mut String, record: u64) {
        let letter = char::from(b'A' + (record % 26) as u8);
        let _ = write!(
            line,
            "{{\"schemaVersion\":1,\"ina\":\"TEST{}\",\"numGestion\":\"{:010}{letter}\",\"ine\":null,\
             \"candidat\":{{\"nomNaissance\":\"{}\",\"nomUsage\":null,\"prenoms\":[",
            base_36(self.number),
            record % 10_000_000_000,
            self.family_name,
        );
        for (index, name) in self.given_names.iter().enumerate() {
            let _ = write!(line, "{}\"{name}\"", if index == 0 { "" } else { "," });
        }
        let _ = write!(
            line,
            "],\"dateNaissance\":\"{:04}-{:02}-{:02}\",\"sexe\":\"{}\",\"communeNaissance\":",
            self.year_of_birth,
            self.month,
            self.day,
            ["F", "M"][self.gender],
        );
        match self.commune {
            Some(commune) => {
                let _ = write!(line, "\"{commune}\"");
            }
            None => line.push_str("null"),
        }
        let _ = write!(line, ",\"paysNaissance\":\"{}\"}},", self.country);
    }
}

/// Seven digits and capitals, which no two numbers share.
fn base_36(mut number: u64) -> String {
    let mut digits = [b'0'; 7];
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(number % 36) as usize];
        number /= 36;
    }
    digits.iter().copied().map(char::from).collect()
}

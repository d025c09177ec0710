//! As many candidates as come on a real day, where each comes once: who hands the same transcript over for the
//! hundredth time has a history to be shown.

use mon_releve::adapters::exam_records::wire;
use mon_releve::sandbox::generator::Generator;
use mon_releve::sandbox::people::Person;

use super::support::candidates::person;

/// Hand-offs of some seconds.
const RECORDS: usize = 3000;

/// Invented people whom FranceConnect knows, with their records.
pub struct Crowd {
    pub people: Vec<Person>,
    /// In the import contract, one a line.
    pub records: String,
}

impl Crowd {
    pub fn invent() -> Self {
        let lines: Vec<_> = Generator::new(1).expect("a generator").take(RECORDS).collect();
        let candidates = lines.iter().map(|line| wire::parse(line.as_bytes()).expect("a record").candidate);
        let people = candidates.enumerate().map(|(number, candidate)| person(&candidate, number));
        Self { people: people.collect(), records: lines.join("\n") }
    }
}

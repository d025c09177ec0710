//! Invented exam records without end, in the import contract: the same ones for the same seed.
//!
//! Frequencies are those of real life where they matter for finding people again: few family names are
//! common and many are rare, some people sat several exams, some are twins, a few are full homonyms, some were
//! born abroad or on a day nobody knows, and some records were corrected. Nobody exists: every family name
//! is made of syllables and ends in `-TEST`, as does no real identifier.

mod people;
mod programmes;

use std::fmt::Write;

use fastrand::Rng;

use self::people::Candidate;
use self::programmes::Programme;

/// Of a hundred records, how many are corrected in the next line.
const CORRECTED: u8 = 1;
/// Of a hundred people, how many have a twin who sat the same exam.
const WITH_TWIN: u8 = 2;
/// Of ten thousand people, how many have a full homonym born elsewhere.
const WITH_HOMONYM: u16 = 10;

/// Records one after the other, each one line without its end.
pub struct Generator {
    random: Rng,
    programmes: Vec<Programme>,
    people: u64,
    records: u64,
    /// Lines that are written and not handed over yet, last one first.
    waiting: Vec<String>,
}

impl Generator {
    /// The records of a seed.
    ///
    /// # Errors
    /// When the invented records of the sandbox, which lend their exams, cannot be read.
    pub fn new(seed: u64) -> Result<Self, serde_json::Error> {
        Ok(Self {
            random: Rng::with_seed(seed),
            programmes: programmes::of_the_sandbox()?,
            people: 0,
            records: 0,
            waiting: Vec::new(),
        })
    }

    /// One person more, and everybody who comes with them.
    fn family(&mut self) {
        let candidate = Candidate::invent(&mut self.random, self.people);
        self.people += 1;
        let mut family = vec![candidate];
        if self.random.u8(0..100) < WITH_TWIN {
            family.push(family[0].twin(&mut self.random, self.people));
            self.people += 1;
        }
        if self.random.u16(0..10_000) < WITH_HOMONYM {
            family.push(family[0].homonym(&mut self.random, self.people));
            self.people += 1;
        }
        for candidate in &family {
            self.career(candidate);
        }
        self.waiting.reverse();
    }

    /// The records of one person: mostly one, of different exams.
    fn career(&mut self, candidate: &Candidate) {
        let exams = match self.random.u8(0..100) {
            0..78 => 1,
            78..96 => 2,
            _ => 3,
        };
        let first = self.random.usize(0..self.programmes.len());
        for exam in 0..exams {
            let programme = &self.programmes[(first + exam) % self.programmes.len()];
            let session = candidate.year_of_birth + 18 + 2 * exam as u16;
            let school = self.random.u16(1..900);
            let number = self.records;
            self.records += 1;
            let versions = if self.random.u8(0..100) < CORRECTED { 2 } else { 1 };
            for version in 1..=versions {
                let mut line = String::with_capacity(4096);
                candidate.write_head(&mut line, number);
                programme.write(&mut line, &mut self.random, session, school);
                let _ = write!(line, ",\"version\":{version}}}");
                self.waiting.push(line);
            }
        }
    }
}

impl Iterator for Generator {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        if self.waiting.is_empty() {
            self.family();
        }
        self.waiting.pop()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Generator;
    use crate::adapters::exam_records::wire;

    fn lines(seed: u64, count: usize) -> Vec<String> {
        Generator::new(seed).unwrap().take(count).collect()
    }

    #[test]
    fn every_line_is_a_record_of_the_contract_and_nobody_exists() {
        let (mut abroad, mut partial, mut corrections) = (0, 0, 0);
        let mut versions = HashSet::new();
        for line in lines(1, 5000) {
            let record = wire::parse(line.as_bytes()).unwrap_or_else(|invalid| panic!("{invalid} in {line}"));
            assert!(record.candidate.birth_name.ends_with("-TEST"));
            assert!(record.candidate.ina.as_str().starts_with("TEST"));
            abroad += usize::from(line.contains("\"communeNaissance\":null"));
            partial += usize::from(line.contains("-00\""));
            corrections += usize::from(record.version > 1);
            let key = (record.candidate.ina.as_str().to_owned(), record.exam.key(), record.version);
            assert!(versions.insert(key), "{line}");
        }
        assert!(
            (100..700).contains(&abroad) && (5..200).contains(&partial) && (20..120).contains(&corrections)
        );
    }

    #[test]
    fn the_same_seed_gives_the_same_records_and_another_one_others() {
        assert_eq!(lines(7, 300), lines(7, 300));
        assert_ne!(lines(7, 300), lines(8, 300));
    }

    #[test]
    fn common_names_are_common_and_rare_ones_rare() {
        let mut names = std::collections::HashMap::<String, usize>::new();
        for line in lines(3, 5000) {
            let record = wire::parse(line.as_bytes()).unwrap();
            *names.entry(record.candidate.birth_name).or_default() += 1;
        }
        let most = names.values().max().copied().unwrap_or_default();
        let share = most as f64 / 5000.0;
        assert!(
            (0.002..0.02).contains(&share) && names.len() > 1500,
            "{most} of the most common, {} names",
            names.len()
        );
    }
}

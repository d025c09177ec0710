//! Communes whose code changed, from INSEE's *code officiel géographique*.
//!
//! A birth is registered under the code of its day. Other registers may hold the code that the place bears
//! since: renumbered (Corsica in 1976, Seine and Seine-et-Oise in 1968, Mayotte in 2008), merged into
//! another commune, or the code of the whole city instead of one district of Paris, Lyon or Marseille.

use std::collections::HashMap;

use super::insee::CommuneCode;

/// Which codes may name the place of one birth.
///
/// The table built in is made by `scripts/cog_table.py` from INSEE's data under the Licence Ouverte; a
/// later edition can be read from a file in the same form.
#[derive(Clone, Debug)]
pub struct CommuneHistory {
    /// Former code → code of the same place today.
    renumbered: HashMap<CommuneCode, CommuneCode>,
    /// Former commune or district → the commune it belongs to today.
    part_of: HashMap<CommuneCode, CommuneCode>,
    /// Which edition, as the table says in a comment.
    edition: Option<String>,
}

/// A line of a table that cannot be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("line {line}: {reason}")]
pub struct InvalidTable {
    /// Number of the line, from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: &'static str,
}

impl CommuneHistory {
    /// The table this program was built with.
    pub fn built_in() -> Self {
        Self::parse(include_str!("communes.txt")).expect("the table built in is read by a test")
    }

    /// Reads a table: `A=B` for a place renumbered from B to A, `A<B C` for B and C that became part of A or
    /// are districts of it; `#` begins a comment.
    ///
    /// # Errors
    /// At the first line of another form, or with a code that already stands elsewhere as a former one.
    pub fn parse(text: &str) -> Result<Self, InvalidTable> {
        let mut history = Self { renumbered: HashMap::new(), part_of: HashMap::new(), edition: None };
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if history.edition.is_none() && line.starts_with('#') {
                history.edition = edition(line);
            }
            if !line.is_empty() && !line.starts_with('#') {
                history.read(line).map_err(|reason| InvalidTable { line: index + 1, reason })?;
            }
        }
        Ok(history)
    }

    fn read(&mut self, line: &str) -> Result<(), &'static str> {
        let code = |text: &str| CommuneCode::parse(text).map_err(|_| "expected codes of communes");
        let sign = line.find(['=', '<']).ok_or("expected A=B or A<B C")?;
        let today = code(&line[..sign])?;
        for former in line[sign + 1..].split_ascii_whitespace() {
            let former = code(former)?;
            if self.renumbered.contains_key(&former) || self.part_of.contains_key(&former) {
                return Err("a code changed twice");
            }
            let changes =
                if line[sign..].starts_with('=') { &mut self.renumbered } else { &mut self.part_of };
            changes.insert(former, today.clone());
        }
        Ok(())
    }

    /// Which edition of INSEE's table this is, such as `2026`; goes into the trail with what it decided.
    pub fn edition(&self) -> Option<&str> {
        self.edition.as_deref()
    }

    /// Whether both codes may stand for the place of one birth: the same place, or one that is part of the
    /// other.
    ///
    /// Two parts of the same commune are two places: a birth in the 7th district of Paris was not in the
    /// 12th, nor one in a village in another that later merged with it.
    pub fn may_name_one_place(&self, one: &CommuneCode, other: &CommuneCode) -> bool {
        let [one, other] = [self.today(one), self.today(other)];
        one == other || self.part_of.get(one) == Some(other) || self.part_of.get(other) == Some(one)
    }

    fn today<'a>(&'a self, code: &'a CommuneCode) -> &'a CommuneCode {
        self.renumbered.get(code).unwrap_or(code)
    }
}

/// The word behind "edition" in a comment: digits, for it goes into the trail.
fn edition(comment: &str) -> Option<String> {
    let mut words = comment.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.find(|word| word.eq_ignore_ascii_case("edition"))?;
    let edition = words.next()?;
    (edition.len() <= 8 && edition.bytes().all(|byte| byte.is_ascii_digit())).then(|| edition.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{CommuneHistory, InvalidTable};
    use crate::domain::insee::CommuneCode;

    fn one_place(one: &str, other: &str) -> bool {
        let code = |text| CommuneCode::parse(text).expect("a code");
        let history = CommuneHistory::built_in();
        let found = history.may_name_one_place(&code(one), &code(other));
        assert_eq!(found, history.may_name_one_place(&code(other), &code(one)), "{one} {other}");
        found
    }

    #[test]
    fn a_code_and_what_became_of_it_name_one_place() {
        for (one, other, why) in [
            ("12202", "12202", "the same code"),
            ("75112", "75056", "a district of Paris and Paris"),
            ("69383", "69123", "a district of Lyon and Lyon"),
            ("13201", "13055", "a district of Marseille and Marseille"),
            ("20004", "2A004", "Ajaccio before 1976"),
            ("20033", "2B033", "Bastia before 1976"),
            ("75012", "92012", "Boulogne, Seine before 1968"),
            ("78646", "78646", "Versailles, of Seine-et-Oise and of Yvelines"),
            ("78228", "91228", "Évry, Seine-et-Oise before 1968"),
            ("91182", "91228", "Courcouronnes, merged into Évry in 2019"),
            ("78182", "91228", "Courcouronnes by its code before 1968"),
            ("78182", "91182", "Courcouronnes by its two codes"),
            ("01126", "01033", "a village merged into Valserhône in 2019"),
            ("98511", "97611", "Mamoudzou before 2008"),
            ("97123", "97701", "Saint-Barthélemy before 2008"),
        ] {
            assert!(one_place(one, other), "{why}");
        }
    }

    #[test]
    fn neighbours_districts_and_later_partners_are_other_places() {
        for (one, other, why) in [
            ("12202", "12145", "two communes"),
            ("75107", "75112", "two districts of Paris"),
            ("75056", "69123", "two cities"),
            ("75107", "69123", "a district of another city"),
            ("01126", "01018", "two villages that merged in 2019"),
            ("2A004", "2B004", "the same number in the two departments"),
            ("20004", "2B033", "another commune of Corsica"),
            ("75012", "75056", "Boulogne is not Paris"),
            ("99999", "99998", "codes of nowhere"),
        ] {
            assert!(!one_place(one, other), "{why}");
        }
    }

    #[test]
    fn the_table_holds_all_of_the_history() {
        let history = CommuneHistory::built_in();
        assert!(history.renumbered.len() > 800, "{}", history.renumbered.len());
        assert!(history.part_of.len() > 3400, "{}", history.part_of.len());
        let corsica = |(old, _): &(&CommuneCode, &CommuneCode)| old.as_str().starts_with("20");
        assert_eq!(history.renumbered.iter().filter(corsica).count(), 360);
    }

    #[test]
    fn a_broken_table_names_its_line() {
        for (text, line) in [("01033<01126\nnothing", 2), ("01033<1126", 1), ("# x\n\nA=B", 3), ("é<é", 1)]
        {
            assert_eq!(CommuneHistory::parse(text).map_err(|error| error.line).err(), Some(line), "{text}");
        }
        let twice = CommuneHistory::parse("01033<01126\n01015<01126");
        assert_eq!(twice.err(), Some(InvalidTable { line: 2, reason: "a code changed twice" }));
    }
}

//! What a 2D-Doc of type B0 (*justificatif académique*, version 04, perimeter ANTS) says of a transcript: header
//! and message, without their signature.
//!
//! The type is for an award, so there is none for a candidate who did not pass, nor for a diploma that the
//! specification has no code of. The country of birth is mandatory in it and stays unsaid (`XX`), as everywhere
//! on what is handed on; so do INE and place of birth.

use jiff::civil::{Date, date};

use crate::domain::canonical_name::CanonicalName;
use crate::domain::exam_record::{Diploma, ExamRecord, Mention};
use crate::domain::issuance::Issuance;
use crate::domain::pivot_identity::Gender;

/// Ends a value of varying length.
const GROUP: char = '\u{1D}';
/// Ends one that was cut.
const RECORD: char = '\u{1E}';

/// Which certificate signs, as the list of trusted authorities names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeIssuer {
    /// The authority, such as `FR03`.
    pub authority: String,
    /// Its name for the certificate, such as `AV01`.
    pub certificate: String,
}

/// Header and message; `None` where there is no award to say.
pub fn award(record: &ExamRecord, issuance: &Issuance, issuer: &CodeIssuer) -> Option<String> {
    let diploma = diploma(record.exam.diploma).filter(|_| record.decision.is_pass())?;
    let paris = jiff::tz::TimeZone::get("Europe/Paris").unwrap_or(jiff::tz::TimeZone::UTC);
    let day = days(issuance.issued_at.to_zoned(paris).date());
    let mut text = format!("DC04{}{}{day}{day}B001FR", issuer.authority, issuer.certificate);
    let candidate = &record.candidate;
    let mut fixed = |id: &str, value: &str| text.extend([id, value]);
    fixed("B6", gender(candidate.gender));
    fixed("B7", &birthdate(&candidate.birthdate.to_string()));
    fixed("B9", "XX");
    fixed("BD", diploma.level);
    fixed("BG", diploma.code);
    fixed("BA", mention(record.mention));
    fixed("BF", &format!("{:03X}", record.exam.session));
    if let Some(ects) = record.ects {
        fixed("BE", &format!("{ects:03}"));
    }
    varying(&mut text, "B0", &given_names(&candidate.given_names), 60);
    varying(&mut text, "B2", &upper(&candidate.birth_name), 38);
    if let Some(name) = &candidate.usage_name {
        varying(&mut text, "B3", &upper(name), 38);
    }
    let speciality = record.exam.speciality.as_ref().unwrap_or(&record.exam.label);
    varying(&mut text, "BH", "AGRICULTURE", 30);
    varying(&mut text, "BI", &upper(&record.exam.label), 30);
    varying(&mut text, "BJ", &upper(speciality), 30);
    // The last one needs no end.
    text.push_str("01");
    text.push_str(&issuance.code.compact());
    Some(text)
}

fn varying(text: &mut String, id: &str, value: &str, longest: usize) {
    text.push_str(id);
    let kept: String = value.chars().take(longest).collect();
    let is_cut = kept.len() < value.len();
    text.push_str(kept.trim_end());
    text.push(if is_cut { RECORD } else { GROUP });
}

/// Days since 2000-01-01, four hexadecimal digits.
fn days(day: Date) -> String {
    let since = day.duration_since(date(2000, 1, 1)).as_hours() / 24;
    format!("{since:04X}")
}

/// Capital letters and spaces alone.
fn upper(text: &str) -> String {
    CanonicalName::of(text).map(|name| name.as_str().to_owned()).unwrap_or_default()
}

/// At most six, with a bar between two.
fn given_names(names: &[String]) -> String {
    names.iter().take(6).map(|name| upper(name)).collect::<Vec<_>>().join("/")
}

/// `JJMMAAAA` of `AAAA-MM-JJ`.
fn birthdate(text: &str) -> String {
    text.split('-').rev().collect()
}

fn gender(gender: Gender) -> &'static str {
    match gender {
        Gender::Female => "F",
        Gender::Male => "M",
        Gender::Unspecified => "X",
    }
}

fn mention(mention: Option<Mention>) -> &'static str {
    match mention {
        None => "0",
        Some(Mention::FairlyGood) => "2",
        Some(Mention::Good) => "3",
        Some(Mention::VeryGood) => "4",
        Some(Mention::VeryGoodWithCongratulations) => "6",
    }
}

struct DiplomaCode {
    code: &'static str,
    /// European level (EQF).
    level: &'static str,
}

fn diploma(diploma: Diploma) -> Option<DiplomaCode> {
    let (code, level) = match diploma {
        Diploma::Capa => ("CA", "3"),
        Diploma::Bepa => ("BE", "3"),
        Diploma::BacPro => ("BP", "4"),
        Diploma::BacTechno => ("BS", "4"),
        Diploma::Btsa => ("BT", "5"),
        Diploma::Dnb => ("BR", "2"),
        Diploma::Bp | Diploma::Bpa | Diploma::Cs => return None,
    };
    Some(DiplomaCode { code, level })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{CodeIssuer, award, days};
    use crate::adapters::render::pdf::samples;
    use crate::domain::exam_record::Decision;

    fn issuer() -> CodeIssuer {
        CodeIssuer { authority: "FR00".to_owned(), certificate: "TST1".to_owned() }
    }

    #[test]
    fn days_are_counted_as_the_specification_does() {
        assert_eq!(days(date(2021, 4, 29)), "1E6D");
        assert_eq!(days(date(2026, 7, 7)), "25D4");
    }

    #[test]
    fn an_award_says_who_and_what_and_neither_place_nor_ine() {
        let record = samples::records().into_iter().find(|record| record.decision.is_pass()).unwrap();
        let text = award(&record, &samples::issuance(), &issuer()).unwrap();
        assert!(text.starts_with("DC04FR00TST125D425D4B001FRB6"), "{text}");
        assert!(text.contains("B9XX") && text.ends_with(&samples::issuance().code.compact()), "{text}");
        assert!(
            text.chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || " /\u{1D}\u{1E}".contains(c))
        );
        let adjourned = samples::records().into_iter().find(|record| record.decision == Decision::Adjourned);
        assert_eq!(award(&adjourned.unwrap(), &samples::issuance(), &issuer()), None);
    }

    #[test]
    fn long_values_are_cut_and_say_so() {
        let mut record = samples::records().into_iter().find(|record| record.decision.is_pass()).unwrap();
        record.candidate.birth_name = "Œuvré-".repeat(20);
        record.candidate.given_names = vec!["Gwenaëlle".to_owned(); 12];
        let text = award(&record, &samples::issuance(), &issuer()).unwrap();
        let value =
            |id: &str| text.split(['\u{1D}', '\u{1E}']).find_map(|part| part.strip_prefix(id)).unwrap();
        assert!(value("B2").len() <= 38 && value("B2").starts_with("OEUVRE OEUVRE"));
        assert!(
            text.contains(&format!("{}\u{1E}B3", value("B2")))
                || text.contains(&format!("{}\u{1E}BH", value("B2")))
        );
    }
}

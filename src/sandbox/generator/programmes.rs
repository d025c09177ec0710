//! Exams as the sandbox knows them, with marks drawn anew.

use std::fmt::Write;

use fastrand::Rng;
use serde_json::Value;

use crate::sandbox::people;

/// An exam with its épreuves.
pub(super) struct Programme {
    diploma: String,
    /// Members of `examen` before the session.
    exam: String,
    /// The list of épreuves, with gaps.
    assessments: Vec<Piece>,
    /// Of each épreuve.
    coefficients: Vec<u32>,
}

enum Piece {
    Text(String),
    /// The mark of an épreuve, also of its parts.
    Note(usize),
    /// Its points.
    Points(usize),
}

/// The exams of the sandbox of which some record holds a mark in every épreuve.
pub(super) fn of_the_sandbox() -> Result<Vec<Programme>, serde_json::Error> {
    let mut programmes: Vec<Programme> = Vec::new();
    for line in people::RECORDS.lines() {
        if let Some(programme) = Programme::of(&serde_json::from_str(line)?)
            && programmes.iter().all(|known| known.exam != programme.exam)
        {
            programmes.push(programme);
        }
    }
    Ok(programmes)
}

impl Programme {
    /// The exam of a record, when all its épreuves have a whole coefficient and a mark.
    fn of(record: &Value) -> Option<Self> {
        let exam = &record["examen"];
        let mut programme = Self {
            diploma: exam["diplome"].as_str()?.to_owned(),
            exam: format!(
                "\"diplome\":{},\"libelle\":{},\"specialite\":{},\"option\":{}",
                exam["diplome"], exam["libelle"], exam["specialite"], exam["option"]
            ),
            assessments: Vec::new(),
            coefficients: Vec::new(),
        };
        for assessment in record["epreuves"].as_array()? {
            let coefficient = assessment["coefficient"].as_str()?.parse().ok()?;
            if assessment["statut"] != "NOTEE" || assessment["nature"] == "FACULTATIVE" {
                return None;
            }
            programme.assess(assessment, coefficient);
        }
        (!programme.coefficients.is_empty()).then_some(programme)
    }

    fn assess(&mut self, assessment: &Value, coefficient: u32) {
        let index = self.coefficients.len();
        self.coefficients.push(coefficient);
        self.text(if index == 0 { "[{" } else { ",{" });
        self.common(assessment, index);
        self.text(",\"points\":\"");
        self.assessments.push(Piece::Points(index));
        self.text("\",\"statut\":\"NOTEE\"");
        for (position, part) in assessment["composantes"].as_array().into_iter().flatten().enumerate() {
            self.text(if position == 0 { ",\"composantes\":[{" } else { ",{" });
            self.common(part, index);
            self.text(",\"statut\":\"NOTEE\"}");
        }
        self.text(if assessment["composantes"].is_array() { "]}" } else { "}" });
    }

    /// What an épreuve and its parts have alike. Parts get the mark of the whole: it is their mean.
    fn common(&mut self, assessment: &Value, index: usize) {
        let (code, label, coefficient) =
            (&assessment["code"], &assessment["libelle"], &assessment["coefficient"]);
        self.text(&format!("\"code\":{code},\"libelle\":{label},"));
        if assessment["evaluation"].is_string() {
            self.text(&format!("\"evaluation\":{},", assessment["evaluation"]));
        }
        self.text(&format!("\"coefficient\":{coefficient},\"note\":\""));
        self.assessments.push(Piece::Note(index));
        self.text("\"");
    }

    fn text(&mut self, text: &str) {
        match self.assessments.last_mut() {
            Some(Piece::Text(before)) => before.push_str(text),
            _ => self.assessments.push(Piece::Text(text.to_owned())),
        }
    }

    /// The rest of a record, up to its version.
    pub(super) fn write(&self, line: &mut String, random: &mut Rng, session: u16, school: u16) {
        // Quarters of a point; the sum of three dice is bell-shaped.
        let notes: Vec<u32> =
            self.coefficients.iter().map(|_| 14 + (0..3).map(|_| random.u32(0..23)).sum::<u32>()).collect();
        let route =
            random.choice(["SCOLAIRE", "SCOLAIRE", "APPRENTISSAGE", "DISTANCE"]).unwrap_or("SCOLAIRE");
        let _ = write!(
            line,
            "\"examen\":{{{},\"session\":{session},\"typeSession\":\"NORMALE\",\"modalite\":\"{route}\",\
             \"region\":null,\"etablissement\":{{\"uai\":\"{:07}T\",\"nom\":\"Lycée agricole fictif n° {school}\",\
             \"commune\":null}}}},\"epreuves\":",
            self.exam, school,
        );
        for piece in &self.assessments {
            match piece {
                Piece::Text(text) => line.push_str(text),
                Piece::Note(index) => hundredths(line, notes[*index] * 25),
                Piece::Points(index) => hundredths(line, notes[*index] * 25 * self.coefficients[*index]),
            }
        }
        let coefficients: u32 = self.coefficients.iter().sum();
        let points: u32 =
            notes.iter().zip(&self.coefficients).map(|(note, coefficient)| note * 25 * coefficient).sum();
        let average = (points + coefficients / 2) / coefficients;
        line.push_str("],\"totaux\":{\"points\":\"");
        hundredths(line, points);
        let _ = write!(line, "\",\"coefficients\":\"{coefficients}\",\"moyenne\":\"");
        hundredths(line, average);
        let decision = if average >= 1000 { "ADMIS" } else { "AJOURNE" };
        let mention = match average {
            1600.. => "\"TB\"",
            1400.. => "\"B\"",
            1200.. => "\"AB\"",
            _ => "null",
        };
        let mention = if self.diploma.starts_with("BAC") { mention } else { "null" };
        let credits = if self.diploma == "BTSA" && average >= 1000 { "120" } else { "null" };
        let _ = write!(
            line,
            "\"}},\"decision\":\"{decision}\",\"mention\":{mention},\"ects\":{credits},\
             \"dateDeliberation\":\"{session}-07-05\",\"publieLe\":\"{session}-07-06T10:00:00+02:00\"",
        );
    }
}

fn hundredths(line: &mut String, value: u32) {
    let _ = write!(line, "{}.{:02}", value / 100, value % 100);
}

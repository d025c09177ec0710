//! The table of marks: what stands in each cell, and the legend for what occurs in it.

use super::super::layout::Layout;
use super::super::words::{agreement, key, typeset};
use crate::domain::decimal::Decimal;
use crate::domain::exam_record::{Assessment, Standing, Totals};
use crate::domain::pivot_identity::Gender;
use crate::domain::redacted::redacted_debug;

/// One épreuve with its parts, which unfold.
pub struct Unit {
    /// The épreuve, then its parts.
    pub rows: Vec<Row>,
    /// How many parts.
    pub parts: usize,
}

/// One épreuve, or one part of the épreuve above it.
pub struct Row {
    pub code: String,
    pub label: String,
    pub is_part: bool,
    pub is_optional: bool,
    /// Under the name: where a kept mark comes from.
    pub remark: Option<String>,
    /// Empty without one.
    pub coefficient: String,
    pub result: Cell,
}

/// What stands under “mark” and “points”.
pub enum Cell {
    /// Digits; `points` may be empty.
    Mark { note: String, points: String },
    /// Words over both columns.
    Words { words: String },
    /// Words, and points all the same.
    WordsWithPoints { words: String, points: String },
}

/// The last line; empty where the jury gives no figure.
pub struct TotalsRow {
    pub coefficients: String,
    pub average: String,
    pub points: String,
}

redacted_debug!(Unit, Row, Cell, TotalsRow);

/// Épreuves in the jury's order.
pub fn units(layout: &Layout, assessments: &[Assessment], gender: Gender) -> Vec<Unit> {
    let unit = |unit: &Assessment| {
        let parts = unit.components.iter().map(|part| row(layout, gender, part, true));
        let rows = std::iter::once(row(layout, gender, unit, false)).chain(parts).collect();
        Unit { rows, parts: unit.components.len() }
    };
    assessments.iter().map(unit).collect()
}

fn row(layout: &Layout, gender: Gender, unit: &Assessment, is_part: bool) -> Row {
    let remark = (unit.standing == Standing::Kept)
        .then(|| match unit.kept_from {
            Some(session) => layout.say("releve-conservee-de").with("session", session),
            None => layout.say("releve-statut-conservee"),
        })
        .map(|remark| remark.to_string());
    Row {
        code: unit.code.clone(),
        label: typeset(&unit.label),
        is_part,
        is_optional: unit.is_optional,
        remark,
        coefficient: digits(layout, unit.coefficient.as_ref()),
        result: cell(layout, gender, unit),
    }
}

fn cell(layout: &Layout, gender: Gender, unit: &Assessment) -> Cell {
    let points = digits(layout, unit.points.as_ref());
    match (&unit.note, unit.standing) {
        (Some(note), Standing::Marked | Standing::Kept) => {
            Cell::Mark { note: layout.text().decimal(note.as_str()), points }
        }
        (note, standing) => {
            // A mark without digits would be a hole in the table: it is said in words.
            let standing = if standing == Standing::Marked { Standing::NotMarked } else { standing };
            let words = layout.say(key("releve-statut-", standing.code()));
            let words = words.with("sexe", agreement(gender)).to_string();
            let words = match note {
                Some(note) => format!("{words} ({})", layout.text().decimal(note.as_str())),
                None => words,
            };
            if points.is_empty() { Cell::Words { words } } else { Cell::WordsWithPoints { words, points } }
        }
    }
}

/// The last line of the table, when the exam has sums.
pub fn totals(layout: &Layout, totals: Option<&Totals>) -> Option<TotalsRow> {
    let totals = totals?;
    Some(TotalsRow {
        coefficients: digits(layout, totals.coefficients.as_ref()),
        average: digits(layout, totals.average.as_ref()),
        points: digits(layout, totals.points.as_ref()),
    })
}

fn digits(layout: &Layout, decimal: Option<&Decimal>) -> String {
    decimal.map(|decimal| layout.text().decimal(decimal.as_str())).unwrap_or_default()
}

/// What needs explaining in this very table, and nothing else.
pub fn legend(layout: &Layout, assessments: &[Assessment], gender: Gender) -> Vec<String> {
    let units = || assessments.iter().flat_map(|unit| std::iter::once(unit).chain(&unit.components));
    let has_points = units().any(|unit| unit.points.is_some());
    let has_parts = assessments.iter().any(|unit| !unit.components.is_empty());
    let has_options = units().any(|unit| unit.is_optional);
    let general = [
        has_points.then_some("releve-legende-points"),
        has_parts.then_some("releve-legende-parties"),
        has_options.then_some("releve-legende-facultative"),
    ];
    let standings = Standing::ALL
        .iter()
        .filter(|standing| **standing != Standing::Marked && units().any(|unit| unit.standing == **standing))
        .map(|standing| key("releve-legende-", standing.code()));
    general
        .into_iter()
        .flatten()
        .map(str::to_owned)
        .chain(standings)
        .map(|key| layout.say(key).with("sexe", agreement(gender)).to_string())
        .collect()
}

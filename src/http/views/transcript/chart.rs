//! The marks as bars from 0 to 20, each as thick as its unit counts. All it says stands in the table too.
//!
//! Lengths are per cent across and `em` down: the drawing takes the width there is, and grows with the
//! reader's text.

use super::super::layout::Layout;
use crate::domain::exam_record::{Assessment, ExamRecord};
use crate::domain::language::Language;
use crate::domain::redacted::redacted_debug;

/// Fewer marks than this are read faster than any drawing.
const FEWEST: usize = 3;

/// Where bars begin and how long twenty is, in per mille of the width: between the codes and the digits.
const LEFT: u32 = 150;
const TWENTY: u32 = 700;

/// One drawing.
pub struct Chart {
    /// Top to bottom.
    pub bars: Vec<Bar>,
    /// Place of ten, per cent.
    pub ten: String,
    /// Place of the average the jury gives, per cent.
    pub average: Option<String>,
    /// Height, em.
    pub height: String,
    /// For whoever does not see it.
    pub alternative: String,
}

/// One mark.
pub struct Bar {
    /// Short code of the unit.
    pub code: String,
    /// The digits.
    pub note: String,
    /// Where all bars begin, per cent.
    pub left: String,
    /// Length, per cent.
    pub width: String,
    /// Upper edge, em.
    pub top: String,
    /// Thickness, em.
    pub thickness: String,
    /// Where the words stand, em.
    pub baseline: String,
}

redacted_debug!(Chart, Bar);

/// The marks out of twenty, in the jury's order; nothing where they are few.
pub fn of(layout: &Layout, record: &ExamRecord) -> Option<Chart> {
    let marked = record.assessments.iter().filter_map(|unit| Some((unit, unit.note.as_ref()?)));
    let marked: Vec<_> = marked.collect();
    if marked.len() < FEWEST {
        return None;
    }
    let heaviest = marked.iter().map(|(unit, _)| weight(unit)).max().filter(|heaviest| *heaviest > 0);
    let mut top = 0;
    let mut bars = Vec::with_capacity(marked.len());
    for (unit, note) in &marked {
        let share = heaviest.map_or(500, |heaviest| weight(unit) * 1000 / heaviest);
        let thickness = 400 + share;
        // Never closer than lines of text.
        let line = thickness.max(1000) + 600;
        bars.push(Bar {
            code: unit.code.clone(),
            note: layout.text().decimal(note.as_str()),
            left: percent(LEFT),
            width: percent(note.thousandths() * TWENTY / 20_000),
            top: em(top + (line - thickness) / 2),
            thickness: em(thickness),
            baseline: em(top + line / 2 + 350),
        });
        top += line;
    }
    let place = |thousandths: u32| percent(LEFT + thousandths * TWENTY / 20_000);
    let average = record.totals.as_ref().and_then(|totals| totals.average.as_ref());
    let average = average.map(|average| average.thousandths()).filter(|average| *average <= 20_000);
    Some(Chart {
        ten: place(10_000),
        average: average.map(place),
        height: em(top),
        alternative: alternative(layout, &bars),
        bars,
    })
}

/// Thousandths; nothing where the jury gives none.
fn weight(unit: &Assessment) -> u32 {
    unit.coefficient.as_ref().map_or(0, |coefficient| coefficient.thousandths())
}

fn alternative(layout: &Layout, bars: &[Bar]) -> String {
    let note = |bar: &Bar| {
        let note = layout.say("releve-graphique-note").with("code", bar.code.as_str());
        note.with("note", bar.note.as_str()).to_string()
    };
    let joint = match layout.language {
        Language::French => "\u{202f}; ",
        Language::English => "; ",
    };
    let notes = bars.iter().map(note).collect::<Vec<_>>().join(joint);
    layout.say("releve-graphique-alternative").with("notes", notes).to_string()
}

fn percent(per_mille: u32) -> String {
    format!("{}.{}%", per_mille / 10, per_mille % 10)
}

fn em(thousandths: u32) -> String {
    format!("{}.{:03}em", thousandths / 1000, thousandths % 1000)
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::domain::language::Language;
    use crate::http::views::layout::Layout;
    use crate::http::views::samples::records::{one_exam, short_exam};

    #[test]
    fn bars_are_as_long_as_the_marks_and_as_thick_as_they_count() {
        let layout = Layout::new(Language::French, "/mes-releves/x");
        let chart = of(&layout, &one_exam()).expect("seven marks");
        // Out of 70 per cent: 12.50, then 14.00 with the smallest weight.
        assert_eq!((chart.bars[0].width.as_str(), chart.bars[0].thickness.as_str()), ("43.7%", "1.200em"));
        assert_eq!((chart.bars[1].width.as_str(), chart.bars[1].thickness.as_str()), ("49.0%", "0.600em"));
        assert_eq!(chart.ten, "50.0%");
        assert_eq!(chart.average.as_deref(), Some("62.8%"));
        // A unit without a mark has no bar.
        assert!(!chart.bars.iter().any(|bar| bar.code == "E3"));
        let told = "Notes sur 20\u{a0}: E1 12,50\u{202f}; E2 14,00\u{202f}; E4 10,75";
        assert!(chart.alternative.starts_with(told), "{}", chart.alternative);
    }

    #[test]
    fn one_mark_is_not_drawn() {
        assert!(of(&Layout::new(Language::English, "/"), &short_exam()).is_none());
    }
}

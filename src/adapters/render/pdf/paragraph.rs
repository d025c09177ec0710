//! Text in lines: breaking, and choosing the size that fits.

use std::ops::Range;
use std::sync::Arc;

use super::typeface::{Shaped, Weight};

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Size in points.
    pub size: f32,
    /// Distance between two baselines, as a multiple of the size.
    pub leading: f32,
    /// Cut.
    pub weight: Weight,
    /// Colour.
    pub ink: Ink,
}

/// The few colours of the document; each has a contrast of at least 7 to 1 on paper (WCAG 1.4.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Text.
    Black,
    /// Labels and notes.
    Grey,
    /// Headings and the decision.
    Accent,
    /// Lines between rows; never text.
    Hairline,
    /// Background of what matters; never text.
    Tint,
}

impl Ink {
    /// Red, green, blue.
    pub fn rgb(self) -> [u8; 3] {
        match self {
            Self::Black => [0x1C, 0x1C, 0x1C],
            Self::Grey => [0x50, 0x55, 0x52],
            Self::Accent => [0x1B, 0x4D, 0x3A],
            Self::Hairline => [0xC8, 0xD0, 0xCB],
            Self::Tint => [0xEF, 0xF4, 0xF0],
        }
    }
}

/// Where a line stands in its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Left.
    Start,
    /// Right, for figures.
    End,
}

/// One line: some glyphs of a shaped text.
#[derive(Clone)]
pub struct Line {
    /// The whole text.
    pub shaped: Arc<Shaped>,
    /// The glyphs of this line, trailing space left out.
    pub glyphs: Range<usize>,
}

impl Line {
    /// Width in points at this size.
    pub fn width(&self, size: f32) -> f32 {
        self.shaped.width(&self.glyphs) * size
    }
}

impl Style {
    /// Height of a number of lines.
    pub fn height(&self, lines: usize) -> f32 {
        lines as f32 * self.size * self.leading
    }

    /// From the top of a line to its baseline: the letters stand in the middle of the leading.
    pub fn baseline(&self) -> f32 {
        self.size * (self.leading / 2.0 + 0.36)
    }

    /// The same style in another size.
    pub fn sized(self, size: f32) -> Self {
        Self { size, ..self }
    }
}

/// Breaks a text into lines no wider than `width` ems: after a space, a hyphen, a dash or a slash, and
/// inside a word only when the word alone is wider than the line.
pub fn break_lines(shaped: &Arc<Shaped>, width: f32) -> Vec<Line> {
    let count = shaped.glyphs.len();
    let mut lines = Vec::new();
    let mut start = 0;
    while start < count {
        let mut used = 0.0;
        let mut end = start;
        let mut last_chance = None;
        while end < count {
            let glyph = &shaped.glyphs[end];
            let follows = &shaped.text[glyph.text_range.clone()];
            // A space may hang over the edge: it is not drawn there.
            if used + glyph.x_advance > width && follows != " " && end > start {
                break;
            }
            used += glyph.x_advance;
            end += 1;
            if matches!(follows, " " | "-" | "‐" | "–" | "—" | "/") {
                last_chance = Some(end);
            }
        }
        if end < count {
            end = last_chance.unwrap_or_else(|| whole_cluster(shaped, start, end));
        }
        lines.push(trimmed(shaped, start..end));
        start = end;
    }
    if lines.is_empty() {
        lines.push(Line { shaped: Arc::clone(shaped), glyphs: 0..0 });
    }
    lines
}

/// A letter and its accent stay on one line.
fn whole_cluster(shaped: &Shaped, start: usize, end: usize) -> usize {
    let cluster = |index: usize| shaped.glyphs[index].text_range.start;
    let back = (start + 1..=end).rev().find(|index| cluster(*index) != cluster(index - 1));
    back.unwrap_or(end)
}

fn trimmed(shaped: &Arc<Shaped>, mut glyphs: Range<usize>) -> Line {
    let is_space = |index: usize| &shaped.text[shaped.glyphs[index].text_range.clone()] == " ";
    while glyphs.len() > 1 && is_space(glyphs.end - 1) {
        glyphs.end -= 1;
    }
    Line { shaped: Arc::clone(shaped), glyphs }
}

#[cfg(test)]
mod tests {
    use super::break_lines;
    use crate::adapters::render::pdf::typeface::{Typeface, Weight};

    fn lines(text: &str, width: f32) -> Vec<String> {
        let typeface = Typeface::load().expect("the fonts are fonts");
        let shaped = typeface.shape(text, Weight::Regular);
        break_lines(&shaped, width)
            .iter()
            .map(|line| {
                assert!(line.width(1.0) <= width, "{text} at {width}");
                shaped.text_of(&line.glyphs).to_owned()
            })
            .collect()
    }

    #[test]
    fn lines_break_after_spaces_and_hyphens() {
        assert_eq!(lines("Jean-Baptiste de la Tour", 7.0), ["Jean-Baptiste", "de la Tour"]);
        assert_eq!(lines("Jean-Baptiste", 4.0), ["Jean-", "Baptiste"]);
        assert_eq!(lines("une seule ligne", 40.0), ["une seule ligne"]);
    }

    #[test]
    fn an_endless_word_is_broken_anywhere_and_nothing_is_lost() {
        let name = "W".repeat(256);
        assert_eq!(lines(&name, 10.0).concat(), name);
        assert_eq!(lines("", 10.0), [""]);
    }

    #[test]
    fn a_no_break_space_holds() {
        assert_eq!(lines("vaut 12\u{A0}points", 5.5), ["vaut", "12\u{A0}points"]);
    }
}

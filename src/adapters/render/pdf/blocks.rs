//! The kinds of block a page is made of: paragraphs, labelled facts, panels, a code beside a text.
//!
//! Each block takes words and the width of the page and becomes strips; `transcript.rs` says which
//! blocks make a transcript.

use std::ops::Range;

use super::data_matrix::Matrix;
use super::emblem::Emblem;
use super::paragraph::{Align, Ink, Line, Style, break_lines};
use super::strip::{Mark, Strip, Tag};
use super::typeface::Typeface;

/// Sets texts in the typeface.
pub struct Typesetter<'a>(pub &'a Typeface);

/// A label over a value.
pub struct Fact {
    /// What it is.
    pub label: &'static str,
    /// What it says.
    pub value: String,
    /// How much of the row it takes, in relation to the others.
    pub share: f32,
}

/// How facts look.
#[derive(Clone, Copy)]
pub struct FactStyle {
    /// Label.
    pub label: Style,
    /// Value, when it fits on two lines.
    pub value: Style,
    /// Size of a value that does not.
    pub small: f32,
}

/// Space between two facts of a row.
const GUTTER: f32 = 14.0;

impl Typesetter<'_> {
    /// The text in lines of at most `width` points.
    pub fn lines(&self, text: &str, style: Style, width: f32) -> Vec<Line> {
        break_lines(&self.0.shape(text, style.weight), width / style.size)
    }

    /// A text in an element of its own.
    pub fn text(&self, tag: Tag, text: &str, style: Style, within: &Range<f32>, align: Align) -> Strip {
        let mut strip = Strip::default();
        strip.open(tag);
        strip.write(&self.lines(text, style, within.end - within.start), style, within, 0.0, align);
        strip.close();
        strip
    }

    /// A text that is only there for the eye, such as what repeats on each page.
    pub fn ornament(&self, text: &str, style: Style, within: &Range<f32>, align: Align) -> Strip {
        self.text(Tag::Paragraph, text, style, within, align).for_the_eye()
    }

    /// An address as a link, in a paragraph of its own.
    pub fn link(&self, address: &str, style: Style, within: &Range<f32>) -> Strip {
        let mut strip = Strip::default();
        strip.open(Tag::Paragraph);
        for line in self.lines(address, style, within.end - within.start) {
            let address = address.to_owned();
            strip.marks.push(Mark::Link { x: within.start, top: strip.height, line, style, address });
            strip.leave(style.height(1));
        }
        strip.close();
        strip
    }

    /// A row of facts; belongs into a `Tag::List`. A value too long for two lines is set smaller, and
    /// then takes the lines it needs.
    pub fn facts(&self, facts: &[Fact], style: FactStyle, within: &Range<f32>) -> Strip {
        let shares: f32 = facts.iter().map(|fact| fact.share).sum();
        let room = within.end - within.start - GUTTER * (facts.len().saturating_sub(1)) as f32;
        let mut strip = Strip::default();
        let mut left = within.start;
        for fact in facts {
            let column = left..left + room * fact.share / shares;
            let width = column.end - column.start;
            strip.open(Tag::Item);
            strip.open(Tag::Label);
            strip.write(&self.lines(fact.label, style.label, width), style.label, &column, 0.0, Align::Start);
            strip.close();
            strip.open(Tag::Value);
            let mut look = style.value;
            let mut lines = self.lines(&fact.value, look, width);
            if lines.len() > 2 {
                look = look.sized(style.small);
                lines = self.lines(&fact.value, look, width);
            }
            strip.write(&lines, look, &column, style.label.height(1) + 1.0, Align::Start);
            strip.close();
            strip.close();
            left = column.end + GUTTER;
        }
        strip
    }
}

/// Puts strips below each other.
pub fn stack(strips: impl IntoIterator<Item = Strip>, gap: f32) -> Strip {
    let mut whole = Strip::default();
    for (index, strip) in strips.into_iter().enumerate() {
        let down = whole.height + if index == 0 { 0.0 } else { gap };
        whole.embed(strip, 0.0, down);
    }
    whole
}

/// Puts a strip on a tinted panel.
pub fn panel(content: Strip, within: &Range<f32>, padding: f32) -> Strip {
    let mut whole = Strip::default();
    whole.embed(content, 0.0, padding);
    whole.leave(padding);
    whole.back(within, Ink::Tint);
    whole
}

/// A picture of this height with a text on its right, which is set within what is left of `within`.
pub fn beside_picture(
    emblem: &Emblem,
    description: &str,
    height: f32,
    within: &Range<f32>,
    text: impl Fn(&Range<f32>) -> Strip,
) -> Strip {
    // A wide one is drawn lower, so that half the line stays for the text.
    let height = height * (0.5 * (within.end - within.start) / emblem.width(height)).min(1.0);
    let width = emblem.width(height);
    let text = text(&(within.start + width + GUTTER..within.end));
    let mut whole = Strip { height: height.max(text.height), marks: Vec::new() };
    let (x, top) = (within.start, (whole.height - height) / 2.0);
    let (image, description) = (emblem.image(), description.to_owned());
    whole.marks.push(Mark::Picture { x, top, width, height, image, description });
    let down = (whole.height - text.height) / 2.0;
    whole.embed(text, 0.0, down);
    whole
}

/// A strip with a DataMatrix on its right, which ends at `right`.
pub fn before_matrix(mut strip: Strip, matrix: &Matrix, description: &str, right: f32) -> Strip {
    let side = matrix.side();
    let height = strip.height.max(side);
    let down = (height - strip.height) / 2.0;
    let mut whole = Strip { height, marks: Vec::new() };
    strip.height = height - down;
    whole.embed(strip, 0.0, down);
    let (x, top) = (right - side, (height - side) / 2.0);
    whole.marks.push(Mark::Matrix { x, top, matrix: matrix.clone(), description: description.to_owned() });
    whole
}

/// A QR code of an address with a text on its right.
pub fn beside_code(address: &str, description: &str, side: f32, left: f32, text: Strip) -> Strip {
    let mut whole = Strip::default();
    let (address, description) = (address.to_owned(), description.to_owned());
    let height = text.height.max(side);
    whole.marks.push(Mark::Qr { x: left, top: (height - side) / 2.0, side, address, description });
    whole.embed(text, 0.0, 0.0);
    whole.height = height;
    whole
}

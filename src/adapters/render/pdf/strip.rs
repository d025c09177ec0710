//! Pieces of a page that are never torn: what is drawn in them, and what it is called in the tag tree.
//!
//! A strip knows its height and, in reading order, its marks with positions from its own top left
//! corner. The order of the marks is the reading order of the document (ISO 32000-1, 14.8.2.3).

use std::ops::Range;

use krilla::image::Image;

use super::data_matrix::Matrix;
use super::paragraph::{Align, Ink, Line, Style};

/// Name of a structure element (ISO 32000-1, 14.8.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tag {
    /// A part of the document under its heading.
    Section,
    /// Title of the document.
    H1(String),
    /// Heading of a section.
    H2(String),
    /// Paragraph.
    Paragraph,
    /// Pairs of a label and a value.
    List,
    /// One pair.
    Item,
    /// Label of a pair.
    Label,
    /// Value of a pair.
    Value,
    /// Table, with a summary for those who cannot glance at it.
    Table(String),
    /// Its header rows.
    TableHead,
    /// Its rows.
    TableBody,
    /// Its totals.
    TableFoot,
    /// Row.
    Row,
    /// Header of a column.
    ColumnHeader,
    /// Header of a row.
    RowHeader,
    /// Cell.
    Cell,
}

/// Something on the page.
#[derive(Clone)]
pub enum Mark {
    /// Following marks belong to this element, until its `Close`.
    Open(Tag),
    /// End of the element opened last.
    Close,
    /// A line of text; `x` is its left end.
    Text { x: f32, baseline: f32, line: Line, style: Style },
    /// A line of text for the eye alone: it repeats what is said elsewhere.
    Ornament { x: f32, baseline: f32, line: Line, style: Style },
    /// A line of text that leads to an address.
    Link { x: f32, top: f32, line: Line, style: Style, address: String },
    /// A filled box; never read aloud.
    Fill { x: f32, top: f32, width: f32, height: f32, ink: Ink },
    /// A QR code of an address, in a figure with this description.
    Qr { x: f32, top: f32, side: f32, address: String, description: String },
    /// A DataMatrix, in a figure with this description.
    Matrix { x: f32, top: f32, matrix: Matrix, description: String },
    /// A picture, in a figure with this description.
    Picture { x: f32, top: f32, width: f32, height: f32, image: Image, description: String },
}

/// A piece of a page.
#[derive(Clone, Default)]
pub struct Strip {
    /// Height in points.
    pub height: f32,
    /// What is in it, in reading order.
    pub marks: Vec<Mark>,
}

impl Strip {
    /// Begins an element.
    pub fn open(&mut self, tag: Tag) {
        self.marks.push(Mark::Open(tag));
    }

    /// Ends the element begun last.
    pub fn close(&mut self) {
        self.marks.push(Mark::Close);
    }

    /// Leaves room below what is there.
    pub fn leave(&mut self, height: f32) {
        self.height += height;
    }

    /// Writes lines below each other from `top`, within the columns of the page `within`, and makes
    /// the strip as high as it takes.
    pub fn write(&mut self, lines: &[Line], style: Style, within: &Range<f32>, top: f32, align: Align) {
        for (index, line) in lines.iter().enumerate() {
            let free = within.end - within.start - line.width(style.size);
            let x = within.start
                + match align {
                    Align::Start => 0.0,
                    Align::End => free,
                };
            let baseline = top + style.height(index) + style.baseline();
            self.marks.push(Mark::Text { x, baseline, line: line.clone(), style });
        }
        self.height = self.height.max(top + style.height(lines.len()));
    }

    /// Puts another strip into this one.
    pub fn embed(&mut self, other: Strip, left: f32, down: f32) {
        self.height = self.height.max(down + other.height);
        self.marks.extend(other.marks.into_iter().map(|mark| mark.moved(left, down)));
    }

    /// Puts a box behind everything.
    pub fn back(&mut self, within: &Range<f32>, ink: Ink) {
        let (x, width, height) = (within.start, within.end - within.start, self.height);
        self.marks.insert(0, Mark::Fill { x, top: 0.0, width, height, ink });
    }

    /// Draws a horizontal line at `top`.
    pub fn rule(&mut self, within: &Range<f32>, top: f32, thickness: f32, ink: Ink) {
        let (x, width) = (within.start, within.end - within.start);
        self.marks.push(Mark::Fill { x, top, width, height: thickness, ink });
        self.height = self.height.max(top + thickness);
    }

    /// The same to the eye, but never read aloud: for what repeats on each page (ISO 14289-1, 7.8).
    pub fn for_the_eye(self) -> Self {
        let marks = self.marks.into_iter().filter_map(|mark| match mark {
            Mark::Open(_) | Mark::Close => None,
            Mark::Text { x, baseline, line, style } => Some(Mark::Ornament { x, baseline, line, style }),
            other => Some(other),
        });
        Self { height: self.height, marks: marks.collect() }
    }
}

impl Mark {
    /// The mark somewhere else.
    pub fn moved(mut self, right: f32, down: f32) -> Self {
        match &mut self {
            Self::Open(_) | Self::Close => {}
            Self::Text { x, baseline: y, .. }
            | Self::Ornament { x, baseline: y, .. }
            | Self::Link { x, top: y, .. }
            | Self::Fill { x, top: y, .. }
            | Self::Matrix { x, top: y, .. }
            | Self::Picture { x, top: y, .. }
            | Self::Qr { x, top: y, .. } => {
                *x += right;
                *y += down;
            }
        }
        self
    }
}

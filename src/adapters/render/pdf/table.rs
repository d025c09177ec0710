//! A table whose rows flow over pages, its header repeated on each.

use std::ops::Range;

use super::blocks::Typesetter;
use super::composer::Composer;
use super::paragraph::{Align, Ink, Style};
use super::strip::{Strip, Tag};

/// One column.
pub struct Column {
    /// Header.
    pub title: &'static str,
    /// Width in points; none for the column that takes what is left.
    pub width: Option<f32>,
    /// Where its cells stand.
    pub align: Align,
    /// Whether its cells are the headers of their rows.
    pub names_the_row: bool,
}

/// What kind of row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// An épreuve.
    Main,
    /// A part of the row above.
    Part,
    /// Sum at the end.
    Total,
}

/// One row, a text for each column.
pub struct Row {
    /// Kind.
    pub kind: RowKind,
    /// Texts.
    pub cells: Vec<String>,
}

/// How closely rows are set.
#[derive(Clone, Copy)]
pub struct RowStyle {
    /// Header.
    pub header: Style,
    /// Épreuves.
    pub main: Style,
    /// Parts.
    pub part: Style,
    /// Totals.
    pub total: Style,
    /// Space above and below the text of a row.
    pub padding: f32,
}

/// Between the text of a cell and the edge of its column.
const SIDE: f32 = 4.0;
/// How far the name of a part stands to the right.
const INDENT: f32 = 10.0;

/// A table.
pub struct Table {
    /// Said to those who cannot glance at it.
    pub summary: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows; totals last.
    pub rows: Vec<Row>,
}

impl Table {
    /// Sets the table from the composer's place on, over as many pages as it takes.
    pub fn compose(&self, composer: &mut Composer, typesetter: &Typesetter, style: &RowStyle) {
        let columns = self.placed(&composer.width());
        let header = self.header(typesetter, style, &columns);
        composer.open(Tag::Table(self.summary.clone()));
        composer.open(Tag::TableHead);
        composer.place(header.clone());
        composer.close();
        composer.repeat_on_new_pages(Some(header.for_the_eye()));
        composer.open(Tag::TableBody);
        let first_total = self.rows.iter().position(|row| row.kind == RowKind::Total);
        for (index, row) in self.rows.iter().enumerate() {
            if first_total == Some(index) {
                composer.close();
                composer.open(Tag::TableFoot);
            }
            composer.place(self.row(row, typesetter, style, &columns));
        }
        composer.close();
        composer.repeat_on_new_pages(None);
        composer.close();
    }

    /// Where each column stands.
    fn placed(&self, within: &Range<f32>) -> Vec<Range<f32>> {
        let fixed: f32 = self.columns.iter().filter_map(|column| column.width).sum();
        let rest = within.end - within.start - fixed;
        let mut left = within.start;
        self.columns
            .iter()
            .map(|column| {
                let start = left;
                left += column.width.unwrap_or(rest);
                start..left
            })
            .collect()
    }

    /// Where the text of a column stands: the outer columns are flush with what stands above the table.
    fn inside(&self, index: usize, columns: &[Range<f32>]) -> Range<f32> {
        let left = if index == 0 { 0.0 } else { SIDE };
        let right = if index + 1 == self.columns.len() { 0.0 } else { SIDE };
        columns[index].start + left..columns[index].end - right
    }

    fn header(&self, typesetter: &Typesetter, style: &RowStyle, columns: &[Range<f32>]) -> Strip {
        let mut strip = Strip::default();
        strip.open(Tag::Row);
        for (index, column) in self.columns.iter().enumerate() {
            let cell = self.inside(index, columns);
            let lines = typesetter.lines(column.title, style.header, cell.end - cell.start);
            strip.open(Tag::ColumnHeader);
            strip.write(&lines, style.header, &cell, style.padding, column.align);
            strip.close();
        }
        strip.close();
        strip.leave(style.padding);
        let below = strip.height;
        strip.rule(&edges(columns), below, 0.9, Ink::Accent);
        strip
    }

    fn row(&self, row: &Row, typesetter: &Typesetter, style: &RowStyle, columns: &[Range<f32>]) -> Strip {
        let (look, above) = match row.kind {
            RowKind::Main => (style.main, style.padding),
            // Parts stand close under their épreuve.
            RowKind::Part => (style.part, 0.0),
            RowKind::Total => (style.total, style.padding),
        };
        let mut strip = Strip::default();
        match row.kind {
            RowKind::Main => strip.rule(&edges(columns), 0.0, 0.5, Ink::Hairline),
            RowKind::Part => {}
            RowKind::Total => strip.rule(&edges(columns), 0.0, 0.9, Ink::Accent),
        }
        strip.open(Tag::Row);
        for (index, (column, text)) in self.columns.iter().zip(&row.cells).enumerate() {
            let mut cell = self.inside(index, columns);
            if row.kind == RowKind::Part && column.names_the_row {
                cell.start += INDENT;
            }
            // An empty cell holds a space: a row without one of its cells is no regular table
            // (ISO 14289-1, 7.5).
            let text = if text.is_empty() { " " } else { text };
            let lines = typesetter.lines(text, look, cell.end - cell.start);
            strip.open(if column.names_the_row { Tag::RowHeader } else { Tag::Cell });
            strip.write(&lines, look, &cell, above, column.align);
            strip.close();
        }
        strip.close();
        strip.leave(style.padding);
        strip
    }
}

fn edges(columns: &[Range<f32>]) -> Range<f32> {
    let left = columns.first().map_or(0.0, |column| column.start);
    let right = columns.last().map_or(0.0, |column| column.end);
    left..right
}

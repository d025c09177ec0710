//! The modules of a square code as one path: sharp at any size, no image in the file.

use krilla::geom::{Path, PathBuilder, Rect};

/// Which modules of a code are dark.
#[derive(Clone)]
pub struct Modules {
    side: u16,
    /// Column, row and length of each run of dark modules in a row.
    runs: Vec<(u16, u16, u16)>,
}

impl Modules {
    /// The modules of a code of `side` rows and columns; `is_dark` takes a row and a column.
    pub fn of(side: u16, is_dark: impl Fn(u16, u16) -> bool) -> Self {
        let mut runs: Vec<(u16, u16, u16)> = Vec::new();
        for row in 0..side {
            for column in (0..side).filter(|column| is_dark(row, *column)) {
                match runs.last_mut() {
                    // Neighbours are one rectangle: less to draw, and no hairline between them.
                    Some((start, same, length)) if *same == row && *start + *length == column => *length += 1,
                    _ => runs.push((column, row, 1)),
                }
            }
        }
        Self { side, runs }
    }

    /// How many modules a row has.
    pub fn side(&self) -> u16 {
        self.side
    }

    /// The dark ones, each of size one, the first in the corner of origin: small whole numbers make a third of the
    /// bytes of the same path in points.
    pub fn path(&self) -> Option<Path> {
        let mut path = PathBuilder::new();
        for (column, row, length) in &self.runs {
            path.push_rect(Rect::from_xywh((*column).into(), (*row).into(), (*length).into(), 1.0)?);
        }
        path.finish()
    }
}

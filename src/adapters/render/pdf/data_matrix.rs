//! A DataMatrix (ISO/IEC 16022, ECC 200) as one path, like the QR code.

use datamatrix::{DataMatrix, SymbolList};
use krilla::geom::{Path, PathBuilder, Rect};

/// Side of a module in points: 0.4 mm, which prints and scans well at 300 dots an inch.
pub const MODULE: f32 = 1.14;

/// A code with its dark modules.
#[derive(Clone)]
pub struct Matrix {
    side: usize,
    /// Column, row and length of each run of dark modules in a row.
    runs: Vec<(usize, usize, usize)>,
}

impl Matrix {
    /// The square code of a text of ASCII; `None` when the text is too long for any.
    pub fn of(text: &str) -> Option<Self> {
        let code = DataMatrix::encode(text.as_bytes(), SymbolList::default().enforce_square()).ok()?;
        let bitmap = code.bitmap();
        let mut dark: Vec<_> = bitmap.pixels().map(|(column, row)| (row, column)).collect();
        dark.sort_unstable();
        let mut runs: Vec<(usize, usize, usize)> = Vec::new();
        for (row, column) in dark {
            match runs.last_mut() {
                // Neighbours are one rectangle: less to draw, and no hairline between them.
                Some((start, same, length)) if *same == row && *start + *length == column => *length += 1,
                _ => runs.push((column, row, 1)),
            }
        }
        Some(Self { side: bitmap.width(), runs })
    }

    /// Its side in points.
    pub fn side(&self) -> f32 {
        self.side as f32 * MODULE
    }

    /// Its dark modules, with its top left corner there.
    pub fn path(&self, left: f32, top: f32) -> Option<Path> {
        let mut path = PathBuilder::new();
        for (column, row, length) in &self.runs {
            let (x, y) = (left + *column as f32 * MODULE, top + *row as f32 * MODULE);
            path.push_rect(Rect::from_xywh(x, y, *length as f32 * MODULE, MODULE)?);
        }
        path.finish()
    }
}

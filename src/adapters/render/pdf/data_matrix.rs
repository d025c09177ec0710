//! A DataMatrix (ISO/IEC 16022, ECC 200) as one path, like the QR code.

use datamatrix::{DataMatrix, SymbolList};
use krilla::geom::{Path, PathBuilder, Rect};

/// Side of a module in points: 0.4 mm, which prints and scans well at 300 dots an inch.
pub const MODULE: f32 = 1.14;

/// A code with its dark modules.
#[derive(Clone)]
pub struct Matrix {
    side: usize,
    dark: Vec<(usize, usize)>,
}

impl Matrix {
    /// The square code of a text of ASCII; `None` when the text is too long for any.
    pub fn of(text: &str) -> Option<Self> {
        let code = DataMatrix::encode(text.as_bytes(), SymbolList::default().enforce_square()).ok()?;
        let bitmap = code.bitmap();
        Some(Self { side: bitmap.width(), dark: bitmap.pixels().collect() })
    }

    /// Its side in points.
    pub fn side(&self) -> f32 {
        self.side as f32 * MODULE
    }

    /// Its dark modules, with its top left corner there.
    pub fn path(&self, left: f32, top: f32) -> Option<Path> {
        let mut path = PathBuilder::new();
        for (column, row) in &self.dark {
            let (x, y) = (left + *column as f32 * MODULE, top + *row as f32 * MODULE);
            path.push_rect(Rect::from_xywh(x, y, MODULE, MODULE)?);
        }
        path.finish()
    }
}

//! A DataMatrix (ISO/IEC 16022, ECC 200).

use std::collections::HashSet;

use datamatrix::{DataMatrix, SymbolList};

use super::modules::Modules;

/// Side of a module in points: 0.4 mm, which prints and scans well at 300 dots an inch.
const MODULE: f32 = 1.14;

/// A code of the size in which it is printed.
#[derive(Clone)]
pub struct Matrix(Modules);

impl Matrix {
    /// The square code of a text of ASCII; `None` when the text is too long for any.
    pub fn of(text: &str) -> Option<Self> {
        let code = DataMatrix::encode(text.as_bytes(), SymbolList::default().enforce_square()).ok()?;
        let bitmap = code.bitmap();
        let dark: HashSet<_> = bitmap.pixels().collect();
        let is_dark = |row: u16, column: u16| dark.contains(&(column.into(), row.into()));
        Some(Self(Modules::of(u16::try_from(bitmap.width()).ok()?, is_dark)))
    }

    /// Its modules.
    pub fn modules(&self) -> &Modules {
        &self.0
    }

    /// Its side in points.
    pub fn side(&self) -> f32 {
        f32::from(self.0.side()) * MODULE
    }
}

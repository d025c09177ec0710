//! `[theme]`: what the ministry lays over our own look.

use std::path::PathBuf;

use serde::Deserialize;

/// `[theme]`; the folder is read at start and by `check-config`. A file with the name of one in `static/` stands
/// in its place, `theme.css` comes after our own style sheet, `emblem.png` is for documents.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ThemeSettings {
    /// Folder of the ministry's own assets.
    pub dir: Option<PathBuf>,
}

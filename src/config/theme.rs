//! `[theme]`: what the ministry lays over our own look.

use std::path::PathBuf;

use serde::Deserialize;

/// `[theme]`; the folder is read at start and by `check-config`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ThemeSettings {
    /// Folder of the ministry's own assets.
    pub dir: Option<PathBuf>,
}

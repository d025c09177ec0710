//! What of `[theme]` the documents bear.

use std::io::ErrorKind;

use crate::adapters::render::pdf::Emblem;
use crate::config::{Problems, ThemeSettings};

/// `emblem.png` of the theme's folder, if there is one.
pub(super) fn emblem(theme: &ThemeSettings) -> Result<Option<Emblem>, Problems> {
    const HINT: &str =
        "give a PNG of at most 256 KiB, some 500 pixels high, as emblem.png in the theme's folder";
    let Some(folder) = &theme.dir else { return Ok(None) };
    let path = folder.join("emblem.png");
    let problem = |what: String| Problems::one("theme.dir", format!("{}: {what}", path.display()), HINT);
    if !folder.is_dir() {
        return Err(Problems::one("theme.dir", format!("{} is no folder", folder.display()), HINT));
    }
    match std::fs::read(&path) {
        Ok(file) => Emblem::from_png(file).map(Some).map_err(|error| problem(error.to_string())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(problem(error.to_string())),
    }
}

//! What of `[theme]` the documents bear, and the pages.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use crate::adapters::render::pdf::Emblem;
use crate::config::{Problems, ThemeSettings};
use crate::http::views::assets::{Assets, content_type};

/// `emblem.png` of the theme's folder, if there is one.
pub(super) fn emblem(theme: &ThemeSettings) -> Result<Option<Emblem>, Problems> {
    const HINT: &str =
        "give a PNG of at most 256 KiB, some 500 pixels high, as emblem.png in the theme's folder";
    let Some(folder) = &theme.dir else { return Ok(None) };
    let path = folder.join(EMBLEM);
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

/// For the documents alone.
const EMBLEM: &str = "emblem.png";

/// Most bytes of all files of a theme together: they are kept in memory.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// Our theme, under the files of the theme's folder if there is one.
pub(super) fn assets(theme: &ThemeSettings) -> Result<Arc<Assets>, Problems> {
    const HINT: &str = "give style sheets, SVG, PNG, JPEG, WebP and WOFF2 files, at most 8 MiB together; \
                        theme.css comes after our own style sheet";
    let Some(folder) = &theme.dir else { return Ok(Assets::built_in()) };
    let mut files = BTreeMap::new();
    read(folder, "", &mut files).map_err(|what| Problems::one("theme.dir", what, HINT))?;
    if files.values().map(Vec::len).sum::<usize>() > MOST_BYTES {
        return Err(Problems::one("theme.dir", format!("{} is too large", folder.display()), HINT));
    }
    if files.is_empty() {
        return Ok(Assets::built_in());
    }
    Ok(Arc::new(Assets::laid_over(files)))
}

/// Every file below `folder`, by its path from the theme's folder.
fn read(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    let at = |path: &Path, what: &dyn std::fmt::Display| format!("{}: {what}", path.display());
    let entries = std::fs::read_dir(folder).map_err(|error| at(folder, &error))?;
    for entry in entries {
        let path = entry.map_err(|error| at(folder, &error))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(at(&path, &"is no plain name"));
        };
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if name.starts_with('.') || (prefix.is_empty() && name == EMBLEM) {
            continue;
        } else if path.is_dir() {
            read(&path, &format!("{prefix}{name}/"), files)?;
        } else if content_type(extension) == "application/octet-stream" {
            return Err(at(&path, &"is not of a kind that a theme is made of"));
        } else {
            let bytes = std::fs::read(&path).map_err(|error| at(&path, &error))?;
            files.insert(format!("{prefix}{name}"), bytes);
        }
    }
    Ok(())
}

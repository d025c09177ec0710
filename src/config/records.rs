//! `[records]` and `[register]`: which database.

use std::path::PathBuf;

use serde::Deserialize;

use super::Problems;

/// A database, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordsSettings {
    /// A SQLite file.
    Sqlite(PathBuf),
}

#[derive(Default, Deserialize)]
pub(super) struct Typed {
    store: Option<String>,
    url: Option<String>,
    #[serde(default, rename = "url_file")]
    _url_file: Option<String>,
    pub(super) cog_file: Option<PathBuf>,
}

impl Typed {
    /// `default` stands in for a section that says nothing.
    pub(super) fn resolve(
        self,
        section: &str,
        default: Option<&RecordsSettings>,
        problems: &mut Problems,
    ) -> Option<RecordsSettings> {
        if section == "register" && self.cog_file.is_some() {
            problems.add("register.cog_file", "is not a key of the service", "write it in [records]");
        }
        if let (None, None, Some(default)) = (&self.store, &self.url, default) {
            return Some(default.clone());
        }
        match self.store.as_deref() {
            Some("sqlite") => {}
            // A register without its own section has no default when the records have a problem.
            None if self.url.is_none() && section == "register" => return None,
            None => problems.missing(format!("{section}.store"), "write \"sqlite\""),
            Some(_) => {
                problems.add(
                    format!("{section}.store"),
                    "is not supported by this version",
                    "write \"sqlite\"",
                );
            }
        }
        let Some(url) = self.url.filter(|url| !url.is_empty()) else {
            problems.missing(
                format!("{section}.url"),
                "write for example \"sqlite:/var/lib/mon-releve/records.sqlite\"",
            );
            return None;
        };
        let path = url.strip_prefix("sqlite:").unwrap_or(&url);
        let path = path.strip_prefix("//").unwrap_or(path);
        let path = path.split('?').next().unwrap_or_default();
        Some(RecordsSettings::Sqlite(PathBuf::from(path)))
    }
}

//! `[records]` and `[register]`: which database.

use std::path::PathBuf;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sqlx::postgres::PgConnectOptions;

use super::Problems;

/// A database, checked.
#[derive(Clone, Debug)]
pub enum RecordsSettings {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL database, by its address, possibly with a password.
    Postgres(SecretString),
}

impl PartialEq for RecordsSettings {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Sqlite(path), Self::Sqlite(other)) => path == other,
            (Self::Postgres(url), Self::Postgres(other)) => url.expose_secret() == other.expose_secret(),
            _ => false,
        }
    }
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
        let store = match self.store.as_deref() {
            Some("sqlite") => Store::Sqlite,
            Some("postgres") => Store::Postgres,
            // A register without its own section has no default when the records have a problem.
            None if self.url.is_none() && section == "register" => return None,
            None => {
                problems.missing(format!("{section}.store"), STORES);
                return None;
            }
            Some(_) => {
                problems.add(format!("{section}.store"), "is not a store", STORES);
                return None;
            }
        };
        let Some(url) = self.url.filter(|url| !url.is_empty()) else {
            problems.missing(format!("{section}.url"), store.example());
            return None;
        };
        match store {
            Store::Sqlite if is_postgres(&url) => {
                problems.add(
                    format!("{section}.store"),
                    "is \"sqlite\" and the address is one of PostgreSQL",
                    format!("write {section}.store = \"postgres\""),
                );
                None
            }
            Store::Sqlite => {
                let path = url.strip_prefix("sqlite:").unwrap_or(&url);
                let path = path.strip_prefix("//").unwrap_or(path);
                let path = path.split('?').next().unwrap_or_default();
                Some(RecordsSettings::Sqlite(PathBuf::from(path)))
            }
            Store::Postgres if is_postgres(&url) && PgConnectOptions::from_str(&url).is_ok() => {
                Some(RecordsSettings::Postgres(url.into()))
            }
            Store::Postgres => {
                problems.add(
                    format!("{section}.url"),
                    "is not an address of a PostgreSQL database",
                    store.example(),
                );
                None
            }
        }
    }
}

const STORES: &str = "write \"postgres\", or \"sqlite\" for one machine";

enum Store {
    Sqlite,
    Postgres,
}

impl Store {
    fn example(&self) -> &'static str {
        match self {
            Self::Sqlite => "write for example \"sqlite:/var/lib/mon-releve/records.sqlite\"",
            Self::Postgres => {
                "write for example \"postgres://mon_releve@127.0.0.1:5432/mon_releve\", or set url_file when it holds a password"
            }
        }
    }
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

#[cfg(test)]
mod tests {
    use super::{Problems, RecordsSettings, Typed};

    fn resolved(store: &str, url: &str) -> Result<RecordsSettings, Problems> {
        let typed = Typed { store: Some(store.to_owned()), url: Some(url.to_owned()), ..Typed::default() };
        let mut problems = Problems::default();
        let settings = typed.resolve("records", None, &mut problems);
        problems.or(settings)
    }

    #[test]
    fn a_database_is_named_by_its_store_and_an_address_of_that_kind() {
        assert!(matches!(resolved("sqlite", "sqlite:/srv/records.sqlite"), Ok(RecordsSettings::Sqlite(_))));
        let url = "postgres://mon_releve:secret@db.example.org:5433/records?sslmode=verify-full";
        assert!(matches!(resolved("postgres", url), Ok(RecordsSettings::Postgres(_))));
        for (store, url, key) in [
            ("sqlite", url, "records.store"),
            ("postgres", "sqlite:/srv/records.sqlite", "records.url"),
            ("postgres", "postgres://db.example.org:port/records", "records.url"),
            ("postgres", "", "records.url"),
            ("oracle", url, "records.store"),
        ] {
            let problems = resolved(store, url).unwrap_err();
            assert_eq!(problems.0.iter().map(|problem| problem.key.as_str()).collect::<Vec<_>>(), [key]);
            assert!(!problems.to_string().contains("secret"));
        }
    }

    #[test]
    fn the_password_in_an_address_is_never_printed() {
        let settings = resolved("postgres", "postgres://mon_releve:secret@127.0.0.1/records");
        assert!(!format!("{settings:?}").contains("secret"));
    }
}

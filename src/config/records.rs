//! `[records]` and `[register]`: which database, or which ARPENT API.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sqlx::postgres::PgConnectOptions;
use url::Url;

use super::Problems;

/// A database, checked.
#[derive(Clone, Debug)]
pub enum RecordsSettings {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL database, by its address, possibly with a password.
    Postgres(SecretString),
    /// No database: an ARPENT API that is asked. Never a register.
    Arpent(ArpentSettings),
}

/// An ARPENT API, checked.
#[derive(Clone, Debug)]
pub struct ArpentSettings {
    /// Address that its paths follow.
    pub base_url: Url,
    /// Longest wait for an answer.
    pub timeout: Duration,
    /// Our `client_id` and secret there.
    pub client: Option<(String, SecretString)>,
}

impl RecordsSettings {
    /// Whether it holds records of its own, to import and to publish.
    pub fn is_directory(&self) -> bool {
        !matches!(self, Self::Arpent(_))
    }
}

impl PartialEq for RecordsSettings {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Sqlite(path), Self::Sqlite(other)) => path == other,
            (Self::Postgres(url), Self::Postgres(other)) => url.expose_secret() == other.expose_secret(),
            _ => false, // An ARPENT API is no database that two sections could share.
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
    base_url: Option<String>,
    timeout_ms: Option<u64>,
    client_id: Option<String>,
    client_secret: Option<SecretString>,
    #[serde(default, rename = "client_secret_file")]
    _client_secret_file: Option<String>,
    keep_renderings_days: Option<u32>,
}

impl Typed {
    /// How long the bytes of renderings are kept, if not for ever.
    pub(super) fn keep_renderings(&self) -> Option<SignedDuration> {
        self.keep_renderings_days.map(|days| SignedDuration::from_hours(24 * i64::from(days)))
    }

    /// `default` stands in for a section that says nothing.
    pub(super) fn resolve(
        mut self,
        section: &str,
        default: Option<&RecordsSettings>,
        problems: &mut Problems,
    ) -> Option<RecordsSettings> {
        const NO_KEY: &str = "is not a key of the service";
        if section == "register" && self.cog_file.is_some() {
            problems.add("register.cog_file", NO_KEY, "write it in [records]");
        }
        if section == "records" && self.keep_renderings_days.is_some() {
            problems.add("records.keep_renderings_days", NO_KEY, "write it in [register]");
        }
        if self.keep_renderings_days == Some(0) {
            problems.add(
                format!("{section}.keep_renderings_days"),
                "is 0",
                "leave it out to keep renderings for ever, or write a number of days",
            );
        }
        if self.store.as_deref() == Some("arpent") {
            return self.arpent(section, problems).map(RecordsSettings::Arpent);
        }
        for (key, _) in self.of_arpent().into_iter().filter(|(_, is_given)| *is_given) {
            problems.add(
                format!("{section}.{key}"),
                "is a key of an ARPENT API",
                "write records.store = \"arpent\", or leave it out",
            );
        }
        if let (None, None, Some(default)) = (&self.store, &self.url, default) {
            if !default.is_directory() {
                problems.missing(
                    "register.store",
                    "an ARPENT API keeps no register and no audit trail of ours: write \"postgres\" or \"sqlite\"",
                );
                return None;
            }
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

impl Typed {
    /// The keys that only an ARPENT API has, and whether they are given.
    fn of_arpent(&self) -> [(&'static str, bool); 4] {
        [
            ("base_url", self.base_url.is_some()),
            ("timeout_ms", self.timeout_ms.is_some()),
            ("client_id", self.client_id.is_some()),
            ("client_secret", self.client_secret.is_some()),
        ]
    }

    fn arpent(&mut self, section: &str, problems: &mut Problems) -> Option<ArpentSettings> {
        if section == "register" {
            problems.add("register.store", "is \"arpent\", which keeps no register", STORES);
            return None;
        }
        for (key, is_given) in [("url", self.url.is_some()), ("cog_file", self.cog_file.is_some())] {
            if is_given {
                problems.add(
                    format!("records.{key}"),
                    "does not go with an ARPENT API, which has its own directory",
                    "leave it out; its address is records.base_url",
                );
            }
        }
        let is_address = |url: &Url| {
            matches!(url.scheme(), "https" | "http") && url.query().is_none() && url.fragment().is_none()
        };
        let base_url = self.base_url.as_deref().and_then(|url| Url::parse(url).ok()).filter(is_address);
        if base_url.is_none() {
            problems.add(
                "records.base_url",
                if self.base_url.is_some() { "is not an address" } else { "is missing" },
                "write what stands before /arpent-resultats-api, such as \"https://arpent.example.org\"",
            );
        }
        let timeout = self.timeout_ms.unwrap_or(DEFAULT_TIMEOUT_MS);
        if !(100..=30_000).contains(&timeout) {
            problems.add("records.timeout_ms", "is not a wait for a citizen", "write 100 to 30000");
        }
        let client = match (self.client_id.take(), self.client_secret.take()) {
            (Some(id), Some(secret)) => Some((id, secret)),
            (None, None) => None,
            _ => {
                problems.add(
                    "records.client_id",
                    "goes with a secret",
                    "set client_id and client_secret_file",
                );
                None
            }
        };
        Some(ArpentSettings { base_url: base_url?, timeout: Duration::from_millis(timeout), client })
    }
}

const STORES: &str =
    "write \"postgres\", or \"sqlite\" for one machine; records may also be those of an \"arpent\"";

/// Longest wait for an ARPENT API: a citizen waits behind it.
const DEFAULT_TIMEOUT_MS: u64 = 4000;

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

    #[test]
    fn an_arpent_api_is_named_by_its_address_and_leaves_the_register_elsewhere() {
        let typed = |base_url: Option<&str>, url: Option<&str>| Typed {
            store: Some("arpent".to_owned()),
            base_url: base_url.map(str::to_owned),
            url: url.map(str::to_owned),
            ..Typed::default()
        };
        let keys = |problems: &Problems| problems.0.iter().map(|one| one.key.clone()).collect::<Vec<_>>();
        let mut problems = Problems::default();
        let records = typed(Some("https://arpent.example.org"), None).resolve("records", None, &mut problems);
        assert!(records.is_some() && problems.0.is_empty());
        assert!(Typed::default().resolve("register", records.as_ref(), &mut problems).is_none());
        assert_eq!(keys(&problems), ["register.store"], "it keeps no register");

        for (base_url, url, key) in [
            (None, None, "records.base_url"),
            (Some("ftp://arpent.example.org"), None, "records.base_url"),
            (Some("https://arpent.example.org"), Some("sqlite:x"), "records.url"),
        ] {
            let mut problems = Problems::default();
            typed(base_url, url).resolve("records", None, &mut problems);
            assert_eq!(keys(&problems), [key]);
        }
        let mut problems = Problems::default();
        typed(Some("https://arpent.example.org"), None).resolve("register", None, &mut problems);
        assert_eq!(keys(&problems), ["register.store"]);
    }
}

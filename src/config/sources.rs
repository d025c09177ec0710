//! Layers: built-in defaults, files in order, environment; then secrets out of their files.

use std::path::PathBuf;

use config::{Config, Environment, File, FileFormat, Value, ValueKind};
use serde::de::DeserializeOwned;

use super::Problems;

/// Keys whose value may stand in a file named by `<key>_file`.
const SECRETS: &[(&str, &str)] = &[
    ("franceconnect", "client_secret"),
    ("franceconnect", "client_private_key"),
    ("franceconnect.encryption", "jwks"),
    ("franceconnect.data_provider", "client_secret"),
    ("franceconnect.data_provider", "jwks"),
    ("sessions", "redis_url"),
    ("sessions", "redis_sentinels"),
    ("sessions", "redis_master"),
    ("sessions", "redis_cluster"),
    ("sessions", "redis_ca"),
    ("sessions", "encryption_key"),
    ("records", "url"),
    ("records", "client_secret"),
    ("register", "url"),
    ("mail", "ca"),
    ("mail", "password"),
];

/// What was typed, merged.
pub struct Source(Config);

impl Source {
    /// Reads all layers.
    ///
    /// # Errors
    /// When a file is missing or no TOML, or a secret's file cannot be read.
    pub fn read(
        files: &[PathBuf],
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Problems> {
        Self::read_over("", files, environment)
    }

    /// The same, with a text of TOML between the defaults and the files.
    ///
    /// # Errors
    /// As [`Source::read`].
    pub fn read_over(
        base: &str,
        files: &[PathBuf],
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Problems> {
        let variables = environment.into_iter().collect();
        let mut builder = Config::builder()
            .add_source(File::from_str(include_str!("../../config/default.toml"), FileFormat::Toml))
            .add_source(File::from_str(base, FileFormat::Toml));
        for file in files {
            builder = builder.add_source(File::from(file.as_path()).format(FileFormat::Toml));
        }
        let merged = builder
            .add_source(
                Environment::with_prefix("MON_RELEVE")
                    .prefix_separator("__")
                    .separator("__")
                    .source(Some(variables)),
            )
            .build()
            .map_err(|error| {
                Problems::one(
                    "configuration",
                    error.to_string(),
                    "check that the file exists and is TOML; see config/production.example.toml",
                )
            })?;
        Self(merged).with_secrets_from_files()
    }

    fn with_secrets_from_files(self) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut builder = Config::builder().add_source(self.0.clone());
        for (section, key) in SECRETS {
            let Ok(path) = self.0.get_string(&format!("{section}.{key}_file")) else { continue };
            match std::fs::read_to_string(&path) {
                Ok(secret) => {
                    let name = format!("{section}.{key}");
                    let value = Value::new(Some(&path), ValueKind::String(secret.trim_end().to_owned()));
                    match builder.clone().set_override(&name, value) {
                        Ok(with_secret) => builder = with_secret,
                        Err(error) => problems.add(name, error.to_string(), "give the key once"),
                    }
                }
                Err(error) => problems.add(
                    format!("{section}.{key}_file"),
                    format!("{path}: {error}"),
                    "name a file that the service may read",
                ),
            }
        }
        let merged = builder.build().ok().map(Self);
        problems.or(merged)
    }

    /// Some tables alone, whatever stands in the others.
    ///
    /// # Errors
    /// When a value has another type than it must have.
    pub fn part<T: DeserializeOwned>(self) -> Result<T, Problems> {
        self.0.try_deserialize().map_err(|error| wrong_type(&error))
    }

    /// All tables, and a problem for each key that none of them knows.
    ///
    /// # Errors
    /// When a value has another type than it must have.
    pub fn typed<T: DeserializeOwned>(self) -> Result<(T, Problems), Problems> {
        let mut unknown = Problems::default();
        let typed = serde_ignored::deserialize(self.0, |path| {
            unknown.add(
                path.to_string(),
                "is not a key of the service",
                "check the spelling; see config/default.toml and README.md",
            );
        })
        .map_err(|error| wrong_type(&error))?;
        Ok((typed, unknown))
    }
}

fn wrong_type(error: &config::ConfigError) -> Problems {
    Problems::one(
        "configuration",
        error.to_string(),
        "see config/production.example.toml for the form of each value",
    )
}

//! From what was typed to settings: TOML files, then the environment, checked as a whole.
//!
//! Every problem is listed at once, with the key it stands under and what to write there. Secrets are
//! never repeated.

mod api;
mod audit;
mod authorities;
mod data_provider;
mod franceconnect;
mod legal;
mod list;
mod mail;
mod partners;
mod problems;
mod records;
mod redis;
mod seal;
mod server;
mod sessions;
mod sources;
mod telemetry;
mod theme;

use std::path::PathBuf;

use jiff::SignedDuration;
use serde::Deserialize;

use crate::domain::enrolment_site::EnrolmentSites;
use crate::domain::legal_facts::LegalFacts;

pub use api::{ApiSettings, CredentialsAccess, LimitsSettings};
pub use audit::AuditSettings;
pub use data_provider::DataProviderSettings;
pub use franceconnect::{ClientCredential, FranceConnectSettings};
pub use mail::{MailSettings, MailTls};
pub use problems::{Problem, Problems};
pub use records::{ArpentSettings, RecordsSettings};
pub use redis::{RedisServers, RedisSettings};
pub use seal::{
    KeyPlace, SealPair, SealSettings, TimestampSettings, TokenSettings, TokenSlot, TwoDDocSettings,
};
pub use server::{Environment, ServerSettings};
pub use sessions::{SessionStore, SessionsSettings};
pub use sources::Source;
pub use telemetry::{LogFormat, TelemetrySettings, TraceSettings};
pub use theme::ThemeSettings;

/// Everything the service is told.
pub struct Settings {
    /// `[server]`.
    pub server: ServerSettings,
    /// `[franceconnect]`.
    pub franceconnect: FranceConnectSettings,
    /// `[sessions]`.
    pub sessions: SessionsSettings,
    /// `[records]`.
    pub records: RecordsSettings,
    /// `records.cog_file`: communes whose code changed, instead of the table built in.
    pub cog_file: Option<PathBuf>,
    /// `[register]`; the database of the records unless it says otherwise.
    pub register: RecordsSettings,
    /// `register.keep_renderings_days`: how long the bytes of what was issued are kept; for ever unless it says
    /// otherwise. Their hashes always are.
    pub keep_renderings: Option<SignedDuration>,
    /// `[seal]`.
    pub seal: SealSettings,
    /// `[partners]`: the registry.
    pub sites: EnrolmentSites,
    /// `[api]`.
    pub api: ApiSettings,
    /// `[limits]`.
    pub limits: LimitsSettings,
    /// `[audit]`.
    pub audit: AuditSettings,
    /// `[theme]`.
    pub theme: ThemeSettings,
    /// `[legal]`.
    pub legal: LegalFacts,
    /// `[mail]`; off without.
    pub mail: Option<MailSettings>,
    /// `[telemetry]`.
    pub telemetry: TelemetrySettings,
}

/// The register and how long what is in it is kept.
pub struct RegisterSettings {
    /// `[register]`.
    pub register: RecordsSettings,
    /// `[audit]`.
    pub audit: AuditSettings,
    /// `register.keep_renderings_days`.
    pub keep_renderings: Option<SignedDuration>,
}

/// The databases alone.
pub struct DatabaseSettings {
    /// `[records]`.
    pub records: RecordsSettings,
    /// `[register]`.
    pub register: RecordsSettings,
}

/// The tables as typed. Keys that none of them knows are collected while reading.
#[derive(Deserialize)]
struct Typed {
    server: server::Typed,
    franceconnect: franceconnect::Typed,
    sessions: sessions::Typed,
    records: records::Typed,
    #[serde(default)]
    register: records::Typed,
    #[serde(default)]
    seal: seal::Typed,
    #[serde(default)]
    partners: partners::Typed,
    api: api::Typed,
    limits: LimitsSettings,
    audit: audit::Typed,
    telemetry: telemetry::Typed,
    #[serde(default)]
    theme: ThemeSettings,
    #[serde(default)]
    legal: legal::Typed,
    #[serde(default)]
    mail: mail::Typed,
}

/// Of `[server]`, what decides how strict the other tables are read.
#[derive(Deserialize)]
struct ServerPart {
    environment: Environment,
}

/// What does not go with the records of somebody else.
const NO_DIRECTORY: &str =
    "import, publish, withdraw and seal where the ARPENT API keeps its records: here is no directory";

impl Settings {
    /// What the operator should know of a configuration that is good.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if !self.records.is_directory() {
            remarks.push(format!("records.store is \"arpent\": {NO_DIRECTORY}"));
            remarks.push(
                "records.store is \"arpent\": the access token of a sign-in is shown to that API, so \
                 franceconnect.scopes must hold its scope, and franceconnect.client_id must be known to it"
                    .to_owned(),
            );
        }
        if self.seal.timestamp.as_ref().is_some_and(|timestamp| timestamp.certificate.is_none()) {
            remarks.push(
                "seal.timestamp.certificate is not set: the stamp of any authority is taken, so whoever \
                 stands between us and seal.timestamp.url could stamp in its place"
                    .to_owned(),
            );
        }
        remarks
    }

    /// Reads `files` in order over the built-in defaults, then `environment`.
    ///
    /// # Errors
    /// All problems, when there is one.
    pub fn load(
        files: &[PathBuf],
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Problems> {
        Self::resolve(Source::read(files, environment)?)
    }

    /// The records' and the register's database alone, for commands that touch nothing else.
    ///
    /// # Errors
    /// The problems of `[records]`.
    pub fn load_records(
        files: &[PathBuf],
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<RecordsSettings, Problems> {
        #[derive(Deserialize)]
        struct Part {
            records: records::Typed,
        }
        let part: Part = Source::read(files, environment)?.part()?;
        let mut problems = Problems::default();
        let records = part.records.resolve("records", None, &mut problems);
        if records.as_ref().is_some_and(|records| !records.is_directory()) {
            problems.add("records.store", "is \"arpent\"", NO_DIRECTORY);
        }
        problems.or(records)
    }

    /// The register's database and how long its trail is kept, for commands that touch nothing else.
    ///
    /// # Errors
    /// The problems of `[records]`, `[register]` and `[audit]`.
    pub fn load_register(
        files: &[PathBuf],
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<RegisterSettings, Problems> {
        #[derive(Deserialize)]
        struct Part {
            records: records::Typed,
            #[serde(default)]
            register: records::Typed,
            audit: audit::Typed,
        }
        let part: Part = Source::read(files, environment)?.part()?;
        let mut problems = Problems::default();
        let records = part.records.resolve("records", None, &mut problems);
        let keep_renderings = part.register.keep_renderings();
        let register = part.register.resolve("register", records.as_ref(), &mut problems);
        let audit = part.audit.resolve(&mut problems);
        problems.or(register.map(|register| RegisterSettings { register, audit, keep_renderings }))
    }

    /// The registry and the folder it is in, for commands that touch nothing else.
    ///
    /// # Errors
    /// The problems of its files.
    pub fn load_sites(
        files: &[PathBuf],
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(PathBuf, EnrolmentSites), Problems> {
        #[derive(Deserialize)]
        struct Part {
            server: ServerPart,
            #[serde(default)]
            partners: partners::Typed,
        }
        let part: Part = Source::read(files, environment)?.part()?;
        let mut problems = Problems::default();
        let folder = part.partners.folder();
        let sites = part.partners.resolve(part.server.environment, &mut problems);
        problems.or(Some((folder, sites)))
    }

    /// Where replicas share what lives for minutes or hours, for commands that touch nothing else.
    ///
    /// # Errors
    /// The problems of `[sessions]`, and that a store in this process is shared with nobody.
    pub fn load_sessions(
        files: &[PathBuf],
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<SessionsSettings, Problems> {
        #[derive(Deserialize)]
        struct Part {
            server: ServerPart,
            sessions: sessions::Typed,
        }
        let part: Part = Source::read(files, environment)?.part()?;
        let mut problems = Problems::default();
        let sessions = part.sessions.resolve(part.server.environment, &mut problems);
        if sessions.as_ref().is_some_and(|sessions| matches!(sessions.store, SessionStore::Memory)) {
            problems.add(
                "sessions.store",
                "is in the process that serves",
                "a command reaches the replicas through the Redis that they share: set store = \"redis\"",
            );
        }
        problems.or(sessions)
    }

    /// Both databases, for commands that change records and leave a trace of it.
    ///
    /// # Errors
    /// The problems of `[records]` and `[register]`.
    pub fn load_databases(
        files: &[PathBuf],
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<DatabaseSettings, Problems> {
        #[derive(Deserialize)]
        struct Part {
            records: records::Typed,
            #[serde(default)]
            register: records::Typed,
        }
        let part: Part = Source::read(files, environment)?.part()?;
        let mut problems = Problems::default();
        let records = part.records.resolve("records", None, &mut problems);
        let register = part.register.resolve("register", records.as_ref(), &mut problems);
        if records.as_ref().is_some_and(|records| !records.is_directory()) {
            problems.add("records.store", "is \"arpent\"", NO_DIRECTORY);
        }
        problems.or(records.zip(register).map(|(records, register)| DatabaseSettings { records, register }))
    }

    /// Checks what was read.
    ///
    /// # Errors
    /// All problems, when there is one.
    pub fn resolve(source: Source) -> Result<Self, Problems> {
        let (typed, mut problems): (Typed, Problems) = source.typed()?;
        let server = typed.server.resolve(&mut problems);
        let environment = server.as_ref().map_or(Environment::Production, |server| server.environment);
        let franceconnect = typed.franceconnect.resolve(environment, &mut problems);
        let sessions = typed.sessions.resolve(environment, &mut problems);
        let cog_file = typed.records.cog_file.clone();
        let records = typed.records.resolve("records", None, &mut problems);
        let keep_renderings = typed.register.keep_renderings();
        let register = typed.register.resolve("register", records.as_ref(), &mut problems);
        if let Some(RecordsSettings::Arpent(arpent)) = &records
            && environment == Environment::Production
            && arpent.base_url.scheme() != "https"
        {
            problems.add("records.base_url", "is not https", "in production records travel encrypted");
        }
        let seal = typed.seal.resolve(&mut problems);
        let sites = typed.partners.resolve(environment, &mut problems);
        let api = typed.api.resolve(environment, &mut problems);
        let audit = typed.audit.resolve(&mut problems);
        let telemetry = typed.telemetry.resolve(&mut problems);
        let legal = typed.legal.resolve(&mut problems);
        let mail = typed.mail.resolve(environment, &mut problems);
        let settings = (|| {
            Some(Self {
                server: server?,
                franceconnect: franceconnect?,
                sessions: sessions?,
                records: records?,
                cog_file,
                register: register?,
                keep_renderings,
                seal: seal?,
                sites,
                api,
                limits: typed.limits,
                audit,
                telemetry,
                theme: typed.theme,
                legal,
                mail,
            })
        })();
        problems.or(settings)
    }
}

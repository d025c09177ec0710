//! `mon-releve demo`: everything on one machine, with no server to install.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use aws_lc_rs::digest;
use clap::Args;
use jiff::Timestamp;
use secrecy::ExposeSecret;
use url::Url;

use super::{ConfigFiles, Ending};
use crate::adapters::exam_records::ndjson;
use crate::adapters::system::{SystemClock, SystemRandom};
use crate::application::{self, Application, StartError};
use crate::config::{ClientCredential, KeyPlace, Problems, RecordsSettings, Settings, Source};
use crate::ports::clock::Clock;
use crate::ports::random::Random;
use crate::sandbox::enrolment_site::{EnrolmentSite, EnrolmentSiteSettings};
use crate::sandbox::franceconnect::{
    ClientAuthentication, Encryption, RegisteredClient, RegisteredDataProvider, SimulatedFranceConnect,
    SimulatorSettings,
};
use crate::sandbox::people::{self, Person};
use crate::sandbox::seal_keys;
use crate::services::import_records::{ImportRecordsService, Purpose};
use crate::telemetry;

#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    config: ConfigFiles,
    /// Folder for the database and the throw-away seal keys.
    #[arg(long, default_value = "demo-data", value_name = "FOLDER")]
    data: PathBuf,
}

/// Ports of the demo.
const SERVICE: u16 = 8080;
const FRANCECONNECT: u16 = 8081;
const ENROLMENT_SITE: u16 = 8082;

pub(super) async fn run(options: &Options) -> Ending {
    match demonstrate(options).await {
        Ok(()) => Ending::Done,
        Err(error) => match error.downcast::<StartError>() {
            Ok(StartError::Configuration(problems)) => problems.into(),
            Ok(StartError::External(error)) | Err(error) => Ending::External(error),
        },
    }
}

async fn demonstrate(options: &Options) -> anyhow::Result<()> {
    // Before anything is prepared: a second demo must not sweep the first one's data away.
    let (at_franceconnect, at_site) = (loopback(FRANCECONNECT)?, loopback(ENROLMENT_SITE)?);
    let secret = register_site(&options.data)?;
    let settings = settings(options).map_err(StartError::Configuration)?;
    let telemetry = telemetry::start(&settings.telemetry);
    prepare(&options.data, &settings, SystemClock.now())?;
    import_records(&settings.records).await?;
    let people = people::invented().context("the invented people cannot be read")?;

    let application = Application::start(&settings, Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
    let franceconnect =
        SimulatedFranceConnect::bind(at_franceconnect, simulator(people.clone(), &settings)?)?;
    let site = EnrolmentSiteSettings {
        service: settings.server.public_url.join("/"),
        client_id: SITE.to_owned(),
        client_secret: secret,
    };
    let site = EnrolmentSite::bind(at_site, site)?;
    welcome(&people);

    // The service ends on Ctrl-C; the others end with the process.
    tokio::select! {
        ended = application.run() => ended?,
        ended = franceconnect.run() => ended?,
        ended = site.run() => ended?,
    }
    telemetry.end().await;
    Ok(())
}

fn settings(options: &Options) -> Result<Settings, Problems> {
    let data = options.data.display();
    let data = [
        ("RECORDS__URL", format!("sqlite:{data}/records.sqlite")),
        ("SEAL__CURRENT__CERTIFICATE", format!("{data}/seal-chain.pem")),
        ("SEAL__CURRENT__KEY", format!("{data}/seal-key.pem")),
        ("PARTNERS__DIR", format!("{data}/partners")),
    ]
    .map(|(key, value)| (format!("MON_RELEVE__{key}"), value));
    let environment = data.into_iter().chain(std::env::vars());
    let base = include_str!("../../config/demo.toml");
    Settings::resolve(Source::read_over(base, &options.config.files, environment)?)
}

fn loopback(port: u16) -> anyhow::Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port)).with_context(|| format!("port {port} is taken: stop what uses it"))
}

/// `client_id` of the demo site.
const SITE: &str = "lycee-exemple";

/// Enters the demo site into a registry of its own, under a fresh secret, which it returns.
fn register_site(data: &Path) -> anyhow::Result<String> {
    let folder = data.join("partners");
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let random: &dyn Random = &SystemRandom;
    let secret = hex::encode(random.bytes::<32>());
    let hash = hex::encode(digest::digest(&digest::SHA256, secret.as_bytes()));
    let (redirect_uri, emrex_return) = EnrolmentSite::return_addresses(ENROLMENT_SITE);
    let entry = include_str!("../sandbox/content/lycee-exemple.toml")
        .replace("{redirect_uri}", &redirect_uri)
        .replace("{emrex_return_url}", &emrex_return)
        .replace("{client_secret_sha256}", &hash);
    std::fs::write(folder.join(format!("{SITE}.toml")), entry)?;
    std::fs::write(
        folder.join("demo-token-site.toml"),
        include_str!("../sandbox/content/demo-token-site.toml"),
    )?;
    std::fs::write(folder.join("bac-a-sable.toml"), include_str!("../sandbox/content/bac-a-sable.toml"))?;
    Ok(secret)
}

/// A fresh folder with throw-away seal keys: nothing of an earlier demo is kept.
fn prepare(folder: &Path, settings: &Settings, now: Timestamp) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    for file in ["records.sqlite", "records.sqlite-wal", "records.sqlite-shm"] {
        match std::fs::remove_file(folder.join(file)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot remove {}", folder.join(file).display()));
            }
            _ => {}
        }
    }
    let keys = seal_keys::throw_away(now)?;
    // A key in a token is the operator's own, with its certificate.
    if let KeyPlace::File(key) = &settings.seal.current.key {
        std::fs::write(&settings.seal.current.certificate, keys.chain_pem)?;
        std::fs::write(key, keys.key_pem)?;
    }
    std::fs::write(folder.join("seal-root.pem"), keys.root_pem)?;
    Ok(())
}

async fn import_records(records: &RecordsSettings) -> anyhow::Result<()> {
    let service = ImportRecordsService {
        records: application::exam_records(records).await?,
        random: Arc::new(SystemRandom),
        clock: Arc::new(SystemClock),
    };
    let report = service.import(ndjson::batches(people::RECORDS.as_bytes()), Purpose::Import).await?;
    match report.rejects.first() {
        None => Ok(()),
        Some(reject) => anyhow::bail!("invented record {}: {}", reject.line, reject.reason),
    }
}

fn simulator(people: Vec<Person>, settings: &Settings) -> anyhow::Result<SimulatorSettings> {
    let ClientCredential::Secret(secret) = &settings.franceconnect.authentication else {
        anyhow::bail!("the demo signs in with a secret: leave franceconnect.client_auth out");
    };
    Ok(SimulatorSettings {
        public_url: local(FRANCECONNECT),
        clients: vec![RegisteredClient {
            client_id: settings.franceconnect.client_id.clone(),
            authentication: ClientAuthentication::SecretPost(secret.expose_secret().to_owned()),
            redirect_uris: vec![settings.server.public_url.join("/connexion/retour")],
            post_logout_redirect_uris: vec![settings.server.public_url.join("/deconnexion/retour")],
            name: "Mon relevé agricole".to_owned(),
            scopes: vec!["openid".to_owned(), "identite_pivot".to_owned()],
        }]
        .into_iter()
        .chain(token_site(settings))
        .collect(),
        data_providers: data_provider(settings).into_iter().collect(),
        clock: Arc::new(|| SystemClock.now()),
        people,
    })
}

/// Our second registration there, for sites that bring a token.
fn data_provider(settings: &Settings) -> Option<RegisteredDataProvider> {
    let registration = settings.franceconnect.data_provider.as_ref()?;
    Some(RegisteredDataProvider {
        client_id: registration.client_id.clone(),
        client_secret: registration.client_secret.expose_secret().to_owned(),
        jwks_uri: settings.server.public_url.join("/.well-known/jwks.json"),
        encryption: Encryption::EcdhEs,
        scopes: vec![registration.scope.clone()],
    })
}

/// A site that has tokens: `scripts/demo_token` plays it.
fn token_site(settings: &Settings) -> Option<RegisteredClient> {
    let scope = settings.franceconnect.data_provider.as_ref()?.scope.clone();
    Some(RegisteredClient {
        client_id: "demo-token-site-00000000000000000000000".to_owned(),
        authentication: ClientAuthentication::SecretPost(
            "demo-token-site-secret-0000000000000000".to_owned(),
        ),
        redirect_uris: vec![local(ENROLMENT_SITE)],
        post_logout_redirect_uris: Vec::new(),
        name: "Site d’essai".to_owned(),
        scopes: vec!["openid".to_owned(), scope],
    })
}

fn local(port: u16) -> Url {
    Url::parse(&format!("http://localhost:{port}")).expect("a host and a port make an address")
}

/// People worth trying first, by the situation they show.
const TO_TRY: &[&str] =
    &["nominal-f", "unknown", "foreign-portugal", "twin-a", "not-yet-published", "btsa-ects"];

fn welcome(people: &[Person]) {
    println!("Mon relevé agricole, demo. All people and marks are invented.\n");
    println!("  the service                  http://localhost:{SERVICE}");
    println!("  a simulated FranceConnect    http://localhost:{FRANCECONNECT}   (make it fail: /controle)");
    println!("  a demo enrolment site        http://localhost:{ENROLMENT_SITE}\n");
    println!("Open the service, click « S’identifier avec FranceConnect » and choose somebody, such as:\n");
    for person in TO_TRY.iter().filter_map(|id| people.iter().find(|person| person.id == *id)) {
        println!("  {:<32} {}", person.display_name(), person.situation.en);
    }
    println!(
        "\nOr begin at the demo site: « Récupérer mon relevé de notes » brings the transcript into its form."
    );
    println!("\nOr ask as a site does that holds INA and management number:\n");
    println!(
        "  curl -H 'Accept: application/json' -d '{{\"ina\": \"12345678\",\"numGestion\": \"0000000000X\"}}' \\"
    );
    println!(
        "    http://localhost:{SERVICE}/arpent-resultats-api/api/arpent-resultats/audit-notes/credentials"
    );
    println!("\nOr as one that holds a FranceConnect token, which lives a minute:\n");
    println!("  curl -X POST -H \"Authorization: Bearer $(scripts/demo_token nominal-f)\" \\");
    println!(
        "    http://localhost:{SERVICE}/arpent-resultats-api/api/arpent-resultats/audit-notes/franceconnect"
    );
    println!("\nStop with Ctrl-C.");
}

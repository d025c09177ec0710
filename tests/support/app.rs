//! The real application on a free port, beside a simulated FranceConnect.

use std::io::Cursor;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use mon_releve::adapters::database;
use mon_releve::adapters::exam_records::ndjson;
use mon_releve::adapters::system::SystemRandom;
use mon_releve::application::{self, Application};
use mon_releve::config::{DatabaseSettings, RecordsSettings, Settings};
use mon_releve::ports::clock::Clock;
use mon_releve::sandbox::franceconnect::behaviour::Order;
use mon_releve::sandbox::franceconnect::{
    ClientAuthentication, Control, RegisteredClient, SimulatedFranceConnect, SimulatorSettings,
};
use mon_releve::sandbox::people::{self, Person};
use mon_releve::sandbox::seal_keys;
use mon_releve::services::decide_publication::DecidePublicationService;
use mon_releve::services::import_records::{ImportRecordsService, ImportReport, Purpose};
use tempfile::TempDir;
use url::Url;

use super::clock::MockClock;
use super::data_provider;
use super::ports::free_port;

pub const CLIENT_ID: &str = "mon-releve-test-0000000000000000000000";
pub const CLIENT_SECRET: &str = "a secret of the tests, long enough for FranceConnect";

/// One application, its FranceConnect, its folder, its clock.
pub struct App {
    pub url: Url,
    pub clock: Arc<MockClock>,
    pub franceconnect: Control,
    pub issuer: String,
    pub records: RecordsSettings,
    pub register: RecordsSettings,
    pub folder: TempDir,
    environment: Vec<(&'static str, String)>,
}

/// What a test wants to be different.
#[derive(Default)]
pub struct Wish {
    /// A Redis for the sessions, instead of this process.
    pub redis: Option<String>,
    /// A PostgreSQL for records and register, instead of a SQLite file.
    pub postgres: Option<String>,
    /// Everything is prepared and nothing serves: somebody else will.
    pub is_not_served: bool,
    /// The data provider that FranceConnect knows is another service, at this address.
    pub data_provider: Option<Url>,
    /// FranceConnect is down: its port is closed.
    pub without_franceconnect: bool,
    /// Others whom FranceConnect knows, beside the invented people.
    pub people: Vec<Person>,
    /// Other settings, as in the environment, such as `FRANCECONNECT__PKCE`.
    pub settings: Vec<(&'static str, String)>,
}

impl App {
    /// As in the demo: invented people with their records, sessions in process.
    pub async fn start() -> Self {
        Self::start_with(Wish::default()).await
    }

    /// With something different.
    pub async fn start_with(wish: Wish) -> Self {
        #[expect(clippy::disallowed_methods, reason = "the clock of the tests starts at the real time")]
        let clock = Arc::new(MockClock::at(Timestamp::now()));
        let folder = tempfile::tempdir().expect("a folder");
        let service_port = free_port();
        let public_url = Url::parse(&format!("http://localhost:{service_port}")).expect("an address");

        let franceconnect_port = free_port();
        let franceconnect_listener =
            TcpListener::bind(("127.0.0.1", franceconnect_port)).expect("a free port");
        let simulator = simulator(franceconnect_listener, franceconnect_port, &public_url, &wish, &clock);
        let (control, issuer) = (simulator.control(), simulator.issuer());
        if wish.without_franceconnect {
            drop(simulator);
        } else {
            tokio::spawn(simulator.run());
        }

        let environment = environment(&wish, &folder, service_port, franceconnect_port, clock.now());
        let settings = settings(&[], &environment);
        let app = Self {
            url: public_url,
            clock: Arc::clone(&clock),
            franceconnect: control,
            issuer,
            records: settings.records.clone(),
            register: settings.register.clone(),
            folder,
            environment,
        };
        if app.records.is_directory() {
            let report = app.import(people::RECORDS).await;
            assert!(report.rejects.is_empty(), "{:?}", report.rejects);
        }
        if !wish.is_not_served {
            app.serve(&settings).await;
        }
        app
    }

    /// A second application of another ministry, with records of its own, at this port and the same
    /// FranceConnect.
    pub async fn beside(&self, port: u16, further: &[(&'static str, String)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let franceconnect = Url::parse(&self.issuer).expect("an address").port().expect("a port");
        let wish = Wish { settings: further.to_vec(), ..Wish::default() };
        let environment = environment(&wish, &folder, port, franceconnect, self.clock.now());
        let settings = settings(&[], &environment);
        let app = Self {
            url: settings.server.public_url.join("/"),
            clock: Arc::clone(&self.clock),
            franceconnect: self.franceconnect.clone(),
            issuer: self.issuer.clone(),
            records: settings.records.clone(),
            register: settings.register.clone(),
            folder,
            environment,
        };
        app.import(people::RECORDS).await;
        app.serve(&settings).await;
        app
    }

    async fn serve(&self, settings: &Settings) -> SocketAddr {
        let application = Application::start(settings, self.clock.clone(), Arc::new(SystemRandom))
            .await
            .expect("the application starts");
        let address = application.address();
        tokio::spawn(application.run());
        address
    }

    /// One more replica on the same stores, with other settings: where it answers.
    pub async fn replica(&self, changes: &[(&'static str, String)]) -> Url {
        self.replica_of(&[], changes).await
    }

    /// The same with files of settings below.
    pub async fn replica_of(&self, files: &[&str], changes: &[(&'static str, String)]) -> Url {
        let mut environment = self.environment.clone();
        environment.push(("SERVER__LISTEN", "127.0.0.1:0".to_owned()));
        environment.extend_from_slice(changes);
        let files: Vec<_> = files.iter().map(PathBuf::from).collect();
        let address = self.serve(&settings(&files, &environment)).await;
        Url::parse(&format!("http://localhost:{}", address.port())).expect("an address")
    }

    /// The settings of all this as a process takes them, with others.
    pub fn variables(&self, further: &[(&'static str, String)]) -> Vec<(String, String)> {
        let all = self.environment.iter().chain(further);
        all.map(|(key, value)| (format!("MON_RELEVE__{key}"), value.clone())).collect()
    }

    /// Imports records as the command line does.
    pub async fn import(&self, lines: &str) -> ImportReport {
        let records = application::exam_records(&self.records).await.expect("the database opens");
        let service =
            ImportRecordsService { records, random: Arc::new(SystemRandom), clock: self.clock.clone() };
        let lines = ndjson::batches(Cursor::new(lines.to_owned()));
        service.import(lines, Purpose::Import).await.expect("the database answers")
    }

    /// The ministry at the command line.
    pub async fn ministry(&self) -> DecidePublicationService {
        let databases = DatabaseSettings { records: self.records.clone(), register: self.register.clone() };
        let service = application::decide_publication(&databases, self.clock.clone()).await;
        service.expect("the database opens")
    }

    /// The contents of the audit trail, oldest first.
    pub async fn trail(&self) -> Vec<String> {
        let RecordsSettings::Sqlite(path) = &self.register else { panic!("kept in SQLite") };
        let pool = database::sqlite::open(path).await.expect("the database opens");
        let contents = sqlx::query_scalar("SELECT content FROM audit_entries ORDER BY id");
        contents.fetch_all(&pool).await.expect("the trail is read")
    }

    /// Whether the register keeps this address of a candidate's.
    pub async fn keeps_address(&self, address: &str) -> bool {
        let RecordsSettings::Sqlite(path) = &self.register else { panic!("kept in SQLite") };
        let database = database::sqlite::open(path).await.expect("the database opens");
        let kept = sqlx::query_scalar(
            "SELECT EXISTS (SELECT notice_address FROM shares WHERE notice_address = $1 \
             UNION ALL SELECT notice_address FROM hand_offs WHERE notice_address = $1)",
        );
        kept.bind(address).fetch_one(&database).await.expect("the register is read")
    }

    /// Makes FranceConnect misbehave.
    pub fn order(&self, order: &Order) {
        self.franceconnect.apply(order).expect("the simulator obeys");
    }

    /// The address of a page.
    pub fn at(&self, path: &str) -> Url {
        self.url.join(path).expect("a path")
    }

    /// Lets time pass for everybody.
    pub fn minutes_pass(&self, minutes: i64) {
        self.clock.advance(SignedDuration::from_mins(minutes));
    }
}

fn simulator(
    listener: TcpListener,
    port: u16,
    service: &Url,
    wish: &Wish,
    clock: &Arc<MockClock>,
) -> SimulatedFranceConnect {
    let clock = Arc::clone(clock);
    let at = |path: &str| vec![service.join(path).expect("a path")];
    SimulatedFranceConnect::bind(
        listener,
        SimulatorSettings {
            public_url: Url::parse(&format!("http://localhost:{port}")).expect("an address"),
            clients: vec![RegisteredClient {
                client_id: CLIENT_ID.to_owned(),
                authentication: ClientAuthentication::SecretPost(CLIENT_SECRET.to_owned()),
                redirect_uris: at("/connexion/retour"),
                post_logout_redirect_uris: at("/deconnexion/retour"),
                name: "Mon relevé agricole".to_owned(),
                scopes: ["openid", "identite_pivot", data_provider::SCOPE].map(str::to_owned).to_vec(),
            }]
            .into_iter()
            .chain(data_provider::sites())
            .collect(),
            data_providers: data_provider::registered(wish.data_provider.as_ref().unwrap_or(service)),
            clock: Arc::new(move || clock.now()),
            people: [people::invented().expect("the invented people"), wish.people.clone()].concat(),
        },
    )
    .expect("the simulator binds")
}

fn settings(files: &[PathBuf], environment: &[(&'static str, String)]) -> Settings {
    let environment = environment.iter().map(|(key, value)| (format!("MON_RELEVE__{key}"), value.clone()));
    Settings::load(files, environment).expect("settings of the tests")
}

fn environment(
    wish: &Wish,
    folder: &TempDir,
    service: u16,
    franceconnect: u16,
    now: Timestamp,
) -> Vec<(&'static str, String)> {
    let path = |file: &str| -> PathBuf { folder.path().join(file) };
    let keys = seal_keys::throw_away(now).expect("throw-away keys");
    std::fs::write(path("chain.pem"), keys.chain_pem).expect("a file");
    std::fs::write(path("key.pem"), keys.key_pem).expect("a file");
    std::fs::write(path("root.pem"), keys.root_pem).expect("a file");
    let text = |path: PathBuf| path.to_str().expect("a plain path").to_owned();
    let mut environment = vec![
        ("SERVER__ENVIRONMENT", "test".to_owned()),
        ("SERVER__LISTEN", format!("127.0.0.1:{service}")),
        ("SERVER__PUBLIC_URL", format!("http://localhost:{service}")),
        ("SERVER__WORKERS", "1".to_owned()),
        // However busy the machine of the tests is, nobody waits outside for it.
        ("SERVER__LONGEST_QUEUE_MS", "60000".to_owned()),
        ("FRANCECONNECT__ISSUER", format!("http://localhost:{franceconnect}/api/v2")),
        ("FRANCECONNECT__CLIENT_ID", CLIENT_ID.to_owned()),
        ("FRANCECONNECT__CLIENT_SECRET", CLIENT_SECRET.to_owned()),
        ("FRANCECONNECT__TIMEOUT_MS", "2000".to_owned()),
        ("SESSIONS__STORE", "memory".to_owned()),
        ("SEAL__CURRENT__CERTIFICATE", text(path("chain.pem"))),
        ("SEAL__CURRENT__KEY", text(path("key.pem"))),
    ];
    let database = format!("sqlite:{}", text(path("records.sqlite")));
    if wish.settings.contains(&("RECORDS__STORE", "arpent".to_owned())) {
        environment.push(("REGISTER__STORE", "sqlite".to_owned()));
        environment.push(("REGISTER__URL", database));
    } else {
        environment.push(("RECORDS__URL", database));
    }
    if let Some(redis) = &wish.redis {
        environment.push(("SESSIONS__STORE", "redis".to_owned()));
        environment.push(("SESSIONS__REDIS_URL", redis.clone()));
        environment.push(("SESSIONS__ENCRYPTION_KEY", "ab".repeat(32)));
    }
    if let Some(postgres) = &wish.postgres {
        environment.push(("RECORDS__STORE", "postgres".to_owned()));
        environment.push(("RECORDS__URL", postgres.clone()));
    }
    environment.extend(wish.settings.iter().cloned());
    environment
}

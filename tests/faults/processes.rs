//! Two processes of the program under load, as a proxy sees them: one is killed, one is told to end.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures_util::future::join_all;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use url::Url;

use crate::support::app::{self, App, Wish};
use crate::support::patience::eventually;
use crate::support::ports::free_port;
use crate::support::postgres_server::PostgresServer;
use crate::support::redis_server::RedisServer;
use crate::support::visitor::{Visitor, location, new_client};
use crate::trail::entries;

/// People who sign in again and again.
const PEOPLE: usize = 8;
/// Sign-ins between one event and the next.
const ENOUGH: usize = 24;

/// The program, serving.
struct Replica {
    process: Child,
    url: Url,
}

impl Replica {
    fn start(port: u16, app: &App, redis: &RedisServer, postgres: &PostgresServer) -> Self {
        let path = |file: &str| app.folder.path().join(file).to_str().unwrap().to_owned();
        let settings = [
            ("SERVER__ENVIRONMENT", "test".to_owned()),
            ("SERVER__LISTEN", format!("127.0.0.1:{port}")),
            ("SERVER__PUBLIC_URL", app.url.origin().ascii_serialization()),
            ("SERVER__DRAIN_SECONDS", "1".to_owned()),
            ("FRANCECONNECT__ISSUER", app.issuer.clone()),
            ("FRANCECONNECT__CLIENT_ID", app::CLIENT_ID.to_owned()),
            ("FRANCECONNECT__CLIENT_SECRET", app::CLIENT_SECRET.to_owned()),
            ("SESSIONS__REDIS_URL", redis.url()),
            ("SESSIONS__ENCRYPTION_KEY", "ab".repeat(32)),
            ("RECORDS__STORE", "postgres".to_owned()),
            ("RECORDS__URL", postgres.url()),
            ("SEAL__CURRENT__CERTIFICATE", path("chain.pem")),
            ("SEAL__CURRENT__KEY", path("key.pem")),
        ];
        let process = Command::new(env!("CARGO_BIN_EXE_mon-releve"))
            .arg("serve")
            .env_clear()
            .envs(settings.map(|(key, value)| (format!("MON_RELEVE__{key}"), value)))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { process, url: format!("http://localhost:{port}").parse().unwrap() }
    }

    async fn is_ready(&self) {
        eventually("the replica is ready", async || {
            let answer = new_client().get(self.url.join("/readyz").unwrap()).send().await;
            answer.is_ok_and(|answer| answer.status() == StatusCode::OK)
        })
        .await;
    }

    /// `kill -9`: no goodbye.
    fn dies(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// `SIGTERM`, and how it ended.
    async fn ends_in_order(mut self) -> ExitStatus {
        let told = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status();
        assert!(told.unwrap().success());
        tokio::task::spawn_blocking(move || self.process.wait().unwrap()).await.unwrap()
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        if matches!(self.process.try_wait(), Ok(None)) {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }
}

/// A browser behind a proxy that keeps no connection to a replica.
fn client_of_a_proxy() -> Client {
    let client = Client::builder().redirect(Policy::none()).cookie_store(true).no_proxy();
    client.pool_max_idle_per_host(0).build().unwrap()
}

/// What the people do, and how it goes.
struct Load<'a> {
    app: &'a App,
    replicas: Vec<Url>,
    completed: AtomicUsize,
    broken: AtomicUsize,
    over: AtomicBool,
}

impl Load<'_> {
    /// As a proxy asks: the next replica when one does not answer; for a callback, whose code serves once, only when
    /// it took no connection.
    async fn get(&self, client: &Client, first: usize, address: &str) -> Option<Response> {
        let wanted = self.app.url.join(address).unwrap();
        for index in 0..self.replicas.len() {
            let mut url = self.replicas[(first + index) % self.replicas.len()].join(wanted.path()).unwrap();
            url.set_query(wanted.query());
            match client.get(url).send().await {
                Err(error) if error.is_connect() || wanted.path() != "/connexion/retour" => {}
                answered => return answered.ok(),
            }
        }
        None
    }

    async fn signs_in(&self, turn: usize) -> Option<()> {
        let mut visitor = Visitor::of(self.app);
        visitor.client = client_of_a_proxy();
        let begins = self.get(&visitor.client, turn, "/connexion").await?;
        let authorize = Url::parse(&location(&begins)).ok()?;
        let callback = visitor.identifies_as(&authorize, "nominal-f").await;
        let back = self.get(&visitor.client, turn + 1, callback.as_str()).await?;
        let list = self.get(&visitor.client, turn, "/mes-releves").await?;
        (back.status() == StatusCode::SEE_OTHER && !list.status().is_server_error()).then_some(())
    }

    async fn goes_on(&self, person: usize) {
        let mut turn = person;
        while !self.over.load(Ordering::Relaxed) {
            let counted = if self.signs_in(turn).await.is_some() { &self.completed } else { &self.broken };
            counted.fetch_add(1, Ordering::Relaxed);
            turn += 1;
        }
    }

    /// So many more sign-ins are completed.
    async fn goes_well(&self) {
        let enough = self.completed.load(Ordering::Relaxed) + ENOUGH;
        eventually("people sign in", async || self.completed.load(Ordering::Relaxed) >= enough).await;
    }

    fn broken(&self) -> usize {
        self.broken.load(Ordering::Relaxed)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_may_die_or_be_told_to_end_while_people_sign_in() {
    let (redis, postgres) = (RedisServer::start(), PostgresServer::start());
    let wish = Wish {
        redis: Some(redis.url()),
        postgres: Some(postgres.url()),
        is_not_served: true,
        ..Wish::default()
    };
    let app = App::start_with(wish).await;
    let ports = [free_port(), free_port()];
    let mut dying = Replica::start(ports[0], &app, &redis, &postgres);
    let ending = Replica::start(ports[1], &app, &redis, &postgres);
    dying.is_ready().await;
    ending.is_ready().await;
    let load = Load {
        app: &app,
        replicas: vec![dying.url.clone(), ending.url.clone()],
        completed: AtomicUsize::new(0),
        broken: AtomicUsize::new(0),
        over: AtomicBool::new(false),
    };
    let events = async {
        load.goes_well().await;
        assert_eq!(load.broken(), 0, "nothing is broken yet");
        dying.dies();
        load.goes_well().await;
        // Whoever had a request there at that moment signs in again; nobody else notices.
        let broken = load.broken();
        assert!(broken <= PEOPLE, "{broken} broken sign-ins");

        let successor = Replica::start(ports[0], &app, &redis, &postgres);
        successor.is_ready().await;
        load.goes_well().await;
        let before = load.broken();
        assert!(ending.ends_in_order().await.success());
        load.goes_well().await;
        // At most the one callback that met a closing door.
        assert!(load.broken() <= before + 1, "{} broken by an orderly end", load.broken() - before);
        load.over.store(true, Ordering::Relaxed);
    };
    tokio::join!(events, join_all((0..PEOPLE).map(|person| load.goes_on(person))));
    let (completed, traces) = (load.completed.load(Ordering::Relaxed), entries(&postgres, "IDENTIFICATION"));
    assert!(
        (completed..=completed + load.broken()).contains(&traces),
        "{completed} sign-ins, {traces} traces"
    );
}

//! Two processes of the program under load, as a proxy sees them: one is killed, one is told to end.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures_util::future::join_all;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use url::Url;

use crate::support::app::{App, Wish};
use crate::support::patience::eventually;
use crate::support::ports::free_port;
use crate::support::postgres_server::PostgresServer;
use crate::support::program::Program;
use crate::support::redis_server::RedisServer;
use crate::support::visitor::{Visitor, location};
use crate::trail::entries;

/// People who sign in again and again.
const PEOPLE: usize = 8;
/// Sign-ins between one event and the next.
const ENOUGH: usize = 24;

fn replica(app: &App, port: u16) -> Program {
    Program::start(app, port, &[("SERVER__DRAIN_SECONDS", "3".to_owned())])
}

/// A browser behind a proxy that keeps no connection to a replica.
fn client_of_a_proxy() -> Client {
    let client = Client::builder().redirect(Policy::none()).cookie_store(true).no_proxy();
    client.pool_max_idle_per_host(0).build().unwrap()
}

/// What the people do, and how it goes.
struct Load<'a> {
    app: &'a App,
    replicas: [Target; 2],
    completed: AtomicUsize,
    broken: AtomicUsize,
    over: AtomicBool,
}

/// A replica as a proxy knows it.
struct Target {
    url: Url,
    is_ready: AtomicBool,
}

impl Load<'_> {
    /// As a proxy looks: who says at `/readyz` that it is about to end gets no requests any more.
    async fn looks(&self) {
        let client = client_of_a_proxy();
        while !self.over.load(Ordering::Relaxed) {
            for target in &self.replicas {
                let answer = client.get(target.url.join("/readyz").unwrap()).send().await;
                let is_ready = answer.is_ok_and(|answer| answer.status() == StatusCode::OK);
                target.is_ready.store(is_ready, Ordering::Relaxed);
            }
            tokio::task::yield_now().await;
        }
    }

    /// As a proxy asks: the next replica when one does not answer; for a callback, whose code serves once, only when
    /// it took no connection.
    async fn get(&self, client: &Client, first: usize, address: &str) -> Option<Response> {
        let wanted = self.app.url.join(address).unwrap();
        let mut targets = [&self.replicas[first % 2], &self.replicas[(first + 1) % 2]];
        targets.sort_by_key(|target| !target.is_ready.load(Ordering::Relaxed));
        for target in targets {
            let mut url = target.url.join(wanted.path()).unwrap();
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
    let mut dying = replica(&app, ports[0]);
    let mut ending = replica(&app, ports[1]);
    dying.is_ready().await;
    ending.is_ready().await;
    let load = Load {
        app: &app,
        replicas: [&dying, &ending]
            .map(|replica| Target { url: replica.url.clone(), is_ready: AtomicBool::new(true) }),
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

        let successor = replica(&app, ports[0]);
        successor.is_ready().await;
        load.goes_well().await;
        let before = load.broken();
        assert!(ending.ends_in_order().await.success());
        load.goes_well().await;
        assert_eq!(load.broken(), before, "nobody notices an orderly end");
        load.over.store(true, Ordering::Relaxed);
    };
    tokio::join!(events, load.looks(), join_all((0..PEOPLE).map(|person| load.goes_on(person))));
    let (completed, traces) = (load.completed.load(Ordering::Relaxed), entries(&postgres, "IDENTIFICATION"));
    assert!(
        (completed..=completed + load.broken()).contains(&traces),
        "{completed} sign-ins, {traces} traces"
    );
}

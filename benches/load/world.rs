//! The service under load and everything around it: FranceConnect, Redis, an enrolment site, signed-in candidates.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mon_releve::adapters::database::sqlite;
use mon_releve::sandbox::people;
use sqlx::Executor;
use tempfile::TempDir;

use super::crowd::Crowd;
use super::driver::Outcome;
use super::http::{Answer, Host};
use super::program::{Program, keep_time, move_to_the_service};
use super::support::app::{App, Wish};
use super::support::hand_off::{CALLBACK, app_with};
use super::support::redis_server::RedisServer;

/// Who the candidates are: people with one transcript at least that anybody may see.
pub const PERSON: &str = "btsa-ects";

pub struct World {
    pub program: Program,
    pub service: Arc<Host>,
    pub people: Vec<String>,
    /// Some thousand more, each with a transcript.
    pub crowd: Vec<String>,
    franceconnect: Host,
    app: App,
    _sites: TempDir,
    redis: RedisServer,
}

/// A browser with a session.
#[derive(Clone)]
pub struct SignedIn {
    /// The header line of both cookies.
    pub cookies: String,
}

/// What a visit came to before its end.
pub enum Ended {
    TurnedAway,
    Failed(String),
}

impl From<std::io::Error> for Ended {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// A page or an answer without what must be in it.
pub fn without(what: &str) -> Ended {
    Ended::Failed(format!("no {what}"))
}

impl From<Result<(), Ended>> for Outcome {
    fn from(visit: Result<(), Ended>) -> Self {
        match visit {
            Ok(()) => Self::Served,
            Err(Ended::TurnedAway) => Self::TurnedAway,
            Err(Ended::Failed(why)) => {
                static TOLD: AtomicUsize = AtomicUsize::new(0);
                if TOLD.fetch_add(1, Ordering::Relaxed) < 10 {
                    eprintln!("a visit failed: {why}");
                }
                Self::Failed
            }
        }
    }
}

/// The answer, when it has this status.
pub fn with_status(answer: Answer, status: u16) -> Result<Answer, Ended> {
    match answer.status {
        known if known == status => Ok(answer),
        503 if answer.header("retry-after").is_some() => Err(Ended::TurnedAway),
        other => Err(Ended::Failed(format!("{other} instead of {status}"))),
    }
}

/// Path and query of an address.
pub fn path_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find('/').map_or("/", |at| &rest[at..])
}

fn led_to(answer: &Answer) -> Result<&str, Ended> {
    answer.location().map(path_of).ok_or_else(|| without("redirect"))
}

impl World {
    pub async fn start() -> Arc<Self> {
        let (redis, crowd) = (RedisServer::start(), Crowd::invent());
        let known = crowd.people.iter().map(|person| person.id.clone()).collect();
        let wish = Wish { is_not_served: true, people: crowd.people, ..Wish::default() };
        let lines = format!("redirect_uris = [\"{CALLBACK}\"]");
        let (app, sites) = app_with(&[("lycee-exemple", &lines)], wish).await;
        let further = [
            ("PARTNERS__DIR", sites.path().to_str().expect("a plain path").to_owned()),
            ("SESSIONS__WITHOUT_FRANCECONNECT", "true".to_owned()),
            ("LIMITS__PER_ADDRESS_PER_MINUTE", "0".to_owned()),
            ("LIMITS__ATTEMPTS_PER_INA_PER_HOUR", "0".to_owned()),
            ("LIMITS__ATTEMPTS_PER_PARTNER_PER_MINUTE", "0".to_owned()),
        ];
        assert_eq!(app.import(&crowd.records).await.refused, 0);
        keep_time(&app);
        let (program, _) = Program::start_pinned(&app, &redis.url(), &further);
        let issuer = url::Url::parse(&app.issuer).expect("an address");
        let listed = people::invented().expect("people").into_iter().filter(|person| person.listed);
        Arc::new(Self {
            program,
            service: Arc::new(Host::at(app.url.port().expect("a port"))),
            franceconnect: Host::at(issuer.port().expect("a port")),
            people: listed.map(|person| person.id).collect(),
            crowd: known,
            app,
            _sites: sites,
            redis,
        })
    }

    /// Nobody handed anything over.
    pub async fn forget_hand_offs(&self) {
        let file = self.app.folder.path().join("records.sqlite");
        let register = sqlite::open(&file).await.expect("our own register");
        let forget = "DELETE FROM handed_transcripts; DELETE FROM hand_offs";
        register.execute(forget).await.expect("our own tables");
    }

    /// Has Redis share the service's core from now on, so that the driver alone can bring more than both can serve.
    pub fn has_redis_beside_the_service(&self) {
        move_to_the_service(self.redis.process_id());
    }

    /// The whole sign-in, the clicks at FranceConnect included.
    pub async fn signs_in(&self, person: &str) -> Result<SignedIn, Ended> {
        let begun = with_status(self.service.get("/connexion", "").await?, 303)?;
        let binding = begun.cookie().ok_or_else(|| without("cookie"))?.to_owned();
        let authorize = led_to(&begun)?;
        let base = authorize.split("/authorize").next().unwrap_or_default();
        let interaction = self.franceconnect.get(authorize, "").await?;
        let interaction = led_to(&interaction)?.rsplit('/').next().unwrap_or_default();
        let form = format!("interaction={interaction}&person={person}");
        self.franceconnect.post(&format!("{base}/login"), "", &form).await?;
        let form = format!("interaction={interaction}");
        let agreed = self.franceconnect.post(&format!("{base}/consent"), "", &form).await?;
        let cookie = format!("cookie: {binding}\r\n");
        let back = with_status(self.service.get(led_to(&agreed)?, &cookie).await?, 303)?;
        let session = back.cookie().ok_or_else(|| without("session"))?;
        Ok(SignedIn { cookies: format!("cookie: {binding}; {session}\r\n") })
    }

    /// Where the first transcript of somebody is.
    pub async fn transcript_of(&self, signed_in: &SignedIn) -> Result<String, Ended> {
        let list = self.service.get("/mes-releves", &signed_in.cookies).await?;
        if list.status == 303 {
            return Ok(led_to(&list)?.to_owned());
        }
        let list = with_status(list, 200)?;
        let page = String::from_utf8_lossy(&list.body);
        let link = page.split("href=\"/mes-releves/").nth(1).and_then(|rest| rest.split('"').next());
        link.map(|reference| format!("/mes-releves/{reference}")).ok_or_else(|| without("transcript"))
    }
}

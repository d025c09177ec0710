//! The program under measure, and a browser light enough not to be what is measured.
#![expect(dead_code, reason = "each bench uses a part")]

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Child, Command};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use mon_releve::domain::exam_file::RecordRef;
use mon_releve::domain::issuance::{Issuance, IssuanceId};
use mon_releve::domain::verification_code::VerificationCode;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, StatusCode};
use serde_json::Value;
use url::Url;

use super::support::app::{self, App};
use super::support::visitor::location;

/// Of `/proc/PID/stat`, in hertz, on every Linux.
const CLOCK_TICKS: f64 = 100.0;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mon-releve");
/// The core of what is measured, and the core of everything else, so that neither takes time from the other.
const CORES: [&str; 2] = ["0", "1"];

/// A command on the core of what is measured.
pub fn pinned(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", CORES[0]]).arg(program);
    command
}

/// Has this process, and what it starts from now on, leave that core alone.
pub fn stay_on_the_other_core() {
    move_to(CORES[1], std::process::id());
}

/// Has another process share that core.
pub fn move_to_the_service(process: u32) {
    move_to(CORES[0], process);
}

fn move_to(core: &str, process: u32) {
    let pinning = Command::new("taskset")
        .args(["--all-tasks", "--pid", "--cpu-list", core, &process.to_string()])
        .output();
    assert!(
        pinning.is_ok_and(|done| done.status.success()),
        "taskset, of util-linux, and two cores are needed"
    );
}

/// The release program, ended with the bench.
pub struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Program {
    /// Serves `app` with further settings, and how long it took until it answered.
    pub fn start(app: &App, redis: &str, further: &[(&str, String)]) -> (Self, Duration) {
        Self::start_as(Command::new(PROGRAM), app, redis, further)
    }

    /// The same on the service's core.
    pub fn start_pinned(app: &App, redis: &str, further: &[(&str, String)]) -> (Self, Duration) {
        Self::start_as(pinned(PROGRAM), app, redis, further)
    }

    fn start_as(
        mut program: Command,
        app: &App,
        redis: &str,
        further: &[(&str, String)],
    ) -> (Self, Duration) {
        let path = |file: &str| app.folder.path().join(file).to_str().expect("a plain path").to_owned();
        let port = app.url.port().expect("a port");
        let settings = [
            ("SERVER__ENVIRONMENT", "test".to_owned()),
            ("SERVER__LISTEN", format!("127.0.0.1:{port}")),
            ("SERVER__PUBLIC_URL", app.url.origin().ascii_serialization()),
            ("FRANCECONNECT__ISSUER", app.issuer.clone()),
            ("FRANCECONNECT__CLIENT_ID", app::CLIENT_ID.to_owned()),
            ("FRANCECONNECT__CLIENT_SECRET", app::CLIENT_SECRET.to_owned()),
            ("SESSIONS__STORE", "redis".to_owned()),
            ("SESSIONS__REDIS_URL", redis.to_owned()),
            ("SESSIONS__ENCRYPTION_KEY", "ab".repeat(32)),
            ("RECORDS__URL", format!("sqlite:{}", path("records.sqlite"))),
            ("SEAL__CURRENT__CERTIFICATE", path("chain.pem")),
            ("SEAL__CURRENT__KEY", path("key.pem")),
            ("TELEMETRY__LEVEL", "warn".to_owned()),
        ];
        let begun = Instant::now();
        let process = program
            .arg("serve")
            .envs(settings.iter().chain(further).map(|(key, value)| (format!("MON_RELEVE__{key}"), value)))
            .spawn()
            .expect("the program starts");
        let program = Self(process);
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(30), "the program does not answer");
            std::thread::yield_now();
        }
        (program, begun.elapsed())
    }

    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(Path::new("/proc").join(self.0.id().to_string()).join(name))
            .expect("our own child")
    }

    /// User and system time so far.
    pub fn cpu(&self) -> Duration {
        let stat = self.file("stat");
        let fields: Vec<&str> = stat.rsplit(')').next().expect("a name").split_whitespace().collect();
        let ticks: f64 =
            [fields[11], fields[12]].iter().map(|field| field.parse::<f64>().expect("ticks")).sum();
        Duration::from_secs_f64(ticks / CLOCK_TICKS)
    }

    /// Resident memory in KiB.
    pub fn resident_kib(&self) -> u64 {
        let status = self.file("status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }
}

/// A browser that keeps one cookie and pools its connections.
pub struct Browser<'a> {
    app: &'a App,
    client: Client,
}

/// What FranceConnect hands over for one code.
pub struct Tokens {
    pub id_token: String,
    pub userinfo: String,
    /// Time of both answers.
    pub took: Duration,
}

impl<'a> Browser<'a> {
    pub fn of(app: &'a App) -> Self {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        Self { app, client: client.build().expect("a client") }
    }

    /// Begins, chooses somebody and agrees: the callback, and the cookie that binds it.
    pub async fn agrees(&self) -> (Url, String) {
        let begun = self.client.get(self.app.at("/connexion")).send().await.expect("an answer");
        assert_eq!(begun.status(), StatusCode::SEE_OTHER, "a sign-in begins with a 303");
        let cookie = begun.headers()[SET_COOKIE].to_str().expect("a cookie");
        let cookie = cookie.split(';').next().expect("a pair").to_owned();
        let authorize = location(&begun);
        let base = authorize.split("/authorize").next().expect("a base");
        let interaction = location(&self.client.get(&authorize).send().await.expect("an answer"));
        let interaction = interaction.rsplit('/').next().expect("an interaction").to_owned();
        let form = [("interaction", interaction.as_str()), ("person", "btsa-ects")];
        self.client.post(format!("{base}/login")).form(&form).send().await.expect("an answer");
        let agreed = self.client.post(format!("{base}/consent")).form(&form[..1]).send().await;
        let callback = Url::parse(&location(&agreed.expect("an answer"))).expect("an address");
        (callback, cookie)
    }

    /// Comes back and is signed in: the cookie of the session.
    pub async fn comes_back(&self, callback: &Url, cookie: &str) -> String {
        let response = self.client.get(callback.clone()).header(COOKIE, cookie).send().await;
        let response = response.expect("an answer");
        assert_eq!(response.headers()[LOCATION], "/mes-releves");
        let cookie = response.headers()[SET_COOKIE].to_str().expect("a cookie");
        cookie.split(';').next().expect("a pair").to_owned()
    }

    /// The whole sign-in.
    pub async fn signs_in(&self) -> String {
        let (callback, cookie) = self.agrees().await;
        self.comes_back(&callback, &cookie).await
    }

    /// Where the only transcript of a session is.
    pub async fn only_transcript(&self, cookie: &str) -> String {
        let list = self.client.get(self.app.at("/mes-releves")).header(COOKIE, cookie).send().await;
        location(&list.expect("an answer"))
    }

    /// Reads a page of a session to its end.
    pub async fn opens(&self, path: &str, cookie: &str) {
        let page = self.client.get(self.app.at(path)).header(COOKIE, cookie).send().await.expect("an answer");
        assert_eq!(page.status(), StatusCode::OK);
        page.bytes().await.expect("a body");
    }

    /// Redeems a code as the service would.
    pub async fn tokens(&self) -> Tokens {
        let (callback, _) = self.agrees().await;
        let code = callback.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned();
        let redirect_uri = self.app.at("/connexion/retour");
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", redirect_uri.as_str()),
            ("client_id", app::CLIENT_ID),
            ("client_secret", app::CLIENT_SECRET),
        ];
        let begun = Instant::now();
        let answer = self.client.post(format!("{}/token", self.app.issuer)).form(&form).send().await;
        let answer: Value = answer.expect("an answer").json().await.expect("JSON");
        let text = |name: &str| answer[name].as_str().expect("a text").to_owned();
        let userinfo = self.client.get(format!("{}/userinfo", self.app.issuer));
        let userinfo = userinfo.bearer_auth(text("access_token")).send().await.expect("an answer");
        let userinfo = userinfo.text().await.expect("a token");
        Tokens { id_token: text("id_token"), userinfo, took: begun.elapsed() }
    }

    /// FranceConnect's key set.
    pub async fn keys(&self) -> Vec<u8> {
        let answer = self.client.get(format!("{}/jwks", self.app.issuer)).send().await;
        answer.expect("an answer").bytes().await.expect("a body").to_vec()
    }
}

/// The issuance of whatever transcript.
pub fn issuance(now: Timestamp) -> Issuance {
    Issuance {
        id: IssuanceId::from_random([3; 16]),
        code: VerificationCode::draw(|| 77),
        record: RecordRef::from_random([5; 16]),
        version: 1,
        issued_at: now,
    }
}

/// Lets FranceConnect's clock run beside the program's: its tokens end a minute after they are made.
pub fn keep_time(app: &App) {
    let clock = Arc::clone(&app.clock);
    tokio::spawn(async move {
        let mut last = Instant::now();
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let passed = last.elapsed();
            last += passed;
            clock.advance(SignedDuration::try_from(passed).unwrap_or(SignedDuration::ZERO));
        }
    });
}

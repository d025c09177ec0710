//! The production program from outside: what is in it, what it says, and the whole journey with it on a
//! real Redis.
#![cfg(feature = "sandbox")]
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

mod support;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::time::{Duration, Instant};

use mon_releve::adapters::database;
use mon_releve::config::RecordsSettings;
use mon_releve::sandbox::people;
use reqwest::StatusCode;
use support::app::{self, App, Wish};
use support::hand_off::{CALLBACK, Site};
use support::partners::registry;
use support::redis_server::RedisServer;
use support::visitor::{Visitor, location};
use tempfile::TempDir;

/// The program without the feature `sandbox`, as `make test` builds it.
fn program() -> PathBuf {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/production/mon-releve");
    assert!(program.exists(), "{} is missing: run `make test`, which builds it", program.display());
    program
}

fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(program());
    command.args(arguments).env_clear().envs(environment.iter().copied());
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_production_program_holds_nothing_of_the_sandbox() {
    let bytes = std::fs::read(program()).unwrap();
    for trace in ["FranceConnect simulé", "simulateur.css", "Lycée Exemple", "MARRONNIER-TEST", "/controle"]
    {
        let found = bytes.windows(trace.len()).any(|window| window == trace.as_bytes());
        assert!(!found, "{trace}");
    }
    let demo = run(&["demo"], &[]);
    assert_eq!(demo.status.code(), Some(2), "no such subcommand");
}

#[test]
fn the_program_says_which_commit_it_was_built_from() {
    let version = said(&run(&["--version"], &[]));
    let build = version.strip_prefix(concat!("mon-releve ", env!("CARGO_PKG_VERSION"), " (")).unwrap();
    let build = build.trim_end().strip_suffix(')').unwrap();
    // `make test` names the commit; a development build by hand does not claim one.
    match std::env::var("MON_RELEVE_TEST_COMMIT") {
        Ok(commit) => assert_eq!(build, commit),
        Err(_) => assert!(!build.is_empty()),
    }
}

#[test]
fn every_problem_of_a_configuration_is_listed_at_once_with_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bad.toml");
    std::fs::write(
        &file,
        "[server]\npublic_url = \"http://releves.example.org\"\nlisten = \"nowhere\"\ncolour = \"green\"\n\
         [franceconnect]\nissuer = \"https://fcp-low.sbx.dev-franceconnect.fr/api/v2\"\nclient_secret = \"topsecret\"\n\
         [sessions]\nstore = \"memory\"\n[records]\nurl = \"sqlite:x\"\n\
         [api]\ncredentials_access = \"open\"\n[partners]\ndir = \"/nowhere/at/all\"\n",
    )
    .unwrap();
    let output = run(&["check-config", "--config", file.to_str().unwrap()], &[]);
    assert_eq!(output.status.code(), Some(3));
    let report = said(&output);
    for key in [
        "server.listen",
        "server.public_url",
        "server.colour",
        "franceconnect.issuer",
        "franceconnect.client_id",
        "sessions.store",
        "seal.current",
        "partners.dir",
        "api.credentials_access",
    ] {
        assert!(report.contains(&format!("{key}: ")), "{key} in {report}");
    }
    assert_eq!(report.matches("hint:").count(), report.matches("\n  hint:").count());
    assert!(!report.contains("topsecret"));
    let json = run(&["check-config", "--json", "--config", file.to_str().unwrap()], &[]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert!(json["problems"].as_array().unwrap().len() >= 7);
}

#[test]
fn a_file_with_a_broken_line_17_imports_nothing_and_says_so_without_personal_data() {
    let folder = tempfile::tempdir().unwrap();
    let (file, database) = (folder.path().join("records.ndjson"), folder.path().join("records.sqlite"));
    let mut lines: Vec<String> = people::RECORDS.lines().map(str::to_owned).collect();
    let whole = lines.join("\n");
    lines[16] = lines[16].replace("\"dateNaissance\": \"", "\"dateNaissance\": \"le ");
    std::fs::write(&file, lines.join("\n")).unwrap();
    let url = format!("sqlite:{}", database.display());
    let import = || run(&["import", file.to_str().unwrap()], &[("MON_RELEVE__RECORDS__URL", &url)]);
    let output = import();
    assert_eq!(output.status.code(), Some(4));
    let report = said(&output);
    assert!(report.contains("line 17: candidat.dateNaissance"), "{report}");
    assert!(report.contains("Nothing was imported"), "{report}");
    assert!(!report.contains("TEST") && !report.contains("le 2"), "{report}");

    let rejects = folder.path().join("rejects.ndjson");
    let arguments = ["import", file.to_str().unwrap(), "--rejects", rejects.to_str().unwrap()];
    let output = run(&arguments, &[("MON_RELEVE__RECORDS__URL", &url)]);
    assert_eq!(output.status.code(), Some(4));
    assert!(!said(&output).contains("line 17"), "they stand in the file instead");
    let written = std::fs::read_to_string(&rejects).unwrap();
    let reject: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(reject["line"], 17);
    assert!(reject["reason"].as_str().unwrap().starts_with("candidat.dateNaissance"), "{written}");

    std::fs::write(&file, whole).unwrap();
    let count = lines.len();
    assert!(said(&import()).contains(&format!("{count} added, 0 corrected, 0 unchanged")));
    assert!(
        said(&import()).contains(&format!("0 added, 0 corrected, {count} unchanged")),
        "twice changes nothing"
    );
}

#[test]
fn records_that_another_service_keeps_are_imported_published_and_withdrawn_there() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("records.ndjson");
    std::fs::write(&file, people::RECORDS).unwrap();
    let register = format!("sqlite:{}", folder.path().join("register.sqlite").display());
    let environment = [
        ("MON_RELEVE__RECORDS__STORE", "arpent"),
        ("MON_RELEVE__RECORDS__BASE_URL", "https://arpent.example.org"),
        ("MON_RELEVE__REGISTER__URL", register.as_str()),
    ];
    for arguments in [
        vec!["import", file.to_str().unwrap()],
        vec!["publish", "--session", "2026"],
        vec!["withdraw", "--session", "2026"],
    ] {
        let output = run(&arguments, &environment);
        assert!(!output.status.success(), "{arguments:?}");
        assert!(said(&output).contains("where the ARPENT API keeps its records"), "{}", said(&output));
    }
}

/// The program serving, ended with the test.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Serving {
    /// Starts it on `port` and waits until it answers.
    fn start(folder: &TempDir, app: &App, redis: &RedisServer, port: u16) -> Self {
        let path = |file: &str| app.folder.path().join(file).to_str().unwrap().to_owned();
        let config = folder.path().join("serve.toml");
        std::fs::write(folder.path().join("secret"), format!("{}\n", app::CLIENT_SECRET)).unwrap();
        std::fs::write(
            &config,
            format!(
                "[server]\nenvironment = \"test\"\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"{}\"\n\
                 [franceconnect]\nissuer = \"{}\"\nclient_id = \"{}\"\nclient_secret_file = \"{}\"\n\
                 [sessions]\nstore = \"redis\"\nredis_url = \"{}\"\nencryption_key = \"{}\"\n\
                 [records]\nstore = \"sqlite\"\nurl = \"sqlite:{}\"\n\
                 [seal.current]\ncertificate = \"{}\"\nkey = \"{}\"\n\
                 [partners]\ndir = \"{}\"\n[limits]\nper_address_per_minute = 0\n",
                app.url.origin().ascii_serialization(),
                app.issuer,
                app::CLIENT_ID,
                folder.path().join("secret").display(),
                redis.url(),
                "cd".repeat(32),
                path("records.sqlite"),
                path("chain.pem"),
                path("key.pem"),
                folder.path().join("partners").display(),
            ),
        )
        .unwrap();
        std::fs::create_dir_all(folder.path().join("partners")).unwrap();
        let log = File::create(folder.path().join("log")).unwrap();
        let process = Command::new(program())
            .args(["serve", "--config", config.to_str().unwrap()])
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let serving = Self(process);
        let patience = Instant::now() + Duration::from_secs(30);
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < patience, "the program does not answer");
            std::thread::yield_now();
        }
        serving
    }

    fn is_told(&self, signal: &str) {
        let told = Command::new("kill").args([signal, &self.0.id().to_string()]).status();
        assert!(told.unwrap().success());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_tells_a_good_registration_from_a_bad_one() {
    let app = App::start_with(Wish { is_not_served: true, ..Wish::default() }).await;
    let path = |file: &str| app.folder.path().join(file).to_str().unwrap().to_owned();
    let doctor = async |secret: &str, issuer: &str| {
        let settings = [
            ("SERVER__ENVIRONMENT", "test".to_owned()),
            ("SERVER__PUBLIC_URL", app.url.origin().ascii_serialization()),
            ("FRANCECONNECT__ISSUER", issuer.to_owned()),
            ("FRANCECONNECT__CLIENT_ID", app::CLIENT_ID.to_owned()),
            ("FRANCECONNECT__CLIENT_SECRET", secret.to_owned()),
            ("SESSIONS__STORE", "memory".to_owned()),
            ("RECORDS__URL", "sqlite:unused".to_owned()),
            ("SEAL__CURRENT__CERTIFICATE", path("chain.pem")),
            ("SEAL__CURRENT__KEY", path("key.pem")),
        ];
        tokio::task::spawn_blocking(move || {
            let named = settings.map(|(key, value)| (format!("MON_RELEVE__{key}"), value));
            let environment: Vec<_> =
                named.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
            run(&["doctor"], &environment)
        })
        .await
        .unwrap()
    };
    let good = doctor(app::CLIENT_SECRET, &app.issuer).await;
    assert_eq!(good.status.code(), Some(0), "{}", said(&good));
    let report = said(&good);
    for line in ["/connexion/retour", "/deconnexion/retour", "ES256", "a bad code is refused as it should be"]
    {
        assert!(report.contains(line), "{line} in {report}");
    }
    let bad = doctor("another secret, long enough to be one", &app.issuer).await;
    assert_eq!(bad.status.code(), Some(5));
    assert!(said(&bad).contains("client_id or its secret is not known here"), "{}", said(&bad));
    assert!(!said(&bad).contains("another secret"));
    let slash = doctor(app::CLIENT_SECRET, &format!("{}/", app.issuer)).await;
    assert_eq!(slash.status.code(), Some(5), "a trailing slash is another issuer");
    let gone = doctor(app::CLIENT_SECRET, "http://127.0.0.1:9/api/v2").await;
    assert_eq!(gone.status.code(), Some(5));
    assert!(said(&gone).contains("error    discovery"), "{}", said(&gone));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_production_program_completes_the_journey_on_a_real_redis() {
    let (redis, folder) = (RedisServer::start(), tempfile::tempdir().unwrap());
    // Records, seal and FranceConnect of a test application that itself is not served.
    let app = App::start_with(Wish { is_not_served: true, ..Wish::default() }).await;
    let serving = Serving::start(&folder, &app, &redis, app.url.port().unwrap());
    let visitor = Visitor::of(&app);
    assert_eq!(visitor.signs_in_as("nominal-f").await, "/mes-releves");
    let link = visitor.opens("/mes-releves").await.links("/mes-releves/").remove(0);
    let pdf = visitor.get(&format!("{link}/telecharger")).await;
    assert_eq!(pdf.status(), StatusCode::OK);
    assert!(pdf.bytes().await.unwrap().starts_with(b"%PDF-"));
    assert!(visitor.signs_out().await.contains("/session/end?"));
    drop(serving);
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_end_the_program_says_so_first_and_ends_with_success() {
    let (redis, folder) = (RedisServer::start(), tempfile::tempdir().unwrap());
    let app = App::start_with(Wish { is_not_served: true, ..Wish::default() }).await;
    let mut serving = Serving::start(&folder, &app, &redis, app.url.port().unwrap());
    let visitor = Visitor::of(&app);
    let readiness = async || visitor.get("/readyz").await.status();
    assert_eq!(readiness().await, StatusCode::OK);
    serving.is_told("-TERM");
    while readiness().await == StatusCode::OK {
        tokio::task::yield_now().await;
    }
    assert_eq!(readiness().await, StatusCode::SERVICE_UNAVAILABLE, "load balancers see it coming");
    assert_eq!(visitor.opens("/").await.status, StatusCode::OK, "who comes meanwhile is served");
    // Whoever does not want to wait says it twice.
    serving.is_told("-TERM");
    assert!(serving.0.wait().unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_reload_the_program_takes_the_new_registry_unless_it_has_problems() {
    let (redis, folder) = (RedisServer::start(), tempfile::tempdir().unwrap());
    let app = App::start_with(Wish { is_not_served: true, ..Wish::default() }).await;
    let address = format!("redirect_uris = [\"{CALLBACK}\"]");
    let sites = registry(&[("lycee-exemple", &address), ("autre-site", &address)]);
    let file = |site: &str| folder.path().join(format!("partners/{site}.toml"));
    let register = |site: &str| {
        std::fs::copy(sites.path().join(format!("{site}.toml")), file(site)).unwrap();
    };
    std::fs::create_dir(folder.path().join("partners")).unwrap();
    register("lycee-exemple");
    let serving = Serving::start(&folder, &app, &redis, app.url.port().unwrap());

    let visitor = Visitor::of(&app);
    let (site, other) = (Site::of(&app), Site { client_id: "autre-site", ..Site::of(&app) });
    let answers = async |site: &Site<'_>| {
        let sent = visitor.client.get(site.authorize(&site.asks())).send().await.unwrap();
        sent.status()
    };
    let asked = visitor.client.get(site.authorize(&site.asks())).send().await.unwrap();
    let under_way = location(&asked);
    assert_eq!(visitor.opens(&under_way).await.status, StatusCode::OK);
    assert_eq!(answers(&other).await, StatusCode::BAD_REQUEST, "not registered yet");

    register("autre-site");
    serving.is_told("-HUP");
    let patience = Instant::now() + Duration::from_secs(30);
    while answers(&other).await != StatusCode::SEE_OTHER {
        assert!(Instant::now() < patience, "the new site is not taken");
    }
    assert_eq!(visitor.opens(&under_way).await.status, StatusCode::OK, "what is under way goes on");

    // Of two changes at once, one is wrong: neither is taken.
    std::fs::remove_file(file("autre-site")).unwrap();
    std::fs::write(file("third-site"), "client_id = \"third-site\"\ncolour = \"green\"\n").unwrap();
    serving.is_told("-HUP");
    let said = || std::fs::read_to_string(folder.path().join("log")).unwrap();
    while !said().contains("that of before stays in force") {
        assert!(Instant::now() < patience, "a problem is not told");
    }
    assert!(said().contains("third-site.toml: colour: is not a key of an enrolment site"), "{}", said());
    assert_eq!(answers(&other).await, StatusCode::SEE_OTHER, "not forgotten");

    std::fs::remove_file(file("third-site")).unwrap();
    std::fs::remove_file(file("lycee-exemple")).unwrap();
    serving.is_told("-HUP");
    while answers(&site).await != StatusCode::BAD_REQUEST {
        assert!(Instant::now() < patience, "a site that is gone is still served");
    }
    assert_eq!(visitor.opens(&under_way).await.status, StatusCode::NOT_FOUND, "whose requests end");
}

/// The program asked about the register of `app`.
fn about_register(app: &App, arguments: &[&str]) -> Output {
    let RecordsSettings::Sqlite(path) = &app.records else { panic!("kept in SQLite") };
    let url = format!("sqlite:{}", path.display());
    run(arguments, &[("MON_RELEVE__RECORDS__STORE", "sqlite"), ("MON_RELEVE__RECORDS__URL", &url)])
}

async fn change(app: &App, statement: &'static str) {
    let RecordsSettings::Sqlite(path) = &app.records else { panic!("kept in SQLite") };
    let database = database::sqlite::open(path).await.unwrap();
    sqlx::raw_sql(statement).execute(&database).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_notices_every_way_of_tampering_with_the_trail() {
    let app = App::start().await;
    for person in ["nominal-f", "btsa-ects", "nominal-f"] {
        Visitor::of(&app).signs_in_as(person).await;
    }
    let whole = about_register(&app, &["audit", "verify"]);
    assert!(whole.status.success(), "{}", said(&whole));
    let report = said(&whole);
    assert!(report.contains("3 entries"), "{report}");
    let last = report.lines().find_map(|line| line.strip_prefix("last: ")).unwrap().to_owned();
    let exported = about_register(&app, &["audit", "export"]);
    let lines: Vec<serde_json::Value> =
        exported.stdout.split(|b| *b == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["entry"]["action"], "IDENTIFICATION");
    assert_eq!(lines[1]["before"], lines[0]["hash"]);

    for (tampering, flaw) in [
        ("DELETE FROM audit_entries WHERE id = 3", "not_as_noted"),
        (
            "DROP TRIGGER audit_entries_never_change;
             UPDATE audit_entries SET content = replace(content, 'IDENTIFICATION', 'CONSULTATION') WHERE id = 2",
            "changed",
        ),
        ("DELETE FROM audit_entries WHERE id = 1", "changed"),
    ] {
        change(&app, tampering).await;
        let found = about_register(&app, &["audit", "verify", "--json", "--since", &last]);
        assert_eq!(found.status.code(), Some(4), "{tampering}");
        let found: serde_json::Value = serde_json::from_slice(&found.stdout).unwrap();
        assert_eq!(found["flaw"]["what"], flaw, "{tampering}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purge_takes_what_is_older_than_36_months_and_leaves_a_chain() {
    const MONTH: i64 = 60 * 24 * 31;
    let app = App::start().await;
    app.minutes_pass(-40 * MONTH);
    for _ in 0..2 {
        Visitor::of(&app).signs_in_as("nominal-f").await;
    }
    app.minutes_pass(30 * MONTH);
    Visitor::of(&app).signs_in_as("nominal-f").await;

    let asked = about_register(&app, &["purge", "--dry-run"]);
    assert!(said(&asked).starts_with("2 entries"), "{}", said(&asked));
    assert_eq!(app.trail().await.len(), 3, "only asked");
    assert!(said(&about_register(&app, &["purge"])).starts_with("2 entries"));
    assert!(said(&about_register(&app, &["purge"])).starts_with("0 entries"), "twice is once");
    assert_eq!(app.trail().await.len(), 1);
    Visitor::of(&app).signs_in_as("nominal-f").await;
    let whole = about_register(&app, &["audit", "verify"]);
    assert!(whole.status.success() && said(&whole).contains("2 entries"), "{}", said(&whole));
    assert!(said(&whole).contains("what stood before was purged"));
}

#[test]
fn a_site_is_registered_listed_and_ended_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap().to_owned();
    let file = folder.path().join("cfa-exemple.toml");
    let partner = |arguments: &[&str]| {
        let arguments: Vec<&str> = ["partner"].into_iter().chain(arguments.iter().copied()).collect();
        run(&arguments, &[("MON_RELEVE__PARTNERS__DIR", &dir)])
    };
    let adds = |client_id: &str, address: &str| {
        partner(&[
            "add",
            client_id,
            "--name-fr=CFA Exemple",
            "--name-en=Exemple Training Centre",
            "--purpose-fr=Inscription 2026",
            "--purpose-en=Enrolment 2026",
            "--legal-basis=CRPA L. 114-8",
            "--retention-fr=un an",
            "--retention-en=one year",
            "--contact=dpo@example.org",
            "--scope=resultat",
            "--scope=notes",
            "--redirect-uri",
            address,
            "--json",
        ])
    };
    let added = adds("cfa-exemple", "https://inscription.example.org/retour");
    assert!(added.status.success(), "{}", said(&added));
    let added: serde_json::Value = serde_json::from_slice(&added.stdout).unwrap();
    let (secret, written) =
        (added["client_secret"].as_str().unwrap(), std::fs::read_to_string(&file).unwrap());
    assert_eq!(secret.len(), 64, "256 random bits");
    assert!(!written.contains(secret), "only its hash is kept");

    let listed = |what: &str| {
        let list = partner(&["list", "--json"]);
        let list: serde_json::Value = serde_json::from_slice(&list.stdout).unwrap();
        list["sites"][0][what].clone()
    };
    assert_eq!((listed("client_id"), listed("state")), ("cfa-exemple".into(), "valid".into()));
    assert_eq!(listed("scopes"), serde_json::json!(["resultat", "notes"]));

    let again = adds("cfa-exemple", "https://elsewhere.example.org/retour");
    assert_eq!(again.status.code(), Some(5), "{}", said(&again));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), written, "a site that is there stays as it is");
    let bad = adds("cfa-autre", "http://inscription.example.org/retour#fragment");
    assert_eq!(bad.status.code(), Some(3), "{}", said(&bad));
    assert!(said(&bad).contains("redirect_uris[0]") && !folder.path().join("cfa-autre.toml").exists());
    assert_eq!(adds("../cfa", "https://inscription.example.org/retour").status.code(), Some(2));

    assert_eq!(partner(&["disable", "cfa-autre"]).status.code(), Some(4));
    assert!(partner(&["disable", "cfa-exemple"]).status.success());
    assert_eq!(listed("state"), "over");
}

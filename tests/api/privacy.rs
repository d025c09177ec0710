//! Nothing personal where operators and strangers look, whatever happens: log, figures, error pages, Redis, the
//! output of a crash.

use std::io::Write;
use std::sync::{Arc, Mutex};

use mon_releve::sandbox::franceconnect::behaviour::{Order, Tamper};
use reqwest::StatusCode;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::app::{App, Wish};
use crate::support::hand_off::{CALLBACK, Site, VERIFIER, answer};
use crate::support::partners::{SITE_SECRET, registry};
use crate::support::ports::free_port;
use crate::support::redis_server::RedisServer;
use crate::support::visitor::{Page, Visitor, location, new_client};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// A PIN and a name that the candidate gives to what they share.
const PIN: &str = "731905";
const LABEL: &str = "Employeur-Marqueur";

/// Every name and value in Redis, as whoever reads it sees them.
fn dump(redis: &RedisServer) -> String {
    let mut connection = redis::Client::open(redis.url()).unwrap().get_connection().unwrap();
    let keys: Vec<Vec<u8>> = redis::cmd("KEYS").arg("*").query(&mut connection).unwrap();
    assert!(keys.len() > 10, "the journey left something there");
    let mut dump = Vec::new();
    for key in keys {
        let value: Vec<u8> = redis::cmd("GET").arg(&key).query(&mut connection).unwrap();
        dump.extend([key.as_slice(), b" ", &value, b"\n"].concat());
    }
    String::from_utf8_lossy(&dump).into_owned()
}

/// Adds what a panic writes to the log, with its backtrace.
fn listen_to_crashes(log: &Captured) {
    let (earlier, log) = (std::panic::take_hook(), log.clone());
    std::panic::set_hook(Box::new(move |panic| {
        let (mut output, backtrace) = (log.clone(), std::backtrace::Backtrace::force_capture());
        writeln!(output, "{panic}\n{backtrace}").unwrap();
        earlier(panic);
    }));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_journey_leaves_no_personal_data_behind() {
    let log = Captured::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_writer(log.clone());
    // Other stories may have started a log first; then theirs holds ours and nothing is captured.
    tracing::subscriber::set_global_default(subscriber.finish()).expect("the only log of this test program");

    listen_to_crashes(&log);

    let (mut redis, admin) = (RedisServer::start(), free_port());
    let sites = registry(&[("lycee-exemple", &format!("redirect_uris = [\"{CALLBACK}\"]"))]);
    let settings = vec![
        ("API__CREDENTIALS_ACCESS", "open".to_owned()),
        ("PARTNERS__DIR", sites.path().to_str().unwrap().to_owned()),
        ("SERVER__ADMIN_LISTEN", format!("127.0.0.1:{admin}")),
    ];
    let wish = Wish { redis: Some(redis.url()), settings, ..Wish::default() };
    let app = App::start_with(wish).await;
    let visitor = Visitor::of(&app);
    let authorize = visitor.clicks_sign_in("/connexion").await;
    let callback = visitor.identifies_as(&authorize, "nominal-f").await;
    visitor.comes_back(&callback).await;
    let link = visitor.opens("/mes-releves").await.links("/mes-releves/").remove(0);
    visitor.opens(&link).await;
    visitor.get(&format!("{link}/telecharger")).await;
    let site = Site::of(&app);
    let arrives = Visitor::of(&app);
    let (request, page) = arrives.comes_to_agree(&site.authorize(&site.asks()), "nominal-f").await;
    let chosen = page.boxes();
    let back = answer(&location(&arrives.agrees(&request, &page, &chosen[..1]).await));
    let token = site.token(&back["code"]).await;
    let picked_up = site.list(&token).await.remove(0);
    for form in ["application/json", "application/jwt", "application/pdf", "application/xml", "text/html"] {
        site.fetches(&picked_up, &token, form).await;
    }
    site.exchanges(&back["code"]).await;
    site.fetches(&picked_up, &token, "application/json").await;
    let (sharing, holder) = (Visitor::of(&app), Visitor::of(&app));
    sharing.signs_in_as("btsa-ects").await;
    let shared = format!("{}/partager", location(&sharing.get("/mes-releves").await));
    let jeton = sharing.opens(&shared).await.attribute("main form input[name=jeton]", "value");
    let wish =
        [("jeton", jeton.as_str()), ("pour", LABEL), ("contenu", "document"), ("duree", "7"), ("pin", PIN)];
    let made = sharing.client.post(app.at(&shared)).form(&wish).send().await.unwrap();
    let made = Page { status: made.status(), text: made.text().await.unwrap() };
    let code = made.text_of(".mr-code");
    for pin in ["", "000000", PIN] {
        let opens = holder.client.post(app.at(&format!("/partage/{code}"))).form(&[("pin", pin)]);
        opens.send().await.unwrap();
    }
    let lost = Visitor::of(&app);
    lost.signs_in_as("typo-on-file").await;
    let form = lost.opens("/dossier/rechercher").await;
    let token = form.attribute("main form input[name=jeton]", "value");
    for num_gestion in ["3220546410D", "3220546410C"] {
        let typed = [("jeton", token.as_str()), ("ina", "16066366"), ("numGestion", num_gestion)];
        lost.client.post(app.at("/dossier/rechercher")).form(&typed).send().await.unwrap();
    }
    lost.opens("/mes-releves").await;
    for lie in [Tamper::IdTokenBadSignature, Tamper::UserinfoUnsignedJson, Tamper::UserinfoOtherSub] {
        app.order(&Order { reset: true, tamper: Some(lie), ..Order::default() });
        let liar = Visitor::of(&app);
        let authorize = liar.clicks_sign_in("/connexion").await;
        let callback = liar.identifies_as(&authorize, "nominal-f").await;
        liar.comes_back(&callback).await;
    }
    let broken =
        mon_releve::sandbox::people::RECORDS.lines().next().unwrap().replace("\"version\"", "\"versoin\"");
    let report = app.import(&broken).await;
    let credentials = "/arpent-resultats-api/api/arpent-resultats/audit-notes/credentials";
    for body in [
        r#"{"ina":"79015767","numGestion":"0925908093P"}"#,
        r#"{"ina":"79015767","numGestion":"0925908094P"}"#,
        r#"{"ina":"79015767","numGestion":"#,
    ] {
        let asking = visitor.client.post(app.at(credentials)).basic_auth("lycee", Some("top-secret-value"));
        asking.body(body).send().await.unwrap();
        visitor.client.post(app.at(credentials)).body(body).send().await.unwrap();
    }
    let figures = new_client().get(format!("http://127.0.0.1:{admin}/metrics")).send().await.unwrap();
    let figures = figures.text().await.unwrap();
    assert!(figures.contains("sign_ins_total"), "{figures}");
    let kept = dump(&redis);

    // A panic in the middle of a request costs this one connection.
    app.clock.breaks(true);
    let crashed = visitor.client.get(app.at(&link)).send().await;
    assert!(crashed.is_err() || crashed.unwrap().status().is_server_error());
    app.clock.breaks(false);
    assert_eq!(visitor.opens(&link).await.status, StatusCode::OK, "the service goes on");

    let mut error_pages = String::new();
    let forged = [("jeton", "forged")];
    let forged = visitor.client.post(app.at(&format!("{link}/detacher"))).form(&forged).send().await.unwrap();
    let mut answers = vec![forged, visitor.comes_back(&callback).await];
    for path in ["/mes-releves/00000000000000000000000000000000", "/nulle-part?nom=x", "/deconnexion"] {
        answers.push(visitor.get(path).await);
    }
    let sign_out = visitor.signs_out().await;
    answers.push(visitor.comes_back(&callback).await);
    let signed_in = Visitor::of(&app);
    signed_in.signs_in_as("nominal-f").await;
    redis.kill();
    answers.push(signed_in.get(&link).await);
    for answer in answers {
        let status = answer.status();
        if status.is_client_error() || status.is_server_error() {
            error_pages += &answer.text().await.unwrap();
        }
    }
    assert!(error_pages.matches("<h1").count() >= 5, "{error_pages}");

    let person =
        mon_releve::sandbox::people::invented().unwrap().into_iter().find(|p| p.id == "nominal-f").unwrap();
    let claim = |name: &str| person.userinfo[name].as_str().unwrap().to_owned();
    let query = |url: &str, name: &str| {
        let url = url::Url::parse(url).unwrap();
        url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap()
    };
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let text = format!("{text}{:?}", report.rejects);
    assert!(text.contains("answered"), "the log was captured");
    assert!(text.contains("the clock of the test is broken"), "and the crash");
    let personal = [
        claim("family_name"),
        claim("given_name"),
        claim("birthdate"),
        claim("sub"),
        "79015767".to_owned(),
        "0925908093P".to_owned(),
        "0925908094P".to_owned(),
        "16066366".to_owned(),
        "3220546410".to_owned(),
        "COQUILLON".to_owned(),
    ];
    let secret = [
        query(callback.as_str(), "code"),
        query(callback.as_str(), "state"),
        query(&sign_out, "id_token_hint"),
        link.rsplit('/').next().unwrap().to_owned(),
        "eyJ".to_owned(),
        request.rsplit('/').next().unwrap().to_owned(),
        back["code"].clone(),
        token,
        picked_up.rsplit('/').next().unwrap().to_owned(),
        chosen[0].clone(),
        SITE_SECRET.to_owned(),
        VERIFIER.to_owned(),
        "top-secret-value".to_owned(),
        code,
        PIN.to_owned(),
        LABEL.to_owned(),
    ];
    for marker in personal.iter().chain(&secret) {
        for (place, text) in [("the log", &text), ("the figures", &figures), ("Redis", &kept)] {
            assert!(!text.contains(marker), "{marker} is in {place}");
        }
    }
    for marker in personal {
        assert!(!error_pages.contains(&marker), "{marker} is in an error page");
    }
}

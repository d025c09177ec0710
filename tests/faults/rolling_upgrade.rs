//! From the previous version to this one, replica by replica, while people are in the middle of what they do.

use std::ffi::{OsStr, OsString};
use std::process::Command;

use futures_util::future::join_all;
use mon_releve::sandbox::people;
use reqwest::{Response, StatusCode};
use url::Url;

use crate::crowd::{CROWD, OnTheWay, WANTED, at_franceconnect};
use crate::support::app::{App, Wish};
use crate::support::hand_off::{CALLBACK, Site, VERIFIER, answer};
use crate::support::partners::{SITE_SECRET, registry};
use crate::support::ports::free_port;
use crate::support::postgres_server::PostgresServer;
use crate::support::program::Program;
use crate::support::redis_server::RedisServer;
use crate::support::visitor::{Page, Visitor, location, new_client};
use crate::trail::entries;

/// The program of the previous version, as `make rolling-upgrade` builds it.
fn previous() -> OsString {
    std::env::var_os("MON_RELEVE_PREVIOUS").expect("run `make rolling-upgrade PREVIOUS=<commit>`")
}

/// The same address on this replica.
fn on(replica: &Program, address: &Url) -> Url {
    let mut url = replica.url.join(address.path()).unwrap();
    url.set_query(address.query());
    url
}

async fn get(visitor: &Visitor<'_>, replica: &Program, path: &str) -> Response {
    visitor.client.get(replica.url.join(path).unwrap()).send().await.unwrap()
}

async fn comes_back(person: &OnTheWay<'_>, replica: &Program) {
    let back = person.visitor.client.get(on(replica, &person.callback)).send().await.unwrap();
    assert_eq!((back.status(), location(&back).as_str()), (StatusCode::SEE_OTHER, WANTED));
}

/// Signed in, and the PDF of their first transcript, by this replica.
async fn downloads(visitor: &Visitor<'_>, replica: &Program) -> Vec<u8> {
    let list = get(visitor, replica, "/mes-releves").await;
    let page = match list.status() {
        StatusCode::SEE_OTHER => location(&list),
        status => Page { status, text: list.text().await.unwrap() }.links("/mes-releves/").remove(0),
    };
    let pdf = get(visitor, replica, &format!("{page}/telecharger")).await;
    assert_eq!(pdf.status(), StatusCode::OK, "{page}");
    pdf.bytes().await.unwrap().to_vec()
}

fn run(program: &OsStr, app: &App, settings: &[(&'static str, String)], arguments: &[&str]) {
    let output = Command::new(program).args(arguments).env_clear().envs(app.variables(settings)).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the program of the previous version: make rolling-upgrade PREVIOUS=<commit>"]
async fn replica_by_replica_people_go_from_one_version_to_the_other_and_back() {
    let previous = previous();
    let (redis, postgres) = (RedisServer::start(), PostgresServer::start());
    let sites = registry(&[("lycee-exemple", &format!("redirect_uris = [\"{CALLBACK}\"]"))]);
    let wish = Wish { redis: Some(redis.url()), is_not_served: true, ..Wish::default() };
    let app = App::start_with(wish).await;
    let settings = [
        ("RECORDS__STORE", "postgres".to_owned()),
        ("RECORDS__URL", postgres.url()),
        ("PARTNERS__DIR", sites.path().to_str().unwrap().to_owned()),
        ("LIMITS__PER_ADDRESS_PER_MINUTE", "0".to_owned()),
        ("SERVER__DRAIN_SECONDS", "0".to_owned()),
    ];
    // The schema is the previous version's.
    let records = app.folder.path().join("people.ndjson");
    std::fs::write(&records, people::RECORDS).unwrap();
    run(&previous, &app, &settings, &["import", records.to_str().unwrap()]);
    let mut old = [app.url.port().unwrap(), free_port()]
        .map(|port| Program::start_as(&previous, &app, port, &settings));
    join_all(old.iter().map(Program::is_ready)).await;

    let crowd = at_franceconnect(&app).await;
    let (early, late) = crowd.split_at(CROWD / 2);
    join_all(early.iter().map(|person| comes_back(person, &old[1]))).await;
    let mut documents = join_all(early.iter().map(|person| downloads(&person.visitor, &old[0]))).await;
    let (giver, site) = (Visitor::of(&app), Site::of(&app));
    let (request, page) = giver.comes_to_agree(&site.authorize(&site.asks()), "nominal-f").await;

    let new = Program::start(&app, free_port(), &settings);
    new.is_ready().await;
    join_all(late.iter().map(|person| comes_back(person, &new))).await;
    documents.extend(join_all(early.iter().map(|person| downloads(&person.visitor, &new))).await);
    documents.extend(join_all(late.iter().map(|person| downloads(&person.visitor, &old[1]))).await);
    documents.sort();
    documents.dedup();
    assert_eq!(documents.len(), 4, "four people, four documents, the same bytes of either version");

    // Asked of the old one, agreed with the new one, exchanged with the old one, fetched from the new one.
    let token = page.attribute("form[action$='/accord'] input[name=jeton]", "value");
    let form = [("jeton", token.as_str()), ("releve", &page.boxes()[0])];
    let agree = giver.client.post(new.url.join(&format!("{request}/accord")).unwrap()).form(&form);
    let agree = agree.header("origin", "null").header("sec-fetch-site", "same-origin");
    let sent = agree.send().await.unwrap();
    assert_eq!(sent.status(), StatusCode::SEE_OTHER);
    let code = answer(&location(&sent)).remove("code").unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let exchange = new_client().post(old[1].url.join("/oauth2/token").unwrap()).form(&form);
    let granted = exchange.basic_auth("lycee-exemple", Some(SITE_SECRET)).send().await.unwrap();
    let granted: serde_json::Value = granted.json().await.unwrap();
    let fetch = new_client().get(new.url.join("/api/v1/releves").unwrap());
    let list = fetch.bearer_auth(granted["access_token"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(list.status(), StatusCode::OK);

    for replica in &mut old {
        assert!(replica.ends_in_order().await.success());
    }
    join_all(crowd.iter().map(|person| downloads(&person.visitor, &new))).await;
    assert_eq!(entries(&postgres, "IDENTIFICATION"), CROWD + 1);
    run(env!("CARGO_BIN_EXE_mon-releve").as_ref(), &app, &settings, &["audit", "verify"]);
}

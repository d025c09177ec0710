//! Closed for planned work: said once, obeyed by every replica, and nobody loses what they were doing.

use std::process::{Command, Output};

use jiff::{SignedDuration, Timestamp};
use reqwest::header::{CONTENT_SECURITY_POLICY, RETRY_AFTER};
use reqwest::{Client, StatusCode, Url};
use serde_json::{Value, json};

use crate::support::app::{App, Wish};
use crate::support::patience::eventually;
use crate::support::ports::free_port;
use crate::support::redis_server::RedisServer;
use crate::support::visitor::{Visitor, location, new_client};

/// `mon-releve maintenance …`, towards the replicas on this Redis.
fn maintenance(redis: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mon-releve"))
        .arg("maintenance")
        .args(arguments)
        .env_clear()
        .env("MON_RELEVE__SERVER__ENVIRONMENT", "test")
        .env("MON_RELEVE__SESSIONS__STORE", "redis")
        .env("MON_RELEVE__SESSIONS__REDIS_URL", redis)
        .env("MON_RELEVE__SESSIONS__ENCRYPTION_KEY", "ab".repeat(32))
        .output()
        .unwrap()
}

async fn status(client: &Client, url: Url) -> StatusCode {
    client.get(url).send().await.unwrap().status()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_replica_closes_and_opens_and_whoever_was_signing_in_is_signed_in() {
    let redis = RedisServer::start();
    let admin = free_port();
    let settings = vec![("SERVER__ADMIN_LISTEN", format!("127.0.0.1:{admin}"))];
    let app = App::start_with(Wish { redis: Some(redis.url()), settings, ..Wish::default() }).await;
    let other = app.replica(&[("SERVER__ADMIN_LISTEN", "127.0.0.1:0".to_owned())]).await;
    let (visitor, client) = (Visitor::of(&app), new_client());
    let authorize = visitor.clicks_sign_in("/connexion?retour=/mes-releves").await;

    let closed = maintenance(&redis.url(), &["on"]);
    assert!(closed.status.success(), "{}", String::from_utf8_lossy(&closed.stderr));
    for replica in [app.at("/"), other.join("/").unwrap()] {
        eventually("closed", async || {
            status(&client, replica.clone()).await == StatusCode::SERVICE_UNAVAILABLE
        })
        .await;
    }
    let page = visitor.get("/mes-releves").await;
    assert_eq!(page.headers()[RETRY_AFTER], "300");
    assert!(page.headers().contains_key(CONTENT_SECURITY_POLICY));
    let page = page.text().await.unwrap();
    assert!(page.contains("Le service est en maintenance.") && page.contains("<h1"));
    assert!(visitor.opens("/en/verifier").await.text.contains("The service is down for maintenance."));

    // Machines are told in their own form.
    let problem = client.post(app.at("/arpent-resultats-api/api/arpent-resultats/audit-notes/credentials"));
    let problem: Value = problem.send().await.unwrap().json().await.unwrap();
    assert_eq!(problem["code"], "SERVICE_INDISPONIBLE");
    let oauth: Value = client.post(app.at("/oauth2/token")).send().await.unwrap().json().await.unwrap();
    assert_eq!(oauth["error"], "temporarily_unavailable");

    // Probes, keys and the operator's own address are as ever: load balancers keep on sending people to the page.
    for path in ["/healthz", "/.well-known/jwks.json"] {
        assert_eq!(status(&client, app.at(path)).await, StatusCode::OK, "{path}");
    }
    let ready: Value = client.get(app.at("/readyz")).send().await.unwrap().json().await.unwrap();
    assert_eq!(ready["status"], "maintenance");
    for path in ["healthz", "readyz", "metrics"] {
        let url = format!("http://127.0.0.1:{admin}/{path}").parse().unwrap();
        assert_eq!(status(&client, url).await, StatusCode::OK, "{path}");
    }

    // FranceConnect sends somebody back: they are signed in, and find their page when it opens.
    let callback = visitor.identifies_as(&authorize, "nominal-f").await;
    let back = visitor.comes_back(&callback).await;
    assert_eq!((back.status(), location(&back).as_str()), (StatusCode::SEE_OTHER, "/mes-releves"));
    assert_eq!(visitor.get("/mes-releves").await.status(), StatusCode::SERVICE_UNAVAILABLE);

    assert!(maintenance(&redis.url(), &["off"]).status.success());
    for replica in [app.at("/"), other.join("/").unwrap()] {
        eventually("open", async || status(&client, replica.clone()).await == StatusCode::OK).await;
    }
    assert_eq!(visitor.opens("/mes-releves").await.status, StatusCode::OK, "still signed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_announced_end_is_told_and_kept() {
    let redis = RedisServer::start();
    let app = App::start_with(Wish { redis: Some(redis.url()), ..Wish::default() }).await;
    let client = new_client();
    let until = |minutes: i64| {
        let now: Timestamp = mon_releve::ports::clock::Clock::now(app.clock.as_ref());
        (now + SignedDuration::from_mins(minutes)).to_string()
    };
    let end = until(90);
    let closed = maintenance(&redis.url(), &["on", "--until", &end, "--json"]);
    let closed: Value = serde_json::from_slice(&closed.stdout).unwrap();
    assert_eq!(closed["maintenance"], true);
    eventually("closed", async || status(&client, app.at("/en")).await == StatusCode::SERVICE_UNAVAILABLE)
        .await;
    let page = client.get(app.at("/en")).send().await.unwrap();
    let wait: u32 = page.headers()[RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((5300..=5401).contains(&wait), "{wait} seconds");
    assert!(page.text().await.unwrap().contains("The service is down for maintenance until"));
    let ready: Value = client.get(app.at("/readyz")).send().await.unwrap().json().await.unwrap();
    assert_eq!(ready["status"], json!("maintenance"));
    assert!(ready["until"].as_str().is_some_and(|told| told.starts_with(&end[..16])), "{ready}");

    app.minutes_pass(91);
    assert_eq!(status(&client, app.at("/en")).await, StatusCode::OK, "nobody has to say so");

    let past = maintenance(&redis.url(), &["on", "--until", &until(-120)]);
    assert_eq!(past.status.code(), Some(4));
}

#[test]
fn without_a_store_that_replicas_share_nothing_can_be_announced() {
    let output = Command::new(env!("CARGO_BIN_EXE_mon-releve"))
        .args(["maintenance", "on"])
        .env_clear()
        .env("MON_RELEVE__SERVER__ENVIRONMENT", "test")
        .env("MON_RELEVE__SESSIONS__STORE", "memory")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("sessions.store: is in the process that serves"), "{said}");
}

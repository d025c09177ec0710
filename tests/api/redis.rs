//! The same journey with sessions in a real Redis, and what people see when it is not there.

use reqwest::StatusCode;
use reqwest::header::RETRY_AFTER;

use crate::support::app::{App, Wish};
use crate::support::redis_server::RedisServer;
use crate::support::visitor::Visitor;

async fn app_with(server: &RedisServer) -> App {
    App::start_with(Wish { redis: Some(server.url()), ..Wish::default() }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journey_works_on_redis_and_leaves_nothing_readable_there() {
    let server = RedisServer::start();
    let app = app_with(&server).await;
    let visitor = Visitor::of(&app);
    assert_eq!(visitor.signs_in_as("nominal-f").await, "/mes-releves");
    assert_eq!(visitor.opens("/mes-releves").await.status, StatusCode::OK);

    let client = redis::Client::open(server.url()).unwrap();
    let mut connection = client.get_connection().unwrap();
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query(&mut connection).unwrap();
    assert!(!keys.is_empty());
    for key in keys {
        let value: Vec<u8> = redis::cmd("GET").arg(&key).query(&mut connection).unwrap();
        let text = format!("{key}{}", String::from_utf8_lossy(&value));
        for readable in ["citizen", "family_name", "TEST", "eyJ", "2004-"] {
            assert!(!text.contains(readable), "{readable} in {key}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_begun_on_one_replica_ends_on_another() {
    let server = RedisServer::start();
    let (one, two) = (app_with(&server).await, app_with(&server).await);
    let visitor = Visitor::of(&one);
    visitor.signs_in_as("nominal-f").await;
    let elsewhere = visitor.client.get(two.at("/mes-releves")).send().await.unwrap();
    assert_eq!(elsewhere.status(), StatusCode::OK, "both replicas know the session");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_redis_there_is_a_clear_page_and_afterwards_everything_works_again() {
    let mut server = RedisServer::start();
    let app = app_with(&server).await;
    let signed_in = Visitor::of(&app);
    signed_in.signs_in_as("nominal-f").await;
    server.kill();
    for (visitor, path) in [(&signed_in, "/mes-releves"), (&Visitor::of(&app), "/connexion")] {
        let response = visitor.get(path).await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(response.headers().contains_key(RETRY_AFTER), "{path}");
        assert!(response.headers().contains_key("content-security-policy"), "{path}");
        assert!(response.text().await.unwrap().contains("<h1"), "{path}: a page");
    }
    assert_eq!(Visitor::of(&app).opens("/").await.status, StatusCode::OK, "the landing page needs no store");
    assert_eq!(Visitor::of(&app).opens("/healthz").await.status, StatusCode::OK);
    server.restart();
    let visitor = Visitor::of(&app);
    let patience = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while visitor.get("/connexion").await.status() != StatusCode::SEE_OTHER {
        assert!(std::time::Instant::now() < patience, "found again without restart");
    }
    assert_eq!(visitor.signs_in_as("nominal-f").await, "/mes-releves");
    let lost = signed_in.opens("/en/mes-releves").await;
    assert_eq!(lost.status, StatusCode::UNAUTHORIZED, "a lost session says so");
    assert_eq!(lost.title(), "Your session has ended");
}

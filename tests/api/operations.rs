//! What the operator sees: probes and figures.

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::support::app::{App, Wish};
use crate::support::ports::free_port;
use crate::support::redis_server::RedisServer;
use crate::support::visitor::Visitor;

async fn readiness(visitor: &Visitor<'_>) -> (StatusCode, Value) {
    let response = visitor.get("/readyz").await;
    (response.status(), response.json().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_tell_routes_and_outcomes_and_nobody() {
    let port = free_port();
    let settings = vec![("SERVER__ADMIN_LISTEN", format!("127.0.0.1:{port}"))];
    let app = App::start_with(Wish { settings, ..Wish::default() }).await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("nominal-f").await;
    let link = visitor.opens("/mes-releves").await.links("/mes-releves/").remove(0);
    visitor.opens(&link).await;
    visitor.opens("/nowhere?at=all").await;

    let at_admin = async |path: &str| {
        let answer = Client::builder().no_proxy().build().unwrap();
        answer.get(format!("http://127.0.0.1:{port}{path}")).send().await.unwrap()
    };
    let answer = at_admin("/metrics").await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4"));
    let figures = answer.text().await.unwrap();
    for line in [
        "http_requests_total{route=\"/connexion/retour\",method=\"GET\",status=\"303\"}",
        "http_requests_total{route=\"/mes-releves/{reference}\",method=\"GET\",status=\"200\"}",
        "http_request_duration_seconds_bucket{route=\"/connexion\",le=\"0.5\"}",
        "franceconnect_calls_total{endpoint=\"userinfo\",outcome=\"answered\"}",
        "sign_ins_total{outcome=\"completed\"}",
        "resolutions_total{outcome=\"unique\"}",
        "database_connections{database=\"records\",state=\"open\"}",
        "seal_certificate_expiry_timestamp_seconds{role=\"current\"",
    ] {
        assert!(figures.contains(line), "{line} in {figures}");
    }
    let reference = link.rsplit('/').next().unwrap();
    // Not the numbers behind: a time may be 0.2004 seconds.
    let names: Vec<_> =
        figures.lines().filter_map(|line| line.rsplit_once(' ')).map(|(name, _)| name).collect();
    for personal in [reference, "TEST", "nowhere", "at=all", "2004"] {
        assert!(!names.iter().any(|name| name.contains(personal)), "{personal} in {figures}");
    }
    assert_eq!(at_admin("/healthz").await.status(), StatusCode::OK);
    assert_eq!(at_admin("/readyz").await.status(), StatusCode::OK);
    assert_eq!(visitor.opens("/metrics").await.status, StatusCode::NOT_FOUND, "never public");
}

#[tokio::test(flavor = "multi_thread")]
async fn readiness_names_what_is_down_and_forgets_it_once_it_is_back() {
    let mut server = RedisServer::start();
    let app = App::start_with(Wish { redis: Some(server.url()), ..Wish::default() }).await;
    let visitor = Visitor::of(&app);
    let (status, body) = readiness(&visitor).await;
    assert_eq!(status, StatusCode::OK);
    let components = json!({
        "sessions": "up", "records": "up", "register": "up", "seal": "up", "franceconnect": "not yet known",
    });
    assert_eq!(body, json!({ "status": "ready", "components": components }));
    server.kill();
    let (status, body) = readiness(&visitor).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!((&body["status"], &body["components"]["sessions"]), (&json!("not ready"), &json!("down")));
    assert_eq!(body["components"]["records"], "up");
    let page = visitor.opens("/etat").await;
    assert_eq!((page.status, page.title().as_str()), (StatusCode::OK, "État du service"));
    assert!(page.all_text().contains("Une partie du service ne fonctionne pas"));
    server.restart();
    while readiness(&visitor).await.0 != StatusCode::OK {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_franceconnect_the_service_is_ready_all_the_same() {
    let app = App::start_with(Wish { without_franceconnect: true, ..Wish::default() }).await;
    let visitor = Visitor::of(&app);
    assert_eq!(visitor.get("/connexion").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    let (status, body) = readiness(&visitor).await;
    assert_eq!((status, &body["components"]["franceconnect"]), (StatusCode::OK, &json!("not yet known")));
}

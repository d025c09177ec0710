//! The same journey with everything that lasts in a real PostgreSQL, and what people see when it is away.

use reqwest::StatusCode;
use reqwest::header::RETRY_AFTER;

use crate::support::app::{App, Wish};
use crate::support::postgres_server::PostgresServer;
use crate::support::visitor::{Visitor, location};

async fn app_with(server: &PostgresServer) -> App {
    App::start_with(Wish { postgres: Some(server.url()), ..Wish::default() }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journey_works_on_postgresql_and_two_replicas_issue_one_transcript() {
    let server = PostgresServer::start();
    let (one, two) = (app_with(&server).await, app_with(&server).await);
    for person in ["btsa-ects", "absent", "exempted"] {
        let visitors = [Visitor::of(&one), Visitor::of(&two)];
        let mut downloads = Vec::new();
        for visitor in &visitors {
            assert_eq!(visitor.signs_in_as(person).await, "/mes-releves");
            let path = location(&visitor.get("/mes-releves").await);
            downloads.push(async move {
                visitor.get(&format!("{path}/telecharger")).await.bytes().await.unwrap()
            });
        }
        // At once: both issue, draw and seal, and one of the two counts.
        let copies = futures_util::future::join_all(downloads).await;
        assert!(copies[0].starts_with(b"%PDF-"));
        assert_eq!(copies[0], copies[1], "the same bytes whoever serves");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_postgresql_there_is_a_clear_page_and_afterwards_the_session_goes_on() {
    let mut server = PostgresServer::start();
    let app = app_with(&server).await;
    let visitor = Visitor::of(&app);
    visitor.signs_in_as("btsa-ects").await;
    let path = location(&visitor.get("/mes-releves").await);
    server.stop();
    for address in ["/mes-releves", &path, &format!("{path}/telecharger"), "/v/4F7K-9QWM-2XTA-HR6D"] {
        let response = visitor.get(address).await;
        if address.starts_with("/v/") {
            assert_eq!(response.status(), StatusCode::OK, "a code that cannot be one needs no register");
            continue;
        }
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{address}");
        assert!(response.headers().contains_key(RETRY_AFTER), "{address}");
        let page = response.text().await.unwrap();
        assert!(page.contains("<h1") && !page.contains("PostgreSQL"), "{address}: a page without a cause");
    }
    assert_eq!(
        Visitor::of(&app).opens("/").await.status,
        StatusCode::OK,
        "the landing page needs no database"
    );
    server.restart();
    let patience = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while visitor.get(&path).await.status() != StatusCode::OK {
        assert!(std::time::Instant::now() < patience, "found again without restart");
    }
}

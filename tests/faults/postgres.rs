//! PostgreSQL killed, frozen or read-only while people sign in.

use futures_util::future::join_all;
use reqwest::StatusCode;
use sqlx::Connection;
use sqlx::postgres::{PgConnection, PgPoolOptions};

use crate::crowd::{CROWD, OnTheWay, WANTED, at_franceconnect, is_told_to_come_back, signed_in};
use crate::support::app::{App, Wish};
use crate::support::patience::eventually;
use crate::support::postgres_server::PostgresServer;
use crate::support::visitor::{Page, Visitor, location};
use crate::trail::entries;

async fn app_on(server: &PostgresServer) -> App {
    App::start_with(Wish { postgres: Some(server.url()), ..Wish::default() }).await
}

/// Everybody comes back in vain, and after the mending gets where they wanted to go.
async fn all_get_there_once_it_is_mended(app: &App, crowd: &[OnTheWay<'_>], mend: impl FnOnce()) {
    for answer in join_all(crowd.iter().map(OnTheWay::comes_back)).await {
        is_told_to_come_back(answer).await;
    }
    mend();
    eventually("the directory is found again", async || {
        Visitor::of(app).get("/readyz").await.status() == StatusCode::OK
    })
    .await;
    for person in crowd {
        let answer = person.comes_back().await;
        let page = Page { status: answer.status(), text: answer.text().await.unwrap() };
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "the code is spent");
        assert_eq!(person.starts_again(&page).await, WANTED, "and the wish is not");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_it_loses_no_wish_no_trace_and_no_session() {
    let mut server = PostgresServer::start();
    let app = app_on(&server).await;
    let earlier = signed_in(&app).await;
    let crowd = at_franceconnect(&app).await;
    server.stop();
    all_get_there_once_it_is_mended(&app, &crowd, || server.restart()).await;
    for person in &earlier {
        assert_eq!(person.visitor.opens("/mes-releves").await.status, StatusCode::OK, "still signed in");
    }
    assert_eq!(
        entries(&server, "IDENTIFICATION"),
        2 * CROWD,
        "who was signed in, once each, and nobody else"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn frozen_it_keeps_nobody_waiting_and_signs_nobody_in_twice() {
    let server = PostgresServer::start();
    let app = app_on(&server).await;
    let crowd = at_franceconnect(&app).await;
    server.freeze(true);
    all_get_there_once_it_is_mended(&app, &crowd, || server.freeze(false)).await;
    let traces = entries(&server, "IDENTIFICATION");
    // What it was asked before it froze may be done when it wakes: a trace too many, never one too few.
    assert!((CROWD..=2 * CROWD).contains(&traces), "{traces}");
}

#[tokio::test(flavor = "multi_thread")]
async fn out_of_connections_it_serves_by_those_there_are_and_recovers() {
    let server = PostgresServer::start();
    let app = app_on(&server).await;
    let crowd = at_franceconnect(&app).await;
    // As many as it has, but for those that it keeps for operators.
    let mut hogs = Vec::new();
    while let Ok(hog) = PgConnection::connect(&server.url()).await {
        hogs.push(hog);
        assert!(hogs.len() < 1000, "it has no end of connections");
    }
    let mut turned_away = Vec::new();
    for (person, answer) in crowd.iter().zip(join_all(crowd.iter().map(OnTheWay::comes_back)).await) {
        match answer.status() {
            StatusCode::SEE_OTHER => assert_eq!(location(&answer), WANTED),
            _ => {
                is_told_to_come_back(answer).await;
                turned_away.push(person);
            }
        }
    }
    drop(hogs);
    eventually("there are connections again", async || {
        Visitor::of(&app).get("/readyz").await.status() == StatusCode::OK
    })
    .await;
    for person in &turned_away {
        let answer = person.comes_back().await;
        let page = Page { status: answer.status(), text: answer.text().await.unwrap() };
        assert_eq!(person.starts_again(&page).await, WANTED);
    }
    assert_eq!(entries(&server, "IDENTIFICATION"), CROWD, "everybody once");
}

#[tokio::test(flavor = "multi_thread")]
async fn read_only_it_shows_nothing_that_would_leave_no_trace() {
    let server = PostgresServer::start();
    let app = app_on(&server).await;
    let signed = signed_in(&app).await;
    let crowd = at_franceconnect(&app).await;
    // Somebody with one transcript.
    let reader = &signed[1].visitor;
    let transcript = location(&reader.get("/mes-releves").await);
    let operator = PgPoolOptions::new().max_connections(1).connect(&server.url()).await.unwrap();
    let switch = async |to: &'static str| {
        // On a connection of its own that may write again.
        for statement in ["SET default_transaction_read_only = off", to, "SELECT pg_reload_conf()"] {
            sqlx::raw_sql(statement).execute(&operator).await.unwrap();
        }
    };
    switch("ALTER SYSTEM SET default_transaction_read_only = on").await;
    eventually("it takes nothing any more", async || {
        reader.get(&transcript).await.status() == StatusCode::SERVICE_UNAVAILABLE
    })
    .await;
    is_told_to_come_back(reader.get(&transcript).await).await;
    for answer in join_all(crowd.iter().map(OnTheWay::comes_back)).await {
        is_told_to_come_back(answer).await;
    }
    assert_eq!(Visitor::of(&app).opens("/").await.status, StatusCode::OK);
    switch("ALTER SYSTEM RESET default_transaction_read_only").await;
    eventually("it takes traces again", async || reader.get(&transcript).await.status() == StatusCode::OK)
        .await;
    let page = crowd[0].comes_back().await;
    let page = Page { status: page.status(), text: page.text().await.unwrap() };
    assert_eq!(crowd[0].starts_again(&page).await, WANTED);
    entries(&server, "CONSULTATION");
}

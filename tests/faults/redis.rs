//! Redis killed, frozen, emptied or full while people sign in.

use futures_util::future::join_all;
use redis::Connection;
use reqwest::StatusCode;

use crate::crowd::{
    CROWD, OnTheWay, WANTED, at_franceconnect, is_found_again, is_told_to_come_back, signed_in,
};
use crate::support::app::{App, Wish};
use crate::support::redis_server::RedisServer;
use crate::support::visitor::{Page, Visitor, location};

async fn app_on(redis: &RedisServer) -> App {
    App::start_with(Wish { redis: Some(redis.url()), ..Wish::default() }).await
}

fn operator(redis: &RedisServer) -> Connection {
    redis::Client::open(redis.url()).unwrap().get_connection().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_and_started_again_empty_it_costs_a_second_sign_in() {
    let mut redis = RedisServer::start();
    let app = app_on(&redis).await;
    let crowd = at_franceconnect(&app).await;
    redis.kill();
    for answer in join_all(crowd.iter().map(OnTheWay::comes_back)).await {
        is_told_to_come_back(answer).await;
    }
    redis.restart();
    is_found_again(&app).await;
    for person in &crowd {
        let answer = person.comes_back().await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "the attempt went with Redis");
        let page = Page { status: answer.status(), text: answer.text().await.unwrap() };
        assert_eq!(person.starts_again(&page).await, "/mes-releves");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn frozen_and_thawed_it_loses_no_session_and_no_way_on() {
    let redis = RedisServer::start();
    let app = app_on(&redis).await;
    let earlier = signed_in(&app).await;
    let crowd = at_franceconnect(&app).await;
    redis.freeze(true);
    for answer in join_all(crowd.iter().map(OnTheWay::comes_back)).await {
        is_told_to_come_back(answer).await;
    }
    redis.freeze(false);
    is_found_again(&app).await;
    for person in &crowd {
        let answer = person.comes_back().await;
        // Redis may have obeyed when it woke, and nobody was there to hear of it.
        if answer.status() == StatusCode::SEE_OTHER {
            assert_eq!(location(&answer), WANTED);
            continue;
        }
        let page = Page { status: answer.status(), text: answer.text().await.unwrap() };
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        person.starts_again(&page).await;
    }
    for person in &earlier {
        assert_eq!(person.visitor.opens("/mes-releves").await.status, StatusCode::OK, "still signed in");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn emptied_it_ends_sessions_and_says_so() {
    let redis = RedisServer::start();
    let app = app_on(&redis).await;
    let crowd = signed_in(&app).await;
    let () = redis::cmd("FLUSHALL").query(&mut operator(&redis)).unwrap();
    for person in &crowd {
        let page = person.visitor.opens("/mes-releves").await;
        assert_eq!(
            (page.status, page.title().as_str()),
            (StatusCode::UNAUTHORIZED, "Votre session est terminée")
        );
        assert_eq!(person.starts_again(&page).await, "/mes-releves");
    }
    assert_eq!(crowd.len(), CROWD);
}

#[tokio::test(flavor = "multi_thread")]
async fn full_it_turns_newcomers_away_and_keeps_whoever_is_there() {
    let redis = RedisServer::start();
    let app = app_on(&redis).await;
    let crowd = signed_in(&app).await;
    let most = |bytes: &str| -> () {
        redis::cmd("CONFIG").arg("SET").arg("maxmemory").arg(bytes).query(&mut operator(&redis)).unwrap()
    };
    most("1");
    is_told_to_come_back(Visitor::of(&app).get("/connexion").await).await;
    for person in &crowd {
        assert_eq!(person.visitor.opens("/mes-releves").await.status, StatusCode::OK, "nobody is thrown out");
    }
    most("0");
    assert_eq!(Visitor::of(&app).signs_in_as("nominal-f").await, "/mes-releves");
}

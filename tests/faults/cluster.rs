//! Two replicas of the service on a Redis Cluster that changes under them.

use futures_util::future::join_all;
use reqwest::{Response, StatusCode};
use url::Url;

use crate::crowd::{OnTheWay, WANTED, at_franceconnect, is_found_again, signed_in};
use crate::support::app::{App, Wish};
use crate::support::patience::eventually;
use crate::support::redis_cluster::RedisCluster;
use crate::support::visitor::location;

async fn app_on(cluster: &RedisCluster) -> (App, Url) {
    let app = App::start_with(Wish { settings: cluster.settings(), ..Wish::default() }).await;
    let other = app.replica(&[]).await;
    (app, other)
}

/// The same address on the other replica.
async fn elsewhere(person: &OnTheWay<'_>, other: &Url, address: &Url) -> Response {
    let mut url = other.join(address.path()).unwrap();
    url.set_query(address.query());
    person.visitor.client.get(url).send().await.unwrap()
}

/// Their transcripts are there, on the other replica.
async fn is_signed_in(person: &OnTheWay<'_>, other: &Url) {
    let answer = elsewhere(person, other, &person.visitor.at("/mes-releves")).await;
    let status = answer.status();
    assert!(status == StatusCode::OK || location(&answer).starts_with("/mes-releves/"), "{status}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_notices_that_a_part_of_it_moves_while_they_sign_in() {
    let cluster = RedisCluster::start(0).await;
    let (app, other) = app_on(&cluster).await;
    let earlier = signed_in(&app).await;
    let mut moving = cluster.moves_slots(0, 1);
    let mut turns = 0;
    eventually("all of it is moved", async || {
        let crowd = at_franceconnect(&app).await;
        let back = crowd.iter().map(|person| elsewhere(person, &other, &person.callback));
        for answer in join_all(back).await {
            assert_eq!((answer.status(), location(&answer).as_str()), (StatusCode::SEE_OTHER, WANTED));
        }
        for person in crowd.iter().chain(&earlier) {
            is_signed_in(person, &other).await;
        }
        turns += 1;
        moving.try_wait().unwrap().is_some()
    })
    .await;
    assert!(moving.wait().unwrap().success() && turns > 1, "people signed in meanwhile: {turns}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_killed_costs_seconds_and_nobody_a_session() {
    let mut cluster = RedisCluster::start(1).await;
    let (app, other) = app_on(&cluster).await;
    let earlier = signed_in(&app).await;
    cluster.replicated().await;
    cluster.nodes[0].kill();
    cluster.says(3, "role:master").await;
    is_found_again(&app).await;
    eventually("the other replica is ready", async || {
        let ready = earlier[0].visitor.client.get(other.join("/readyz").unwrap()).send().await.unwrap();
        ready.status() == StatusCode::OK
    })
    .await;
    for person in &earlier {
        is_signed_in(person, &other).await;
    }
    let crowd = signed_in(&app).await;
    for person in &crowd {
        is_signed_in(person, &other).await;
    }
}

//! Two replicas of the service on a Redis Cluster that changes under them.

use futures_util::future::join_all;
use reqwest::{Response, StatusCode};
use url::Url;

use crate::crowd::{OnTheWay, WANTED, is_found_again, is_told_to_come_back};
use crate::support::app::{App, Wish};
use crate::support::patience::eventually;
use crate::support::redis_cluster::RedisCluster;
use crate::support::visitor::{Visitor, location};

/// Enough for every node to have something of somebody.
const FEW: usize = 8;

async fn app_on(cluster: &RedisCluster) -> (App, Url) {
    let app = App::start_with(Wish { settings: cluster.settings(), ..Wish::default() }).await;
    let other = app.replica(&[]).await;
    // The first to ask has the nodes found, which on a busy machine may take longer than a citizen waits.
    is_found_again(&app).await;
    (app, other)
}

/// The same address on the other replica.
async fn elsewhere(person: &OnTheWay<'_>, other: &Url, address: &Url) -> Response {
    let mut url = other.join(address.path()).unwrap();
    url.set_query(address.query());
    person.visitor.client.get(url).send().await.unwrap()
}

/// Their transcripts are there, on the other replica; whoever is told to come back does.
async fn is_signed_in(person: &OnTheWay<'_>, other: &Url) {
    eventually("there is an answer", async || {
        let answer = elsewhere(person, other, &person.visitor.at("/mes-releves")).await;
        if answer.status() == StatusCode::SERVICE_UNAVAILABLE {
            return false;
        }
        let status = answer.status();
        assert!(status == StatusCode::OK || location(&answer).starts_with("/mes-releves/"), "{status}");
        true
    })
    .await;
}

/// One more person signs in, back on the other replica; `None` if they were told to come back on the way.
async fn signs_in<'a>(app: &'a App, other: &Url) -> Option<OnTheWay<'a>> {
    let visitor = Visitor::of(app);
    let begun = visitor.get(&format!("/connexion?retour={WANTED}")).await;
    if begun.status() != StatusCode::SEE_OTHER {
        is_told_to_come_back(begun).await;
        return None;
    }
    let callback = visitor.identifies_as(&Url::parse(&location(&begun)).unwrap(), "nominal-f").await;
    let person = OnTheWay { visitor, callback, person: "nominal-f" };
    let back = elsewhere(&person, other, &person.callback).await;
    if back.status() != StatusCode::SEE_OTHER {
        is_told_to_come_back(back).await;
        return None;
    }
    assert_eq!(location(&back), WANTED);
    Some(person)
}

/// As many as a few, signed in one after the other.
async fn a_few<'a>(app: &'a App, other: &Url) -> Vec<OnTheWay<'a>> {
    let mut people = Vec::new();
    eventually("people sign in", async || {
        people.extend(signs_in(app, other).await);
        people.len() == FEW
    })
    .await;
    people
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_it_moves_while_people_sign_in_and_nobody_loses_a_session() {
    let cluster = RedisCluster::start(0).await;
    let (app, other) = app_on(&cluster).await;
    let mut people = a_few(&app, &other).await;
    let mut moving = cluster.moves_slots(0, 1);
    eventually("all of it is moved", async || {
        people.extend(join_all((0..FEW).map(|_| signs_in(&app, &other))).await.into_iter().flatten());
        moving.try_wait().unwrap().is_some()
    })
    .await;
    assert!(moving.wait().unwrap().success() && people.len() > FEW, "people signed in meanwhile");
    for person in &people {
        is_signed_in(person, &other).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_killed_costs_seconds_and_nobody_a_session() {
    let mut cluster = RedisCluster::start(1).await;
    let (app, other) = app_on(&cluster).await;
    let earlier = a_few(&app, &other).await;
    cluster.replicated().await;
    cluster.nodes[0].kill();
    cluster.says(3, "role:master").await;
    is_found_again(&app).await;
    for person in &earlier {
        is_signed_in(person, &other).await;
    }
    eventually("people sign in again", async || signs_in(&app, &other).await.is_some()).await;
}

//! The master killed while people sign in, with Sentinels that choose another.

use futures_util::future::join_all;
use reqwest::StatusCode;

use crate::crowd::{OnTheWay, WANTED, at_franceconnect, is_found_again, is_told_to_come_back, signed_in};
use crate::support::app::{App, Wish};
use crate::support::redis_watched::WatchedRedis;
use crate::support::visitor::{Page, location};

#[tokio::test(flavor = "multi_thread")]
async fn a_master_that_is_killed_costs_seconds_and_nobody_a_session() {
    let mut redis = WatchedRedis::start().await;
    let app = App::start_with(Wish { settings: redis.settings(), ..Wish::default() }).await;
    // The first to ask has the master found, which on a busy machine may take longer than a citizen waits.
    is_found_again(&app).await;
    let earlier = signed_in(&app).await;
    let mut shown = Vec::new();
    for person in &earlier {
        shown.push(person.visitor.opens("/mes-releves").await.all_text());
    }
    let crowd = at_franceconnect(&app).await;
    redis.replicated().await;
    redis.servers[0].kill();
    let mut waiting = Vec::new();
    for (person, answer) in crowd.iter().zip(join_all(crowd.iter().map(OnTheWay::comes_back)).await) {
        if answer.status() != StatusCode::SEE_OTHER {
            is_told_to_come_back(answer).await;
            waiting.push(person);
        }
    }
    assert!(!waiting.is_empty(), "somebody noticed");
    redis.has_role(1, "master").await;
    is_found_again(&app).await;
    for person in waiting {
        let answer = person.comes_back().await;
        if answer.status() == StatusCode::SEE_OTHER {
            assert_eq!(location(&answer), WANTED);
            continue;
        }
        // Their attempt was taken by the new master for somebody who had given up waiting.
        let page = Page { status: answer.status(), text: answer.text().await.unwrap() };
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        person.starts_again(&page).await;
    }
    for (person, shown) in earlier.iter().zip(&shown) {
        let page = person.visitor.opens("/mes-releves").await;
        assert_eq!(page.status, StatusCode::OK, "still signed in");
        assert_eq!(&page.all_text(), shown, "everybody sees their own");
    }

    redis.servers[0].restart();
    redis.has_role(0, "slave").await;
    for (person, shown) in earlier.iter().zip(&shown) {
        assert_eq!(&person.visitor.opens("/mes-releves").await.all_text(), shown, "it is not asked");
    }
}

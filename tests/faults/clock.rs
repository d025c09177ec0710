//! The machine's clock leaps while people sign in.

use futures_util::future::join_all;
use reqwest::StatusCode;

use crate::crowd::{CROWD, OnTheWay, WANTED, at_franceconnect, signed_in};
use crate::support::app::{App, Wish};
use crate::support::postgres_server::PostgresServer;
use crate::support::visitor::Page;
use crate::trail::entries;

const DAY: i64 = 24 * 60;

#[tokio::test(flavor = "multi_thread")]
async fn a_leap_forward_costs_a_second_sign_in_and_a_leap_back_nothing() {
    let server = PostgresServer::start();
    let app = App::start_with(Wish { postgres: Some(server.url()), ..Wish::default() }).await;

    let crowd = at_franceconnect(&app).await;
    app.minutes_pass(DAY);
    for (person, answer) in crowd.iter().zip(join_all(crowd.iter().map(OnTheWay::comes_back)).await) {
        let page = Page { status: answer.status(), text: answer.text().await.unwrap() };
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "an attempt of yesterday");
        assert_eq!(person.starts_again(&page).await, WANTED);
    }

    let earlier = signed_in(&app).await;
    app.minutes_pass(-DAY);
    for person in &earlier {
        assert_eq!(person.visitor.opens("/mes-releves").await.status, StatusCode::OK, "still signed in");
    }
    signed_in(&app).await;
    assert_eq!(entries(&server, "IDENTIFICATION"), 3 * CROWD, "one chain, whatever the clock said");
}

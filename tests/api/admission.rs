//! More people than can be served: told so at once, in a page that asks again by itself; nobody piles up.

use futures_util::future::join_all;
use reqwest::header::{
    ALLOW, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, REFRESH, RETRY_AFTER,
};
use reqwest::{Response, StatusCode};
use serde_json::Value;

use crate::support::app::{App, Wish};
use crate::support::crowd::{crowded, half_a_form};
use crate::support::patience::eventually;
use crate::support::redis_server::RedisServer;
use crate::support::visitor::{Page, Visitor, new_client};

async fn visits(app: &App, path: &str) -> Response {
    new_client().get(app.at(path)).send().await.unwrap()
}

fn seconds(response: &Response, name: reqwest::header::HeaderName) -> u32 {
    response.headers()[name].to_str().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_when_all_places_are_taken_waits_outside_and_gets_in_later() {
    let (app, place) = crowded().await;
    let outside = visits(&app, "/").await;
    assert!((10..=20).contains(&seconds(&outside, RETRY_AFTER)));
    assert_eq!(seconds(&outside, REFRESH), seconds(&outside, RETRY_AFTER), "without JavaScript");
    assert!(outside.headers().contains_key(CONTENT_SECURITY_POLICY));
    assert_eq!(outside.headers()[CONTENT_LANGUAGE], "fr");
    let page = Page { status: outside.status(), text: outside.text().await.unwrap() };
    assert_eq!(page.title(), "Beaucoup de monde en ce moment");
    assert!(page.all_text().contains("elle se recharge d’elle-même"));
    let style = page.attribute("link[rel=stylesheet]", "href");
    assert_eq!(visits(&app, &style).await.status(), StatusCode::OK, "the page is dressed");
    let english = visits(&app, "/en/verifier").await.text().await.unwrap();
    assert!(english.contains("Many people are here right now"));

    drop(place);
    eventually("served", async || visits(&app, "/").await.status() == StatusCode::OK).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_not_sent_twice_by_itself_and_machines_are_told_in_their_own_form() {
    let (app, _place) = crowded().await;
    let client = new_client();
    let form = client.post(app.at("/connexion/numeros")).form(&[("ina", "12345678")]).send().await.unwrap();
    assert_eq!(form.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(!form.headers().contains_key(REFRESH) && !form.headers().contains_key(ALLOW));
    assert!(form.text().await.unwrap().contains("Votre demande n’a pas été envoyée"));

    let problem = client.get(app.at("/api/v1/releves")).bearer_auth("0".repeat(64)).send().await.unwrap();
    assert_eq!(problem.headers()[CONTENT_TYPE], "application/problem+json");
    assert!((10..=20).contains(&seconds(&problem, RETRY_AFTER)));
    let problem: Value = problem.json().await.unwrap();
    assert_eq!(problem["code"], "SERVICE_INDISPONIBLE");
    let refused = client.post(app.at("/oauth2/token")).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    let refused: Value = refused.json().await.unwrap();
    assert_eq!(refused["error"], "temporarily_unavailable");
    for path in ["/healthz", "/.well-known/jwks.json", "/favicon.ico"] {
        assert_ne!(visits(&app, path).await.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_opens_no_place_that_is_not_there() {
    let (app, _place) = crowded().await;
    let request = new_client().get(app.at("/mes-releves")).header(COOKIE, "mon-releve-session=forged");
    assert_eq!(request.send().await.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
}

/// More than may stand in the line of a thread.
const A_LONG_LINE: usize = 200;

#[tokio::test(flavor = "multi_thread")]
async fn newcomers_wait_outside_while_many_wait_for_redis_and_not_for_forms_that_come_slowly() {
    let redis = RedisServer::start();
    // One thread, whose turns may take as long as they like.
    let settings =
        vec![("SERVER__WORKERS", "1".to_owned()), ("SERVER__LONGEST_QUEUE_MS", "60000".to_owned())];
    let app = App::start_with(Wish { redis: Some(redis.url()), settings, ..Wish::default() }).await;
    let citizen = Visitor::of(&app);
    citizen.signs_in_as("nominal-f").await;
    let forms = join_all((0..A_LONG_LINE).map(|_| half_a_form(&app))).await;
    for _ in 0..20 {
        assert_eq!(visits(&app, "/").await.status(), StatusCode::OK);
    }
    drop(forms);

    redis.freeze(true);
    eventually("outside", async || {
        let pages = (0..A_LONG_LINE).map(|_| citizen.client.get(app.at("/mes-releves")).send());
        let line = tokio::spawn(join_all(pages.collect::<Vec<_>>()));
        while !line.is_finished() {
            if visits(&app, "/").await.status() == StatusCode::SERVICE_UNAVAILABLE {
                return true;
            }
        }
        false
    })
    .await;
    redis.freeze(false);
    eventually("served", async || visits(&app, "/").await.status() == StatusCode::OK).await;
}
